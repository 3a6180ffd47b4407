import ivm from 'isolated-vm';
import { caps } from '../limits.ts';
import type { Answer } from '../wire.ts';
import { shim } from './shim.ts';
import { monotonic } from './watch.ts';

/** Text that the guest chose, given back through one of the shim's entries. */
interface Told {
  readonly text: string;
  readonly near?: string;
}

const prelude = `(${String(shim)})(${JSON.stringify(caps)})`;
const smallest = 8;
const megabyte = 1024 * 1024;

/**
 * One isolate for one guest, hardened before any of the guest's code. Holds no host function: the only
 * way in are the shim's three entries, each under what is left of the deadline; the only thing that
 * comes out is a primitive. How it ended is told by the clock and by the isolate's own state, never
 * by the text of an error.
 */
export class Guest {
  readonly memoryBytes: number;
  readonly #isolate: ivm.Isolate;
  readonly #context: ivm.Context;
  readonly #enter: ivm.Reference;
  readonly #poll: ivm.Reference;
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

  /** Loads a module and calls its default export; `args` is JSON text, parsed inside. */
  run(text: string, args: string, deadline: number): Answer {
    this.#deadline = deadline;
    const module = this.#ready?.text === text ? this.#ready.module : this.#compile(text);
    if ('end' in module) return module;
    try {
      module.evaluateSync({ timeout: this.#left() });
      const main = module.namespace.getSync('default', { reference: true });
      if (main.typeof !== 'function') return { end: 'guest', text: noDefault };
      const entry = [main.derefInto(), args];
      this.#enter.applySync(undefined, entry, { timeout: this.#left() });
    } catch (error) {
      return this.#settled(this.#failure(error));
    }
    return this.#settled({ end: 'stuck', text: 'the tool awaits what can never come' });
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
      const told: unknown = this.#poll.applySync(undefined, [], { timeout: this.#left() });
      if (typeof told !== 'string') return { end: 'bad', text: 'the result cannot be read' };
      const body = told.slice(1);
      if (told[0] === 'V') return { end: 'value', json: body };
      if (told[0] === 'E') return thrown(JSON.parse(body) as Told);
      if (told[0] === 'L') return { end: 'large', text: (JSON.parse(body) as Told).text };
      if (told[0] === 'B') return { end: 'bad', text: (JSON.parse(body) as Told).text };
      return otherwise;
    } catch (error) {
      return this.#failure(error);
    }
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
