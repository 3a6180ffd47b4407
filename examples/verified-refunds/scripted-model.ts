import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as a model proposes it, its last words, or a text that is none of both. */
type Turn =
  | { readonly say: string }
  | { readonly text: string }
  | { readonly tool: string; readonly args: object; readonly thought?: string };
/** What the planner is told: the task, what was done, and what was refused. */
export interface Told {
  readonly task: string;
  readonly done: readonly object[];
  readonly refused: readonly {
    readonly because: string;
    readonly nearest?: { readonly tool: string; readonly args: object };
  }[];
}

/** What the planner does at its nth turn. */
export type Script = readonly ((told: Told) => Turn)[];
/** The grader's verdict on its nth step; `silence` never answers. */
export type Verdicts = readonly (number | 'silence')[];

/** A server on this machine that speaks as a chat completions API does, from a script. */
export interface ScriptedModel {
  readonly url: string;
  /** What the planner was told, turn by turn. */
  readonly asked: readonly Told[];
  /** How often the grader was asked. */
  readonly graded: () => number;
  stop(): Promise<void>;
}

/** Two models behind one address: `planner` proposes from the script, `grader` grades what is proposed. */
export async function scriptedModel(
  script: Script,
  verdicts: Verdicts = [],
): Promise<ScriptedModel> {
  const asked: Told[] = [];
  let graded = 0;
  const server: Server = createServer(async (request, response) => {
    const { model, messages } = JSON.parse(await textOf(request));
    let content: string;
    if (model === 'grader') {
      const score = verdicts[graded] ?? 0.95;
      graded += 1;
      if (score === 'silence') return;
      content = JSON.stringify({ score, confidence: 0.9, fault: score < 0.5 ? 'risk' : 'none' });
    } else {
      const told = JSON.parse(messages.at(-1).content.split('\n')[1]) as Told;
      content = answerOf(script[asked.length]?.(told) ?? { say: 'I have nothing to add.' });
      asked.push(told);
    }
    const message = { role: 'assistant', content };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        id: 'one',
        object: 'chat.completion',
        created: 1,
        model,
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage: { prompt_tokens: 400, completion_tokens: 60, total_tokens: 460 },
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    graded: () => graded,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerOf(turn: Turn): string {
  if ('text' in turn) return turn.text;
  if ('say' in turn) return JSON.stringify({ tool: null, args: '{}', thought: turn.say });
  const { tool, args, thought = '' } = turn;
  return JSON.stringify({ tool, args: JSON.stringify(args), thought });
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
