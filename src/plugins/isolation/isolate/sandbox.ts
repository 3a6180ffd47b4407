import { createRequire } from 'node:module';
import {
  type CodeFault,
  type Health,
  type Outcome,
  type SandboxJob,
  type ToolCode,
  VakError,
} from '../../../runtime/contract/index.ts';
import type { Heard } from '../child/guest.ts';
import { forbidSourcePhase } from '../child/realm/linking.ts';
import type { Script } from '../child/source.ts';
import { atLeast } from '../child/version.ts';
import { Conversation } from '../host/conversation.ts';
import { isolatedVmFloor, requestBytes } from '../limits.ts';
import { ended, kept, notStarted, pass } from '../process/outcome.ts';
import type { PoolStatus } from '../process/pool/pool.ts';
import { FairQueue } from '../process/pool/queue.ts';
import type { Tier } from '../tiers/tiered-sandbox.ts';
import { bytesOf } from '../wire/code.ts';
import type { Answer } from '../wire/messages.ts';
import { LiveGuest } from './guest.ts';
import { Stripper } from './stripper.ts';

const most = 8;
const spareBytes = 64 * 1024 * 1024;

/**
 * The isolate tier: guests in this process, on threads of the engine's own. It keeps a guest from the
 * host's values and ends what is JavaScript at its deadline. It does not keep a guest from ending the
 * host: a heap that overflows at once, or an engine that is stuck, is the host's own. For tools whose
 * author is trusted not to attack, where the pipe of a child is too slow.
 */
export class IsolateSandbox implements Tier {
  readonly #waiting = new FairQueue<() => void>();
  readonly #stripper = new Stripper();
  #running = 0;
  #deaths = 0;
  #stopped = false;
  #spare: Promise<LiveGuest | undefined> | undefined;

  /** Throws VAK7101 for an isolated-vm with a known way from guest to host. */
  constructor(floor: string = isolatedVmFloor) {
    const require = createRequire(import.meta.url);
    const { version } = require('isolated-vm/package.json') as { readonly version: string };
    if (!atLeast(version, floor)) {
      throw new VakError('VAK7101', `isolated-vm ${version} is older than ${floor}`);
    }
    forbidSourcePhase();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    (await this.#spare)?.dispose();
    this.#spare = undefined;
    await this.#stripper.stop();
  }

  health(): Health {
    return { state: 'ok' };
  }

  get status(): PoolStatus {
    const idle = this.#spare === undefined ? 0 : 1;
    const { size: waiting } = this.#waiting;
    return { children: this.#running + idle, idle, waiting, deaths: this.#deaths };
  }

  /** Calls that get a place before a further one of this tenant's. */
  ahead(tenant: string): number {
    return this.#waiting.ahead(tenant);
  }

  async check(code: ToolCode): Promise<CodeFault | undefined> {
    const source = await this.#stripper.strip(code);
    if (!source.ok) return { message: source.why, ...placeIn(source) };
    const guest = await LiveGuest.make(spareBytes);
    const answer = await guest.check(source);
    guest.dispose();
    if (!('text' in answer)) return undefined;
    return { message: answer.text, ...(answer.end === 'refused' ? { imports: true } : {}) };
  }

  async run(job: SandboxJob): Promise<Outcome> {
    if (this.#stopped) return notStarted('stopped');
    const args = written(job);
    if (args === undefined) return notStarted('unwritable');
    const bytesIn = Buffer.byteLength(args);
    const { timeMs, memoryBytes } = job;
    const bytes = bytesIn + bytesOf(job.code);
    if (bytes > requestBytes / 2)
      return notStarted('oversized', kept('oversized', { timeMs, bytes }));
    const talk = new Conversation(job);
    if (!talk.proper) return notStarted('unofferable');
    const placed = await this.#place(job);
    if (placed !== undefined) return notStarted(placed, kept(placed, { timeMs, bytes }));
    const begun = performance.now();
    let guest: LiveGuest | undefined;
    const { signal } = job;
    try {
      guest = await this.#guest(job.memoryBytes);
      const answer = await untilAborted(this.#served(guest, job, args, talk), signal);
      if (answer === 'aborted') {
        const wallMs = performance.now() - begun;
        return ended({ death: 'abort', peakBytes: 0, wallMs }, talk, {
          timeMs,
          memoryBytes,
          bytesIn,
        });
      }
      const logs = 'end' in answer && answer.end === 'time' ? [] : await guest.logs();
      for (const text of logs) pass(text, job.log);
      const heapBytes = answer.end === 'time' ? 0 : await guest.heapBytes();
      const reply = { id: 0, answer, logs, peakBytes: 0, heapBytes, wallMs: 0, spent: false };
      const wallMs = performance.now() - begun;
      return ended({ reply, wallMs }, talk, { timeMs, memoryBytes, bytesIn });
    } finally {
      talk.end();
      if (guest?.lost) this.#deaths += 1;
      guest?.dispose();
      this.#running -= 1;
      this.#waiting.next()?.();
    }
  }

  async #served(
    guest: LiveGuest,
    job: SandboxJob,
    args: string,
    talk: Conversation,
  ): Promise<Answer> {
    const deadline = performance.now() + job.timeMs;
    const source = await this.#stripper.strip(job.code);
    if (!source.ok) return { end: 'invalid', text: source.why, ...placeIn(source) };
    const offer = talk.offer === undefined ? '' : JSON.stringify(talk.offer);
    const exact = job.exact === undefined ? '' : JSON.stringify(job.exact);
    const exchange = exchangeOver(talk);
    const { text, modules } = source;
    return guest.run({ text, modules, args, deadline, offer, exact, exchange });
  }

  /**
   * A spare that stands ready, or a new one; another is made beside the call. The spare is taken before
   * anything is waited for, so that no two calls get the same.
   */
  async #guest(memoryBytes: number): Promise<LiveGuest> {
    const taken = this.#spare;
    this.#spare = this.#stopped ? undefined : LiveGuest.make(memoryBytes).catch(() => undefined);
    const spare = await taken;
    if (spare?.memoryBytes === memoryBytes && !spare.lost) return spare;
    spare?.dispose();
    return LiveGuest.make(memoryBytes);
  }

  async #place({ tenant, timeMs, signal }: SandboxJob): Promise<'late' | 'aborted' | undefined> {
    if (signal?.aborted) return 'aborted';
    if (this.#running < most) {
      this.#running += 1;
      return undefined;
    }
    return new Promise((resolve) => {
      const leave = (why: 'late' | 'aborted'): void => {
        if (this.#waiting.remove(tenant, go)) settle(why);
      };
      const late = setTimeout(leave, timeMs, 'late');
      const abort = (): void => leave('aborted');
      const settle = (why: 'late' | 'aborted' | undefined): void => {
        clearTimeout(late);
        signal?.removeEventListener('abort', abort);
        resolve(why);
      };
      const go = (): void => {
        this.#running += 1;
        settle(undefined);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.add(tenant, go);
    });
  }
}

/** What comes of a run, or that it was ended from outside, whichever is first. */
function untilAborted<T>(run: Promise<T>, signal: AbortSignal | undefined): Promise<T | 'aborted'> {
  if (signal === undefined) return run;
  return new Promise((resolve, reject) => {
    const abort = (): void => resolve('aborted');
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    run.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Joins a guest that waits for answers with a conversation that gives them when it has them. */
function exchangeOver(talk: Conversation): (asks: string) => Promise<Heard> {
  let heard: Heard[] = [];
  let wake: ((heard: Heard) => void) | undefined;
  talk.say = (text, count, cut) => {
    const one = { text, count, cut };
    if (wake === undefined) heard.push(one);
    else wake(one);
    wake = undefined;
  };
  return (asks) => {
    if (asks !== '') talk.hear(asks);
    const [first] = heard;
    heard = heard.slice(1);
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => {
      wake = resolve;
    });
  };
}

function placeIn(source: Script & { readonly ok: false }): { line?: number; column?: number } {
  const { line, column } = source;
  return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

function written(job: SandboxJob): string | undefined {
  try {
    return JSON.stringify(job.args);
  } catch {
    return undefined;
  }
}
