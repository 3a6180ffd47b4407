import type {
  Health,
  Json,
  Living,
  Outcome,
  Sandbox,
  SandboxJob,
  ToolCode,
} from '../../../runtime/contract/index.ts';
import { VakError } from '../../../runtime/contract/index.ts';
import { Conversation } from '../host/conversation.ts';
import { headroomBytes, requestBytes } from '../limits.ts';
import type { Request } from '../wire.ts';
import { Child, type ChildOptions } from './child.ts';
import type { Ended } from './errand.ts';
import { ended, kept, notStarted } from './outcome.ts';
import { type Asker, type NoChild, Pool, type PoolOptions } from './pool.ts';

/** Settings of the process tier; each has a default that suits a small host. */
export interface ProcessOptions extends ChildOptions, Partial<PoolOptions> {}

/** How often a call is handed to another child when one was gone before it heard of it. */
const most = 3;
const checkMs = 5000;
/** What timers can hold; a policy that gives more gives this. */
const longestMs = 24 * 60 * 60 * 1000;
const checkBytes = 64 * 1024 * 1024;

/**
 * The process tier: each call runs in an isolate of its own inside a child process that serves nobody
 * else meanwhile. A call waits for a child no longer than its own time, then has its whole time; after
 * that its child is killed. The host shares no memory, no file and no environment with a guest.
 */
export class ProcessSandbox implements Sandbox, Living {
  readonly #pool: Pool;

  constructor(options: ProcessOptions = {}) {
    const { least = 2, most = 4, callsPerChild = 50_000, tenants = 'shared', ...child } = options;
    this.#pool = new Pool(() => Child.start(child), { least, most, callsPerChild, tenants });
  }

  /** Resolves once children stand ready. Throws VAK7101 when they cannot, saying why. */
  async start(): Promise<void> {
    try {
      await this.#pool.start();
    } catch (cause) {
      await this.#pool.stop();
      const why = cause instanceof Error ? cause.message : 'no reason given';
      throw new VakError('VAK7101', `the sandbox cannot start: ${why}`, { cause });
    }
  }

  stop(): Promise<void> {
    return this.#pool.stop();
  }

  health(): Health {
    const { failure } = this.#pool;
    if (failure === undefined) return { state: 'ok' };
    const reason = failure instanceof Error ? failure.message : 'children do not come up';
    return { state: this.#pool.status.children > 0 ? 'degraded' : 'down', reason };
  }

  /** Children alive, idle, and calls waiting. */
  get status(): Pool['status'] {
    return this.#pool.status;
  }

  /** The children's process ids, for whoever wants to watch them from outside. */
  get pids(): readonly number[] {
    return this.#pool.pids;
  }

  async check(
    code: ToolCode,
  ): Promise<{ message: string; line?: number; column?: number } | undefined> {
    const asked = await this.#ask(
      { ...request(code), act: 'check', memoryBytes: checkBytes, timeMs: checkMs },
      [code.text, 'null'],
      new Conversation({ timeMs: checkMs }),
      { tenant: '', withinMs: checkMs },
    );
    if (typeof asked === 'string') return { message: notStarted(asked).message };
    if (asked.reply === undefined) return { message: 'the code cannot be compiled in a sandbox' };
    const { answer } = asked.reply;
    if (answer.end === 'fine') return undefined;
    if (answer.end === 'value') return { message: 'the sandbox gave no sensible answer' };
    return {
      message: answer.text,
      ...(answer.line === undefined ? {} : { line: answer.line }),
      ...(answer.column === undefined ? {} : { column: answer.column }),
    };
  }

  async run(job: SandboxJob): Promise<Outcome> {
    const args = written(job.args);
    if (args === undefined) return notStarted('unwritable');
    const timeMs = Math.min(job.timeMs, longestMs);
    const talk = new Conversation({ ...job, timeMs });
    if (!talk.proper) return notStarted('unofferable');
    const { memoryBytes, tenant, signal } = job;
    const { offer } = talk;
    const keep = keepName(job);
    const asked = await this.#ask(
      {
        ...request(job.code),
        act: 'run',
        memoryBytes,
        timeMs,
        ...(offer === undefined ? {} : { offer }),
        ...(keep === undefined ? {} : { keep }),
        ...(job.exact === undefined ? {} : { exact: { at: job.exact.at, seed: job.exact.seed } }),
      },
      [job.code.text, args],
      talk,
      { tenant, keep, withinMs: timeMs, signal },
    );
    talk.end();
    const bytesIn = Buffer.byteLength(args);
    if (typeof asked === 'string') {
      return notStarted(asked, kept(asked, { timeMs, bytes: bytesIn + textBytes(job.code) }));
    }
    for (const text of asked.reply?.logs ?? []) pass(text, job.log);
    return ended(asked, talk, { timeMs, memoryBytes, bytesIn });
  }

  async #ask(
    request: Omit<Request, 'id'>,
    payload: readonly string[],
    talk: Conversation,
    asker: Asker,
  ): Promise<Ended | NoChild | 'oversized'> {
    const size = payload.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (size > requestBytes / 2) return 'oversized';
    const limitBytes = request.memoryBytes + headroomBytes;
    const { signal } = asker;
    for (let tries = 1; ; tries += 1) {
      const child = await this.#pool.take(asker);
      if (typeof child === 'string') return child;
      if (signal?.aborted) {
        this.#pool.give(child);
        return 'aborted';
      }
      const asking = handOver(() => child.ask({ request, payload, limitBytes, talk, signal }));
      if (asking === undefined) {
        this.#pool.give(child);
        return 'oversized';
      }
      const asked = await asking;
      this.#pool.give(child);
      const unheard = asked.reply === undefined && asked.death === 'unheard';
      if (!unheard || tries === most) return asked;
    }
  }
}

/** Undefined for a job whose guest meets no other. */
function keepName({ reuse, exact, code, tenant, memoryBytes }: SandboxJob): string | undefined {
  return reuse === undefined || exact !== undefined
    ? undefined
    : JSON.stringify([code.digest, tenant, memoryBytes, reuse]);
}

const textBytes = ({ text }: ToolCode): number => Buffer.byteLength(text);

const request = (code: ToolCode): Pick<Request, 'textLength' | 'typed' | 'digest'> => ({
  textLength: code.text.length,
  typed: !/\.m?js$/.test(code.file),
  digest: code.digest,
});

/** Undefined for a request that is larger than a frame once it is written. */
function handOver(ask: () => Promise<Ended>): Promise<Ended> | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Undefined for arguments nested so deeply that they cannot be written. */
function written(args: Json): string | undefined {
  try {
    return JSON.stringify(args);
  } catch {
    return undefined;
  }
}

/** What a listener throws is its own affair and never a call's. */
function pass(text: string, log: ((text: string) => void) | undefined): void {
  try {
    log?.(text);
  } catch {}
}
