import type {
  CodeFault,
  Health,
  Living,
  Outcome,
  Sandbox,
  SandboxJob,
  SandboxPlace,
  ToolCode,
} from '../../../runtime/contract/index.ts';
import { canonicalJson, VakError } from '../../../runtime/contract/index.ts';
import { Conversation } from '../host/conversation.ts';
import { requestBytes } from '../limits.ts';
import { bytesOf, keyOf } from '../wire/code.ts';
import { Child } from './child.ts';
import { CodeCache, type CodeCounts } from './code/code-cache.ts';
import { type Asked, type Ended, Errand } from './errand.ts';
import { type ChildOptions, flags } from './launch.ts';
import { ended, kept, notStarted, pass, type Unasked } from './outcome.ts';
import { Pool, type PoolOptions } from './pool/pool.ts';

/** Settings of the process tier; each has a default that suits a small host. */
export interface ProcessOptions extends ChildOptions, Partial<PoolOptions> {
  /** A state folder, to keep there what the engine made of large codes; nothing is kept unless set. */
  readonly state?: string;
}

const checkMs = 5000;
const cacheMs = 20_000;
const checkBytes = 64 * 1024 * 1024;

/**
 * The process tier: each call runs in an isolate of its own inside a child process that serves nobody
 * else meanwhile. A call waits for a child no longer than its own time, then has its whole time; after
 * that its child is killed. The host shares no memory, no file and no environment with a guest.
 */
export class ProcessSandbox implements Sandbox, Living {
  readonly #pool: Pool;
  readonly #cache: CodeCache | undefined;

  constructor(options: ProcessOptions = {}) {
    const { least = 2, most = 4, callsPerChild = 500_000, tenants = 'shared', ...rest } = options;
    const { state, ...child } = rest;
    const start = (): Promise<Child> => Child.start(child);
    this.#pool = new Pool(start, { least, most, callsPerChild, tenants });
    if (state === undefined || child.engine === 'quickjs') return;
    this.#cache = new CodeCache({
      state,
      engine,
      make: (code, signal) => compiledApart(code, start, signal),
    });
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

  async stop(): Promise<void> {
    await Promise.all([this.#pool.stop(), this.#cache?.stop()]);
  }

  /** How large codes were come by; undefined where nothing is kept. */
  get codes(): CodeCounts | undefined {
    return this.#cache?.counts;
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

  /** Calls that get a place before a further one of this tenant's. */
  ahead(tenant: string): number {
    return this.#pool.ahead(tenant);
  }

  /** The children's process ids, for whoever wants to watch them from outside. */
  get pids(): readonly number[] {
    return this.#pool.pids;
  }

  /** With no less memory than tools have that name none: what compiles is not what a bound is for. */
  async check(code: ToolCode, where: SandboxPlace = {}): Promise<CodeFault | undefined> {
    const memoryBytes = Math.max(checkBytes, where.memoryBytes ?? 0);
    const asked: Asked = {
      act: 'check',
      code,
      args: 'null',
      exact: '',
      memoryBytes,
      timeMs: checkMs,
      tenant: '',
    };
    const how = await this.#ask(asked, (how) => how);
    if (typeof how === 'string') return { message: notStarted(how).message };
    if (how.reply === undefined) {
      const room = `${memoryBytes / 1024 / 1024} MB and ${checkMs / 1000} s`;
      return { message: `the code cannot be compiled with ${room}` };
    }
    const { answer } = how.reply;
    if (answer.end === 'fine') return undefined;
    if (!('text' in answer)) return { message: 'the sandbox gave no sensible answer' };
    return {
      message: answer.text,
      ...(answer.end === 'refused' ? { imports: true } : {}),
      ...(answer.line === undefined ? {} : { line: answer.line }),
      ...(answer.column === undefined ? {} : { column: answer.column }),
    };
  }

  run(job: SandboxJob): Promise<Outcome> {
    const args = written(job);
    if (args === undefined) return Promise.resolve(notStarted('unwritable'));
    const { code, memoryBytes, timeMs, tenant, signal, denied, exact } = job;
    const bytesIn = Buffer.byteLength(args);
    const known = knownOf(code);
    const size = bytesIn + known.bytes;
    if (size > requestBytes / 2) return Promise.resolve(tooLarge(timeMs, size));
    const talk = job.host || exact ? new Conversation(job) : undefined;
    if (talk?.proper === false) return Promise.resolve(notStarted('unofferable'));
    const asked: Asked = {
      act: 'run',
      code,
      cached: this.#cache?.find(code),
      args,
      exact: exact === undefined ? '' : JSON.stringify({ at: exact.at, seed: exact.seed }),
      memoryBytes,
      timeMs,
      tenant,
      keep: keepName(job, known),
      signal,
      denied,
      talk,
    };
    return this.#ask(asked, (how, talk) => {
      if (typeof how === 'string') return notStarted(how, kept(how, { timeMs, bytes: size }));
      for (const text of how.reply?.logs ?? none) pass(text, job.log);
      return ended(how, talk, { timeMs, memoryBytes, bytesIn });
    });
  }

  #ask<T>(
    asked: Asked,
    read: (how: Ended | Unasked, talk: Conversation | undefined) => T,
  ): Promise<T> {
    return new Promise((resolve) => {
      new Errand(asked, this.#pool, (how, talk) => resolve(read(how, talk))).start();
    });
  }
}

const none: readonly string[] = [];

/** What decides whether an engine takes what another made. */
const engine = `${process.version} ${process.versions.v8} ${process.arch} ${flags.join(' ')}`;

/** What the engine makes of a code, told by a child that has met no guest and meets none. */
async function compiledApart(
  code: ToolCode,
  start: () => Promise<Child>,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const pool = new Pool(start, { least: 0, most: 1, callsPerChild: 1, tenants: 'shared' });
  const asked: Asked = {
    act: 'cache',
    code,
    args: 'null',
    exact: '',
    memoryBytes: checkBytes,
    timeMs: cacheMs,
    tenant: '',
    signal,
  };
  const how = await new Promise<Ended | Unasked>((settle) => {
    new Errand(asked, pool, settle).start();
  });
  await pool.stop();
  const answer = typeof how === 'string' ? undefined : how.reply?.answer;
  if (answer?.end !== 'value') return undefined;
  return Buffer.from(JSON.parse(answer.json) as string, 'base64');
}

/** What is known of a code that jobs bring, so that it need not be found out for each of them. */
interface Known {
  /** How large it is, in UTF-8. */
  readonly bytes: number;
  /** Whose guest was named last, and how. */
  last:
    | (Pick<SandboxJob, 'memoryBytes' | 'tenant' | 'reuse'> & { readonly name: string })
    | undefined;
}

const knownCodes = new WeakMap<ToolCode, Known>();
function knownOf(code: ToolCode): Known {
  let known = knownCodes.get(code);
  if (known === undefined) {
    known = { bytes: bytesOf(code), last: undefined };
    knownCodes.set(code, known);
  }
  return known;
}

/**
 * Names a guest among all others; undefined for a job whose guest meets no other. Jobs in a row for one
 * guest get the same string, whose hash is known.
 */
function keepName(job: SandboxJob, known: Known): string | undefined {
  const { reuse, exact, code, tenant, memoryBytes } = job;
  if (reuse === undefined || exact !== undefined) return undefined;
  const { last } = known;
  if (last?.reuse === reuse && last.tenant === tenant && last.memoryBytes === memoryBytes) {
    return last.name;
  }
  const key = keyOf(code);
  const name = `${memoryBytes} ${key.length} ${tenant.length} ${key}${tenant}${reuse}`;
  known.last = { memoryBytes, tenant, reuse, name };
  return name;
}

const tooLarge = (timeMs: number, bytes: number): Outcome =>
  notStarted('oversized', kept('oversized', { timeMs, bytes }));

/**
 * Undefined for arguments nested so deeply that they cannot be written. A log keeps no order of keys, so
 * what is to be repeated from one has none of its own.
 */
function written({ args, exact }: SandboxJob): string | undefined {
  try {
    return exact === undefined ? JSON.stringify(args) : canonicalJson(args);
  } catch {
    return undefined;
  }
}
