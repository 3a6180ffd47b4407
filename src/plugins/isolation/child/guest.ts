import ivm from 'isolated-vm';
import { caps, hostCaps, withoutHost } from '../limits.ts';
import type { Answer, Offer } from '../wire.ts';
import { doors } from './doors.ts';
import { shim } from './shim.ts';
import { monotonic } from './watch.ts';

/** Text that the guest chose, given back through one of the shim's entries. */
interface Told {
  readonly text: string;
  readonly near?: string;
}

/** What the host says to what was asked of it: how many answers, and their text; `cut` for no more. */
export interface Heard {
  readonly count: number;
  readonly cut: boolean;
  readonly text: string;
}

/** Hands on what a guest asks, a JSON list or nothing, and waits for answers. */
export type Exchange = (asks: string) => Heard;

/** One call of a guest. */
export interface GuestCall {
  /** JavaScript. */
  readonly text: string;
  /** JSON text, parsed inside. */
  readonly args: string;
  readonly deadline: number;
  readonly offer: Offer | undefined;
  readonly exchange: Exchange;
}

const shimCaps = { ...caps, nameLength: hostCaps.nameLength, none: withoutHost };
const prelude = `(${String(shim)})(${JSON.stringify(shimCaps)}, ${String(doors)})`;
const smallest = 8;
const megabyte = 1024 * 1024;

/**
 * One isolate for one guest, hardened before any of the guest's code. Holds no host function: the only
 * way in are the shim's four entries, each under what is left of the deadline; the only thing that
 * comes out is a primitive. How it ended is told by the clock and by the isolate's own state, never
 * by the text of an error.
 */
export class Guest {
  readonly memoryBytes: number;
  readonly #isolate: ivm.Isolate;
  readonly #context: ivm.Context;
  readonly #enter: ivm.Reference;
  readonly #poll: ivm.Reference;
  readonly #settle: ivm.Reference;
  readonly #logs: ivm.Reference;
  #deadline = 0;
  #ready: { readonly text: string; readonly module: ivm.Module } | undefined;

  constructor(memoryBytes: number) {
    this.memoryBytes = memoryBytes;
    const memoryLimit = Math.max(smallest, Math.ceil(memoryBytes / megabyte));
    this.#isolate = new ivm.Isolate({ memoryLimit });
    this.#context = this.#isolate.createContextSync();
    const entries = this.#context.evalSync(prelude, { reference: true, timeout: 1000 });
    this.#enter = entries.getSync('enter', { reference: true });
    this.#poll = entries.getSync('poll', { reference: true });
    this.#settle = entries.getSync('settle', { reference: true });
    this.#logs = entries.getSync('logs', { reference: true });
    entries.release();
    this.#poll.applySync(undefined, [], { timeout: 1000 });
    this.#logs.applySync(undefined, [], { timeout: 1000 });
  }

  /** Compiles and links ahead what the next call is likely to run; runs nothing of the guest's. */
  prepare(text: string): void {
    const module = this.#compile(text);
    if (!('end' in module)) this.#ready = { text, module };
  }

  /** Loads a module, calls its default export and serves what it asks of its host, to its end. */
  run({ text, args, deadline, offer, exchange }: GuestCall): Answer {
    this.#deadline = deadline;
    const module = this.#ready?.text === text ? this.#ready.module : this.#compile(text);
    if ('end' in module) return module;
    try {
      module.evaluateSync({ timeout: this.#left() });
      const main = module.namespace.getSync('default', { reference: true });
      if (main.typeof !== 'function') return { end: 'guest', text: noDefault };
      const entry = [main.derefInto(), args, offer === undefined ? '' : JSON.stringify(offer)];
      this.#enter.applySync(undefined, entry, { timeout: this.#left() });
    } catch (error) {
      return this.#settled(this.#failure(error));
    }
    return this.#served(exchange);
  }

  #served(exchange: Exchange): Answer {
    const stuck: Answer = { end: 'stuck', text: 'the tool awaits what can never come' };
    for (let flying = 0; ; ) {
      try {
        const told: unknown = this.#poll.applySync(undefined, [], { timeout: this.#left() });
        const asks = typeof told === 'string' && told[0] === 'H' ? told.slice(1) : '';
        if (asks === '' && (told !== 'P' || flying === 0)) return read(told) ?? stuck;
        if (asks !== '') flying += (JSON.parse(asks) as readonly unknown[]).length;
        const heard = exchange(asks);
        if (heard.cut) return { end: 'time', text: 'the tool ran out of time' };
        flying -= heard.count;
        this.#settle.applySync(undefined, [heard.text], { timeout: this.#left() });
      } catch (error) {
        return this.#settled(this.#failure(error));
      }
    }
  }

  /** Compiles and links, running nothing of the guest's. */
  check(text: string): Answer {
    const module = this.#compile(text);
    if ('end' in module) return module;
    try {
      const asks = this.#isolate.compileModuleSync("import tool from 'tool'; tool;");
      asks.instantiateSync(this.#context, () => module);
      return { end: 'fine' };
    } catch {
      return { end: 'invalid', text: noDefault };
    }
  }

  /** The module, linked and not yet evaluated; or why there is none. */
  #compile(text: string): ivm.Module | Answer {
    try {
      const module = this.#isolate.compileModuleSync(text, { filename: 'tool' });
      if (module.dependencySpecifiers.length > 0) return noImports(module.dependencySpecifiers);
      module.instantiateSync(this.#context, refuse);
      return module;
    } catch (error) {
      if (this.#isolate.isDisposed) return this.#failure(error);
      return { ...place(message(error)), end: 'invalid' };
    }
  }

  /** What was logged; nothing once the guest can no longer be entered safely. */
  logs(answer: Answer): readonly string[] {
    if (this.#lost(answer)) return [];
    try {
      return list(this.#logs.applySync(undefined, [], { timeout: this.#left() }));
    } catch {
      return [];
    }
  }

  /** Bytes in use on the guest's heap and outside of it; 0 once it cannot be asked. */
  heapBytes(answer: Answer): number {
    if (this.#lost(answer)) return 0;
    try {
      const { used_heap_size, externally_allocated_size } = this.#isolate.getHeapStatisticsSync();
      return used_heap_size + externally_allocated_size;
    } catch {
      return 0;
    }
  }

  dispose(): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  #lost(answer: Answer): boolean {
    return answer.end === 'time' || answer.end === 'memory' || this.#isolate.isDisposed;
  }

  /** Milliseconds an entry may still take; an entry never gets none, which would mean for ever. */
  #left(): number {
    return Math.max(1, Math.ceil(this.#deadline - monotonic()));
  }

  #failure(error: unknown): Answer {
    if (this.#isolate.isDisposed) return { end: 'memory', text: 'the tool used up its memory' };
    if (monotonic() >= this.#deadline - 1) return { end: 'time', text: 'the tool ran out of time' };
    return { ...place(message(error)), end: 'guest' };
  }

  /** The outcome that the shim holds; `otherwise` where the call never came to one. */
  #settled(otherwise: Answer): Answer {
    if (this.#lost(otherwise)) return otherwise;
    try {
      return read(this.#poll.applySync(undefined, [], { timeout: this.#left() })) ?? otherwise;
    } catch (error) {
      return this.#failure(error);
    }
  }
}

/** What the shim tells of a call that is over; undefined for one that is not. */
function read(told: unknown): Answer | undefined {
  if (typeof told !== 'string') return { end: 'bad', text: 'the result cannot be read' };
  const body = told.slice(1);
  switch (told[0]) {
    case 'V':
      return { end: 'value', json: body };
    case 'E':
      return thrown(JSON.parse(body) as Told);
    case 'X':
      return { end: 'limit', text: (JSON.parse(body) as Told).text };
    case 'L':
      return { end: 'large', text: (JSON.parse(body) as Told).text };
    case 'B':
      return { end: 'bad', text: (JSON.parse(body) as Told).text };
    case 'R': {
      const { call, told } = JSON.parse(body) as { readonly call: number; readonly told: Told };
      return { end: 'denied', call, text: told.text };
    }
    default:
      return undefined;
  }
}

const noDefault = 'the code has no default export to call';

const refuse = (): never => {
  throw new Error('a tool imports nothing');
};

function noImports(names: readonly string[]): Answer {
  return { end: 'refused', text: `a tool imports nothing, but this one asks for \`${names[0]}\`` };
}

/** The message of whatever was thrown; an error that came out of an isolate is a plain copy. */
function message(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  const { name, message } = error as Error;
  const said = `${name}: ${message}`;
  return said.length > caps.errorLength ? `${said.slice(0, caps.errorLength)}…` : said;
}

/** Takes the place that the engine appends to a message out of it. */
function place(text: string): { text: string; line?: number; column?: number } {
  const found = /^(.*) \[tool:(\d+):(\d+)\]$/s.exec(text);
  if (found === null) return { text };
  return { text: found[1] ?? '', line: Number(found[2]), column: Number(found[3]) };
}

function thrown(told: Told): Answer {
  const near = /^tool:(\d+):(\d+)/.exec(told.near ?? '');
  if (near === null) return { end: 'guest', text: told.text };
  return { end: 'guest', text: told.text, line: Number(near[1]), column: Number(near[2]) };
}

function list(text: unknown): readonly string[] {
  const parsed: unknown = typeof text === 'string' ? JSON.parse(text) : [];
  if (!Array.isArray(parsed)) return [];
  return parsed.filter((line) => typeof line === 'string');
}
