import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Json } from '../../../../src/runtime/contract/index.ts';

/** What the server does with a request: answers JSON, or goes wrong. */
export type Scripted =
  | { readonly json: Json; readonly status?: number }
  | { readonly raw: string }
  | { readonly cut: string }
  | 'silence';

/** A provider on loopback that does as it is told, and keeps what it was asked. */
export interface Provider {
  readonly url: string;
  readonly asked: { readonly path: string; readonly body: string }[];
}

/** Starts one; it plays its script in order and its last line for ever. */
export async function provider(...script: readonly Scripted[]): Promise<Provider> {
  const asked: Provider['asked'] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const turn = script[Math.min(asked.length, script.length - 1)];
    asked.push({ path: request.url ?? '', body });
    if (turn !== undefined) play(turn, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function play(turn: Scripted, response: ServerResponse): void {
  if (turn === 'silence') return;
  const status = 'status' in turn ? (turn.status ?? 200) : 200;
  const body = 'json' in turn ? JSON.stringify(turn.json) : 'raw' in turn ? turn.raw : turn.cut;
  const length = Buffer.byteLength(body) + ('cut' in turn ? 100 : 0);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  response.write(body, () => {
    if ('cut' in turn) response.destroy();
    else response.end();
  });
}

/** An answer in the form of OpenAI's chat completions. */
export const chat = (content: string, more: Readonly<Record<string, Json>> = {}): Scripted => ({
  json: {
    id: 'chat-1',
    object: 'chat.completion',
    created: 1,
    model: 'grader',
    choices: [
      { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', ...more },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  },
});

/** An answer in the form of OpenAI's responses. */
export const responses = (text: string): Scripted => ({
  json: {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: 'grader',
    status: 'completed',
    output: [
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text, annotations: [] }],
      },
    ],
    usage: { input_tokens: 100, output_tokens: 20, total_tokens: 120 },
  },
});

/** An answer in the form of Anthropic's messages. */
export const messages = (text: string): Scripted => ({
  json: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'grader',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 20 },
  },
});
