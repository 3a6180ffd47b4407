import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as a model writes it, or its last words. */
type Turn =
  | { readonly say: string }
  | { readonly tool: string; readonly args: object; readonly thought?: string };
interface Message {
  readonly role: string;
  readonly content: string;
}

/** What the model does at its nth turn, shown the messages so far. */
export type Script = readonly ((messages: readonly Message[]) => Turn)[];

/** A server on this machine that speaks as a chat completions API does, from a script. */
export interface ScriptedModel {
  readonly url: string;
  /** The messages of every request, in their order. */
  readonly asked: readonly (readonly Message[])[];
  stop(): Promise<void>;
}

export async function scriptedModel(script: Script): Promise<ScriptedModel> {
  const asked: (readonly Message[])[] = [];
  const server: Server = createServer(async (request, response) => {
    const { messages } = JSON.parse(await textOf(request)) as { messages: readonly Message[] };
    const turn = script[asked.length]?.(messages) ?? { say: 'I have nothing to add.' };
    asked.push(messages);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ choices: [{ index: 0, message: messageOf(turn) }] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function messageOf(turn: Turn): object {
  if ('say' in turn) return { role: 'assistant', content: turn.say };
  const { tool, args, thought = null } = turn;
  const called = { name: tool, arguments: JSON.stringify(args) };
  const call = { id: 'call_1', type: 'function', function: called };
  return { role: 'assistant', content: thought, tool_calls: [call] };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
