import { Worker } from 'node:worker_threads';
import {
  add,
  type ConstraintSolver,
  type Living,
  type SolverAnswer,
  type SolverQuestion,
  unknown,
  type Value,
} from '../../../runtime/contract/index.ts';
import { type Encoded, type EncodedField, encode } from './encode.ts';
import { readNames, readValues, type SmtValue } from './smt.ts';
import type { ThreadAnswer, ThreadQuestion } from './thread.ts';

/** What a solver is given. */
export interface SolverLimits {
  /** In ms, for one question, from when the thread stands ready. */
  readonly deadline: number;
  /** In MB. */
  readonly memory: number;
}

/** How long a thread may take until it stands ready. */
const readyMs = 30_000;
/** Longer questions are not asked, longer answers not read. */
const longest = 4_000_000;

type Undecided = Extract<SolverAnswer, { state: 'undecided' }>;
const undecided = (because: string): Undecided => ({ state: 'undecided', because });

/**
 * Asks Z3 in a thread of its own, one question at a time. A thread that is late, dies or says what it was
 * not asked is ended, and the question stays undecided; the next one gets a new thread.
 */
export class Z3Solver implements ConstraintSolver, Living {
  readonly name = 'vak/z3';
  readonly #limits: SolverLimits;
  readonly #require: () => void;
  readonly #thread: URL;
  #worker: Promise<Worker> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #asked = 0;

  /**
   * @param requirePeer throws where Z3 is not installed
   * @param thread the thread's module, which answers a `ThreadQuestion` with a `ThreadAnswer`
   */
  constructor(limits: SolverLimits, requirePeer: () => void, thread: URL) {
    this.#limits = limits;
    this.#require = requirePeer;
    this.#thread = thread;
  }

  /** Starts no thread yet: Z3 takes a second or two, and most policies ask it nothing. */
  start(): void {
    this.#require();
  }

  async stop(): Promise<void> {
    await this.#end();
  }

  decide(question: SolverQuestion, signal: AbortSignal): Promise<SolverAnswer> {
    const next = this.#last.then(() => this.#decide(question, signal));
    this.#last = next;
    return next;
  }

  async #decide(question: SolverQuestion, signal: AbortSignal): Promise<SolverAnswer> {
    if (signal.aborted) return undecided('nobody waits for it');
    try {
      const encoded = encode(question);
      if (encoded.text.length > longest) return undecided('it is too long to ask');
      const ask = encoded.fields.flatMap(({ there, ask: each }) => [
        ...(there === undefined ? [] : [there]),
        ...each,
      ]);
      const answer = await this.#ask(encoded.text, ask, signal);
      if ('state' in answer) return answer;
      return this.#read(answer, encoded, ask.length, question.wanted.length) ?? (await this.#odd());
    } catch (cause) {
      await this.#end();
      return undecided(cause instanceof Error ? cause.message : String(cause));
    }
  }

  async #odd(): Promise<SolverAnswer> {
    await this.#end();
    return undecided('the solver said what it was not asked');
  }

  #read(
    { verdict, more }: ThreadAnswer,
    encoded: Encoded,
    asked: number,
    wanted: number,
  ): SolverAnswer | undefined {
    if (verdict === 'unknown') return undecided('the solver cannot tell');
    if (verdict === 'unsat') {
      const names = readNames(more);
      const core = names?.map((name) => Number(/^q([0-9]{1,6})$/.exec(name)?.[1] ?? -1));
      const isSound = core?.every((index) => index >= 0 && index < wanted) === true;
      return isSound ? { state: 'no', core: [...core].sort((a, b) => a - b) } : undefined;
    }
    if (verdict !== 'sat') return undefined;
    const values = asked === 0 ? [] : readValues(more, asked);
    return values === undefined ? undefined : found(encoded, values);
  }

  async #ask(
    text: string,
    ask: readonly string[],
    signal: AbortSignal,
  ): Promise<ThreadAnswer | Undecided> {
    const worker = await this.#ready();
    this.#asked += 1;
    const id = this.#asked;
    const { deadline: deadlineMs } = this.#limits;
    const question: ThreadQuestion = { id, text, ask };
    const answer = await heard(worker, deadlineMs, signal, () => worker.postMessage(question));
    if (typeof answer === 'string') {
      await this.#end();
      return undecided(answer);
    }
    const isOut = isAnswer(answer, id) && answer.verdict === 'memory';
    if (isAnswer(answer, id) && !isOut) return answer;
    await this.#end();
    if (isOut) return undecided(`it takes more than ${this.#limits.memory} MB`);
    return undecided('the solver said what it was not asked');
  }

  #ready(): Promise<Worker> {
    this.#worker ??= this.#begin();
    return this.#worker;
  }

  async #begin(): Promise<Worker> {
    const { memory: memoryMb } = this.#limits;
    const worker = new Worker(this.#thread, {
      workerData: { memoryMb },
      resourceLimits: { maxOldGenerationSizeMb: 256 },
      stdout: true,
      stderr: true,
    });
    worker.unref();
    worker.on('error', () => this.#forget(worker));
    worker.on('exit', () => this.#forget(worker));
    const answer = await heard(worker, readyMs, new AbortController().signal);
    if (answer === ready) return worker;
    await worker.terminate();
    throw new Error(typeof answer === 'string' ? answer : 'the solver did not start');
  }

  readonly #gone = new WeakSet<Worker>();
  #forget(worker: Worker): void {
    if (this.#gone.has(worker)) return;
    this.#gone.add(worker);
    this.#worker = undefined;
  }

  async #end(): Promise<void> {
    const worker = await this.#worker?.catch(() => undefined);
    this.#worker = undefined;
    await worker?.terminate();
  }
}

/** What a thread says first. */
const ready = Symbol('ready');

/** The next thing a thread says; words where it says nothing in time. */
function heard(
  worker: Worker,
  withinMs: number,
  signal: AbortSignal,
  then?: () => void,
): Promise<unknown> {
  return new Promise((resolve) => {
    const end = (said: unknown): void => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      worker.unref();
      resolve(said);
    };
    const onMessage = (said: unknown): void =>
      end(said === 'ready' ? ready : typeof said === 'string' ? undefined : said);
    const onError = (cause: Error): void => end(`the solver died: ${cause.message}`);
    const onExit = (): void => end('the solver died');
    const onAbort = (): void => end('nobody waits for it');
    const timer = setTimeout(
      () => end(`the solver did not answer within ${withinMs} ms`),
      withinMs,
    );
    worker.ref();
    worker.once('message', onMessage);
    worker.once('error', onError);
    worker.once('exit', onExit);
    signal.addEventListener('abort', onAbort);
    then?.();
  });
}

function isAnswer(said: unknown, id: number): said is ThreadAnswer {
  if (typeof said !== 'object' || said === null) return false;
  const { id: of, verdict, more } = said as Partial<ThreadAnswer>;
  const isText = typeof verdict === 'string' && typeof more === 'string';
  return of === id && isText && verdict.length + more.length <= longest;
}

/** The values of a model; undecided where one of them is no value here. */
function found({ fields, currencies }: Encoded, values: readonly SmtValue[]): SolverAnswer {
  const rest = [...values];
  const read: (readonly [EncodedField['ref'], Value])[] = [];
  for (const { ref, there, ask, kind } of fields) {
    const isThere = there === undefined || rest.shift() === true;
    const parts = rest.splice(0, ask.length);
    if (!isThere) continue;
    const value = valueFrom(kind, parts, currencies);
    if (value === undefined) return undecided('the solver gave a value that there is not');
    read.push([ref, value]);
  }
  return { state: 'yes', values: read };
}

const otherCurrencies = ['EUR', 'USD', 'CHF', 'GBP', 'JPY', 'SEK', 'PLN', 'CAD'];

function valueFrom(
  kind: EncodedField['kind'],
  [value, currency]: readonly SmtValue[],
  currencies: readonly string[],
): Value | undefined {
  if (kind === 'text') return typeof value === 'string' ? value : undefined;
  if (kind === 'bool') return typeof value === 'boolean' ? value : undefined;
  if (typeof value !== 'bigint') return undefined;
  switch (kind) {
    case 'int': {
      const whole = add(0, value);
      return whole === unknown ? undefined : whole;
    }
    case 'decimal':
    case 'percent':
      return { kind, nano: value };
    case 'money': {
      const others = otherCurrencies.filter((each) => !currencies.includes(each));
      const at = typeof currency === 'bigint' ? Number(currency) : -1;
      const name = currencies[at] ?? others[Math.abs(at) % others.length];
      return name === undefined ? undefined : { kind, nano: value, currency: name };
    }
    case 'size':
      return { kind, bytes: Number(value) };
    case 'duration':
    case 'time':
      return { kind, ms: Number(value) };
  }
}
