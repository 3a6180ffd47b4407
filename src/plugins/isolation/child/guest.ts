import ivm from 'isolated-vm';
import { monotonic } from '../wire/clock.ts';
import type { Answer, Answers } from '../wire/messages.ts';
import { type Compiled, cacheOf, compile, type Source } from './realm/compile.ts';
import { PostedText } from './realm/mailbox.ts';
import { prime } from './realm/mould.ts';
import { asking, list, message, noDefault, outOfTime, place, read, stuck } from './realm/told.ts';
import { type Timed, timed } from './watch.ts';

/** What the host says to what was asked of it: how many answers, and their text; `cut` for no more. */
export type Heard = Omit<Answers, 'id'>;

/** Hands on what a guest asks, a JSON list or nothing, and waits for answers. */
export type Exchange = (asks: string) => Heard;

/** One call of a guest. */
export interface GuestCall extends Source {
  /** JSON text, parsed inside. */
  readonly args: string;
  readonly deadline: number;
  /** An `Offer` as JSON text; empty for none. */
  readonly offer: string;
  /** `{ at, seed }` as JSON text; empty for a clock that goes. */
  readonly exact: string;
  readonly exchange: Exchange;
}

/** Whatever runs one tool's code inside a child. */
export interface AnyGuest {
  readonly memoryBytes: number;
  readonly lost: boolean;
  prepare(source: Source): void;
  run(call: GuestCall): Answer;
  check(source: Source): Answer;
  /** What the engine makes of a code, in base64, for a guest of another child. */
  cache(source: Source): Answer;
  logs(answer: Answer): readonly string[];
  heapBytes(answer: Answer): number;
  heap(): number;
  dispose(): void;
}

export { mould } from './realm/mould.ts';

const smallest = 8;
const megabyte = 1024 * 1024;

/**
 * One isolate for one guest, hardened before any of the guest's code. Holds no host function: the only
 * way in are the shim's entries, each under what is left of the deadline; the only thing that comes out
 * is a primitive, or a short text in memory that the shim alone can write. How it ended is told by the
 * clock and by the isolate's own state, never by the text of an error.
 */
export class Guest implements AnyGuest {
  readonly memoryBytes: number;
  readonly #isolate: ivm.Isolate;
  readonly #context: ivm.Context;
  readonly #enter: ivm.Reference;
  readonly #poll: ivm.Reference;
  readonly #settle: ivm.Reference;
  readonly #logs: ivm.Reference;
  readonly #still: ivm.Reference;
  readonly #posted = new PostedText();
  #deadline = 0;
  #logged = true;
  #loaded = false;
  #ready: { readonly source: Source; readonly compiled: Compiled } | undefined;

  constructor(memoryBytes: number) {
    this.memoryBytes = memoryBytes;
    const memoryLimit = Math.max(smallest, Math.ceil(memoryBytes / megabyte));
    this.#isolate = new ivm.Isolate({ memoryLimit });
    this.#context = this.#isolate.createContextSync();
    const entries = prime(this.#isolate, this.#context);
    this.#enter = entries.getSync('enter', { reference: true });
    this.#poll = entries.getSync('poll', { reference: true });
    this.#settle = entries.getSync('settle', { reference: true });
    this.#logs = entries.getSync('logs', { reference: true });
    this.#still = entries.getSync('still', { reference: true });
    entries.release();
    this.#poll.applySync(undefined, [], { timeout: 1000 });
    this.#logs.applySync(undefined, [], { timeout: 1000 });
  }

  /** Compiles and links ahead what the next call is likely to run; runs nothing of the guest's. */
  prepare(source: Source): void {
    const compiled = this.#compile(source);
    if (!('end' in compiled)) this.#ready = { source, compiled };
  }

  /**
   * Loads a module, calls its default export and serves what it asks of its host, to its end. Called
   * once more, with the same text, it calls the same export of the same module again.
   */
  run(call: GuestCall): Answer {
    const { args, offer, exchange } = call;
    this.#deadline = call.deadline;
    let entry: unknown[] = offer === '' ? [args] : [args, offer];
    if (!this.#loaded) {
      const main = this.#load(call, call.exact);
      if ('end' in main) return main;
      this.#loaded = true;
      const memory = new ivm.ExternalCopy(this.#posted.memory).copyInto({ release: true });
      entry = [args, offer, main.derefInto(), memory];
    }
    try {
      const told: unknown = this.#enter.applySync(undefined, entry, this.#timed());
      return this.#read(told) ?? this.#served(told, exchange);
    } catch (error) {
      return this.#settled(this.#failure(error));
    }
  }

  /** The default export of the module, evaluated; or why there is none. */
  #load(source: Source, exact: string): ivm.Reference | Answer {
    const ready = this.#ready;
    const isReady = ready?.source.text === source.text && ready.source.modules === source.modules;
    const compiled = isReady ? ready.compiled : this.#compile(source);
    if ('end' in compiled) return compiled;
    try {
      if (exact !== '') this.#still.applySync(undefined, [exact], this.#timed());
      const main = compiled.start(this.#timed());
      if ('end' in main) return main;
      return main.typeof === 'function' ? main : { end: 'guest', text: noDefault };
    } catch (error) {
      return this.#settled(this.#failure(error));
    }
  }

  #served(entered: unknown, exchange: Exchange): Answer {
    for (let flying = 0, told = entered; ; ) {
      try {
        if (told === 'P') {
          told = this.#posted.read() ?? this.#poll.applySync(undefined, [], this.#timed());
        }
        const asked = asking(told);
        if (asked === undefined && (told !== 'P' || flying === 0)) return this.#read(told) ?? stuck;
        flying += asked?.count ?? 0;
        const heard = exchange(asked?.text ?? '');
        if (heard.cut) return outOfTime;
        flying -= heard.count;
        this.#settle.applySync(undefined, [heard.text], this.#timed());
        told = 'P';
      } catch (error) {
        return this.#settled(this.#failure(error));
      }
    }
  }

  /** Compiles and links, running nothing of the guest's. */
  check(source: Source): Answer {
    const compiled = this.#compile(source);
    if ('end' in compiled) return compiled;
    return compiled.hasDefault(this.#isolate)
      ? { end: 'fine' }
      : { end: 'invalid', text: noDefault };
  }

  cache(source: Source): Answer {
    try {
      const bytes = cacheOf(this.#isolate, source);
      if (bytes === undefined) return { end: 'invalid', text: 'the code is not one expression' };
      return { end: 'value', json: JSON.stringify(bytes.toString('base64')) };
    } catch (error) {
      return this.#failure(error);
    }
  }

  /** The code, linked and not yet evaluated; or why there is none. */
  #compile(source: Source): Compiled | Answer {
    try {
      return compile(this.#isolate, this.#context, source);
    } catch (error) {
      if (this.#isolate.isDisposed) return this.#failure(error);
      return { ...place(message(error)), end: 'invalid' };
    }
  }

  /** What was logged; nothing once the guest can no longer be entered safely. */
  logs(answer: Answer): readonly string[] {
    if (!this.#logged || this.#lost(answer)) return [];
    try {
      return list(this.#logs.applySync(undefined, [], this.#timed()));
    } catch {
      return [];
    }
  }

  /** Bytes in use on the guest's heap and outside of it; 0 once it cannot be asked. */
  heapBytes(answer: Answer): number {
    return this.#lost(answer) ? 0 : this.heap();
  }

  heap(): number {
    try {
      const { used_heap_size, externally_allocated_size } = this.#isolate.getHeapStatisticsSync();
      return used_heap_size + externally_allocated_size;
    } catch {
      return 0;
    }
  }

  /** Whether it is gone. */
  get lost(): boolean {
    return this.#isolate.isDisposed;
  }

  dispose(): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  #lost(answer: Answer): boolean {
    return answer.end === 'time' || answer.end === 'memory' || this.#isolate.isDisposed;
  }

  #timed(): Timed | undefined {
    return timed(this.#deadline, monotonic());
  }

  #failure(error: unknown): Answer {
    if (this.#isolate.isDisposed) return { end: 'memory', text: 'the tool used up its memory' };
    if (monotonic() >= this.#deadline - 1) return outOfTime;
    return { ...place(message(error)), end: 'guest' };
  }

  /** What the shim tells of a call, and whether it logged. */
  #read(told: unknown): Answer | undefined {
    this.#logged = typeof told !== 'string' || told[0] === '+' || told === 'P';
    return read(told);
  }

  /** The outcome that the shim holds; `otherwise` where the call never came to one. */
  #settled(otherwise: Answer): Answer {
    if (this.#lost(otherwise)) return otherwise;
    try {
      const told: unknown = this.#poll.applySync(undefined, [], this.#timed());
      return this.#read(told) ?? otherwise;
    } catch (error) {
      return this.#failure(error);
    }
  }
}
