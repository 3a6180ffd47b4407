import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type {
  CompletionRequest,
  CompletionResponse,
  LlmConfig,
  ModelPort,
} from '../../../../runtime/contract/index.ts';
import { portOf } from './sdk-model.ts';

/** How a cassette is used. */
export interface CassetteOptions {
  /** The file: one JSON object a line, a question's digest and its answer. Questions are never written. */
  readonly file: string;
  /** Asked and recorded where the file has no answer. Without it nothing is asked: a new question is an error. */
  readonly record?: LlmConfig['model'];
  /** Texts that are taken out of answers before they are written, such as keys. */
  readonly redact?: readonly string[];
}

/** Marks that stand around data in a prompt differ each time and mean nothing. */
const mark = /\[[0-9a-f]{24}\]/g;

/**
 * A model that answers from a file. The same question is the same messages, limits and schema; a question
 * asked several times gets the answers in the order they were recorded, and then the last again.
 * @throws Error for a file that is damaged
 *
 * @example
 * const model = cassette({ file: 'judge.jsonl' });
 * const runtime = { models: { grader: { model } } };
 */
export function cassette({ file, record, redact = [] }: CassetteOptions): ModelPort {
  const answers = existsSync(file) ? readCassette(file) : new Map<string, CompletionResponse[]>();
  const asked = new Map<string, number>();
  const port = record === undefined ? undefined : portOf({ model: record });
  return {
    abilities: () => port?.abilities() ?? { logprobs: false, schema: true },
    async complete(request) {
      const key = keyOf(request);
      const known = answers.get(key) ?? [];
      const turn = asked.get(key) ?? 0;
      asked.set(key, turn + 1);
      const answer = known[turn] ?? (port === undefined ? known.at(-1) : undefined);
      if (answer !== undefined) return answer;
      if (port === undefined) throw new Error('the cassette has no answer to this question');
      const given = redacted(await port.complete(request), redact);
      appendFileSync(file, `${JSON.stringify({ key, answer: given })}\n`, { mode: 0o600 });
      answers.set(key, [...known, given]);
      return given;
    },
  };
}

const keyOf = ({ messages, signal: _, ...rest }: CompletionRequest): string => {
  const plain = messages.map(({ role, content }) => [role, content.replace(mark, '[]')]);
  return createHash('sha256')
    .update(JSON.stringify([plain, rest]))
    .digest('hex');
};

const redacted = (answer: CompletionResponse, texts: readonly string[]): CompletionResponse => ({
  ...answer,
  text: texts
    .filter((text) => text !== '')
    .reduce((text, secret) => text.replaceAll(secret, '[redacted]'), answer.text),
});

function readCassette(file: string): Map<string, CompletionResponse[]> {
  const answers = new Map<string, CompletionResponse[]>();
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line === '') continue;
    const { key, answer } = lineOf(line, `${file}:${index + 1}`);
    answers.set(key, [...(answers.get(key) ?? []), answer]);
  }
  return answers;
}

function lineOf(
  line: string,
  place: string,
): { readonly key: string; readonly answer: CompletionResponse } {
  try {
    const given = JSON.parse(line);
    if (typeof given?.key === 'string' && typeof given.answer?.text === 'string') return given;
  } catch {
    // Told below.
  }
  throw new Error(`\`${place}\` is no line of a cassette`);
}
