import type { Json, ReasoningStep, TokenUsage } from '../../../../runtime/contract/index.ts';
import type { Purse } from '../model/purse.ts';
import { type Payer, type RawScore, type Source, shareOf } from './source.ts';

/** Where a process reward model is served, and how it is asked. */
export interface PrmServer {
  /** The root of the server. */
  readonly url: string;
  readonly model: string;
  /** What ends a step in the text that the model was trained on. */
  readonly tag: string;
  /** The server's word for the task; undefined leaves it to the server. */
  readonly task: string | undefined;
}

const defaultTag = '<extra_0>';
const longestAnswer = 1_048_576;

/** A server as a file names it: the address, the model, and what to say where it is not the usual. */
export const prmServer = (
  url: string,
  model: string,
  { tag = defaultTag, task }: { readonly tag?: string; readonly task?: string },
): PrmServer => ({ url: url.replace(/\/+$/, ''), model, tag, task });

/** A process reward model behind vLLM's pooling API: one row of probabilities for every step. */
export class RemotePrm implements Source {
  readonly name: string;
  readonly #server: PrmServer;
  readonly #purse: Purse;

  constructor(server: PrmServer, purse: Purse) {
    this.name = server.model;
    this.#server = server;
    this.#purse = purse;
  }

  async score(
    step: ReasoningStep,
    before: readonly ReasoningStep[],
    signal: AbortSignal,
    payer: Payer,
  ): Promise<RawScore> {
    const { model, tag, task } = this.#server;
    const steps = [...before, step];
    const content = steps.map((each) => `${this.#step(each)}${tag}`).join('');
    const { heard = [] } = step;
    const told = heard.map(({ source, text }) => ({ source, text }));
    const messages = [
      {
        role: 'user',
        content: `Messages to an agent and its steps, as JSON: ${this.#plain(told)}`,
      },
      { role: 'assistant', content },
    ];
    const body = JSON.stringify({ model, messages, ...(task === undefined ? {} : { task }) });
    // A server of one's own has no price; what it reads counts in tokens, of which bytes give no fewer.
    const { answer } = await this.#purse.spend(
      { name: this.name, price: undefined, ...payer },
      { input: Buffer.byteLength(body), output: 0 },
      async () => await this.#answerTo(body, signal),
    );
    return { steps: rowsOf(answer.json, steps.length) };
  }

  async #answerTo(
    body: string,
    signal: AbortSignal,
  ): Promise<{ readonly json: Json; readonly usage: TokenUsage | undefined }> {
    const response = await fetch(`${this.#server.url}/pooling`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal,
    });
    if (!response.ok) throw new Error(`the server answered with status ${response.status}`);
    const json = jsonIn(await textOf(response));
    const { prompt_tokens: input } = (json as Partial<PoolingAnswer>)?.usage ?? {};
    return { json, usage: input === undefined ? undefined : { input, output: 0 } };
  }

  #step({ tool, args, thought, observation }: ReasoningStep): string {
    return this.#plain({ thought, tool, args, observation });
  }

  /** Data in which nothing can be taken for the end of a step. Throws where the tag cannot be kept out. */
  #plain(data: object): string {
    const plain = JSON.stringify(data).replace(
      /[<>|]|[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    if (plain.includes(this.#server.tag)) throw new Error('the step holds what ends a step');
    return plain;
  }
}

/** Throws without a word of the answer, which may be anything. */
function jsonIn(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Error('the server answered with something else than JSON');
  }
}

/** The part of an answer that is about its cost. */
interface PoolingAnswer {
  readonly usage?: { readonly prompt_tokens?: number };
}

/** The text of an answer, given up as soon as it is too long. */
async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longestAnswer) throw new Error('the server answered at too great a length');
  }
  return text + decoder.decode();
}

/** The probability of good in every row; rows must be as many as steps, and each must sum to 1. */
function rowsOf(answer: Json, count: number): readonly number[] {
  const data = (answer as { readonly data?: readonly { readonly data?: unknown }[] } | null)?.data;
  const rows = Array.isArray(data) ? (data[0]?.data as unknown) : undefined;
  if (!Array.isArray(rows) || rows.length !== count) {
    throw new Error('the server did not answer with one row for every step');
  }
  return rows.map((row) => {
    const [bad, good] = Array.isArray(row) && row.length === 2 ? row : [];
    const share = shareOf(good, 'a score of the server');
    if (Math.abs(shareOf(bad, 'a score of the server') + share - 1) > 0.01) {
      throw new Error('the scores of the server are no probabilities');
    }
    return share;
  });
}
