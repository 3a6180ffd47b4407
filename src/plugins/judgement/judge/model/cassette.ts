import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import {
  type CompletionRequest,
  type CompletionResponse,
  type LlmConfig,
  type ModelAbilities,
  type ModelPort,
  VakError,
} from '../../../../runtime/contract/index.ts';
import { redactedBy } from './redact.ts';
import { portOf } from './sdk-model.ts';

/** How a cassette is used. */
export interface CassetteOptions {
  /**
   * The file, one JSON object a line: what the model can do, then a question's digest, its answer, and a
   * digest over both, by which an answer that was changed since is noticed.
   * Questions are never written.
   */
  readonly file: string;
  /** Asked and recorded where the file has no answer. Without it nothing is asked: a new question is an error. */
  readonly record?: LlmConfig['model'];
  /** True where a model to be recorded may be asked for log probabilities, as in `models` of `load`. */
  readonly logprobs?: boolean;
  /** Texts that are taken out of answers before they are written, such as keys. */
  readonly redact?: readonly string[];
  /**
   * Every answer is given once: a question that is asked oftener than it was recorded is an error. So is an
   * answer without a digest of its own.
   */
  readonly strict?: boolean;
}

/** A model that answers from a file. */
export interface Cassette extends ModelPort {
  /** How many of the recorded answers nobody has asked for yet. */
  readonly unasked: number;
}

interface Recorded {
  abilities: ModelAbilities | undefined;
  readonly answers: Map<string, CompletionResponse[]>;
}

/** Marks that stand around data in a prompt differ each time and mean nothing. */
const mark = /\[[0-9a-f]{24}\]/g;
const plainly: ModelAbilities = { logprobs: false, schema: true };

/**
 * A model that answers from a file, and can do what the recorded one could. The same question is the same
 * messages, limits and schema; a question asked several times gets the answers in the order they were
 * recorded, and then, unless `strict`, the last again.
 * @throws VakError VAK5231 for an answer that is not as it was recorded
 * @throws Error for a file that is damaged, for `strict` with `record`, and for a model to be recorded that
 *   can do something else than the one in the file
 *
 * @example
 * const model = cassette({ file: 'judge.jsonl', strict: true });
 * const runtime = { models: { grader: { model } } };
 */
export function cassette(options: CassetteOptions): Cassette {
  const { file, record, logprobs = false, redact = [], strict = false } = options;
  if (strict && record !== undefined) throw new Error('a strict cassette records nothing');
  const recorded = existsSync(file)
    ? readCassette(file, strict)
    : { abilities: undefined, answers: new Map() };
  const port = record === undefined ? undefined : portOf({ model: record, logprobs });
  const abilities = agreed(file, recorded.abilities, port?.abilities());
  const asked = new Map<string, number>();
  const append = (line: object): void =>
    appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  return {
    get unasked() {
      const each = [...recorded.answers].map(([key, { length }]) => length - (asked.get(key) ?? 0));
      return each.reduce((sum, left) => sum + Math.max(0, left), 0);
    },
    abilities: () => abilities,
    async complete(request) {
      const key = keyOf(request);
      const known = recorded.answers.get(key) ?? [];
      const turn = asked.get(key) ?? 0;
      asked.set(key, turn + 1);
      const again = port === undefined && !strict ? known.at(-1) : undefined;
      const answer = known[turn] ?? again;
      if (answer !== undefined) return answer;
      if (port === undefined) throw new Error('the cassette has no answer to this question');
      const given = redactedBy(redact, await port.complete(request));
      if (recorded.abilities === undefined) append({ abilities });
      recorded.abilities = abilities;
      append({ key, answer: given, digest: digestOf(key, given) });
      recorded.answers.set(key, [...(recorded.answers.get(key) ?? []), given]);
      return given;
    },
  };
}

/** What the model can do that is asked: the one in the file, and the one to be recorded alike. */
function agreed(
  file: string,
  recorded: ModelAbilities | undefined,
  own: ModelAbilities | undefined,
): ModelAbilities {
  const { logprobs, schema } = own ?? recorded ?? plainly;
  const other = recorded ?? { logprobs, schema };
  if (other.logprobs !== logprobs || other.schema !== schema) {
    throw new Error(`the model in \`${file}\` could do something else than the one to be recorded`);
  }
  return { logprobs, schema };
}

const keyOf = ({ messages, signal: _, ...rest }: CompletionRequest): string => {
  const plain = messages.map(({ role, content }) => [role, content.replace(mark, '[]')]);
  return createHash('sha256')
    .update(JSON.stringify([plain, rest]))
    .digest('hex');
};

/** Over one exchange, so that its answer cannot be changed unnoticed. It is no signature. */
const digestOf = (key: string, answer: CompletionResponse): string =>
  createHash('sha256')
    .update(JSON.stringify([key, answer]))
    .digest('hex');

function readCassette(file: string, strict: boolean): Recorded {
  const recorded: Recorded = { abilities: undefined, answers: new Map() };
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line === '') continue;
    const { abilities, key, answer, digest } = lineOf(line);
    if (typeof key === 'string' && typeof answer?.text === 'string') {
      const isChecked = strict || digest !== undefined;
      if (isChecked && digest !== digestOf(key, answer)) {
        const what = digest === undefined ? 'has no digest' : 'is not as it was recorded';
        throw new VakError('VAK5231', `the answer at \`${file}:${index + 1}\` ${what}`);
      }
      recorded.answers.set(key, [...(recorded.answers.get(key) ?? []), answer]);
    } else if (index === 0 && isAbilities(abilities)) recorded.abilities = abilities;
    else throw new Error(`\`${file}:${index + 1}\` is no line of a cassette`);
  }
  return recorded;
}

interface Line {
  readonly abilities?: unknown;
  readonly key?: unknown;
  readonly answer?: CompletionResponse;
  readonly digest?: unknown;
}

function lineOf(line: string): Line {
  try {
    const given: unknown = JSON.parse(line);
    return typeof given === 'object' && given !== null ? given : {};
  } catch {
    return {};
  }
}

const isAbilities = (given: unknown): given is ModelAbilities => {
  const { logprobs, schema } = (given ?? {}) as Partial<ModelAbilities>;
  return typeof logprobs === 'boolean' && typeof schema === 'boolean';
};
