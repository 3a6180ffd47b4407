import { randomUUID } from 'node:crypto';
import {
  getQuickJS,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten';
import { monotonic } from '../wire/clock.ts';
import type { Answer } from '../wire/messages.ts';
import type { AnyGuest, Exchange, GuestCall } from './guest.ts';
import type { Source } from './realm/compile.ts';
import { prelude } from './realm/prelude.ts';
import {
  asking,
  list,
  message,
  moduleFile,
  noDefault,
  notGiven,
  outOfTime,
  read,
  stuck,
} from './realm/told.ts';
import type { ModuleScript } from './source.ts';

/** Loads the interpreter once; what it gives makes guests in it, with a heap of each its own. */
export async function quickJsGuests(): Promise<(memoryBytes: number) => AnyGuest> {
  const engine = await getQuickJS();
  return (memoryBytes) => new QuickJsGuest(engine, memoryBytes);
}

const stackBytes = 256 * 1024;
/** A module that throws, and the name of the code that is looked at: names that no code knows. */
const halted = 'halted';
const halting: ModuleScript = { name: randomUUID(), text: `throw '${halted}';` };
const whole = randomUUID();
const refused = { error: new Error('a tool imports nothing but its modules') };

/**
 * A guest in an interpreter in WebAssembly: no code of its own ever runs on the machine. The same shim
 * and the same entries as elsewhere; the clock is asked between steps of the interpreter, and what it
 * does in one long step is for the watchdog. Handles live as long as the child thinks of them: one that
 * was cut off is never freed, since the engine cannot free what is half done.
 */
class QuickJsGuest implements AnyGuest {
  readonly memoryBytes: number;
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #entries: QuickJSHandle;
  #main: QuickJSHandle | undefined;
  #deadline = Number.POSITIVE_INFINITY;
  #cut = false;
  #gone = false;
  /** While a code is linked, and never after: what it may import. */
  #given: readonly ModuleScript[] | undefined;
  /** What it imports beyond that. */
  #foreign: string | undefined;

  constructor(engine: QuickJSWASMModule, memoryBytes: number) {
    this.memoryBytes = memoryBytes;
    this.#runtime = engine.newRuntime();
    this.#runtime.setMemoryLimit(memoryBytes);
    this.#runtime.setMaxStackSize(stackBytes);
    this.#runtime.setInterruptHandler(() => {
      this.#cut = monotonic() > this.#deadline;
      return this.#cut;
    });
    this.#runtime.setModuleLoader(
      (name) => this.#given?.find((module) => moduleFile(module.name) === name)?.text ?? refused,
      (_, name) => this.#named(name),
    );
    this.#context = this.#runtime.newContext();
    this.#entries = this.#context.unwrapResult(this.#context.evalCode(prelude, 'vak'));
  }

  prepare(): void {}

  run(call: GuestCall): Answer {
    const { args, deadline, offer, exact, exchange } = call;
    this.#deadline = deadline;
    if (this.#main === undefined) {
      if (exact !== '') this.#call('still', this.#context.newString(exact));
      const loaded = this.#load(call);
      if (loaded !== undefined) return loaded;
    }
    const words = [args, offer].map((word) => this.#context.newString(word));
    const told = this.#call('enter', ...words, this.#main as QuickJSHandle);
    return told === undefined ? this.#failure() : (read(told) ?? this.#served(exchange));
  }

  /**
   * The engine joins modules before it runs any, and of what a probe imports it runs first what stands first: that
   * throws, so that nothing of the guest's runs.
   */
  check({ text, modules }: Source): Answer {
    this.#deadline = monotonic() + 4000;
    const given = [...modules, halting, { name: whole, text }];
    const joined = this.#probed(`import '${halting.name}'; import '${whole}';`, given);
    if (joined !== halted) {
      if (this.#cut) return outOfTime;
      if (this.#foreign !== undefined) return notGiven([this.#foreign], modules);
      return { end: 'invalid', text: joined };
    }
    const called = `import '${halting.name}'; import tool from '${whole}'; tool;`;
    const found = this.#probed(called, given);
    return found === halted ? { end: 'fine' } : { end: 'invalid', text: noDefault };
  }

  /** What a probe ends with, which never is well. */
  #probed(text: string, modules: readonly ModuleScript[]): string {
    const made = this.#linked({ text, modules });
    if (made.error !== undefined) return this.#said(made.error);
    const state = this.#context.getPromiseState(made.value);
    return state.type === 'rejected' ? this.#said(state.error) : '';
  }

  /**
   * Compiles a code and what it imports, each once, joins them, and runs them. What runs later, in jobs, imports
   * nothing: by then nothing is given any more.
   */
  #linked({
    text,
    modules,
  }: Pick<Source, 'text' | 'modules'>): ReturnType<QuickJSContext['evalCode']> {
    this.#given = modules;
    try {
      return this.#context.evalCode(text, 'tool', { type: 'module' });
    } finally {
      this.#given = undefined;
    }
  }

  /** What the engine calls the module that a name stands for. */
  #named(name: string): string | { readonly error: Error } {
    if (this.#given?.some((module) => module.name === name)) return moduleFile(name);
    if (this.#given !== undefined) this.#foreign ??= name;
    return refused;
  }

  cache(): Answer {
    return { end: 'invalid', text: 'this engine keeps no code' };
  }

  logs(answer: Answer): readonly string[] {
    if (this.#cut || answer.end === 'time') return [];
    return list(this.#call('logs'));
  }

  heapBytes(answer: Answer): number {
    return answer.end === 'time' ? 0 : this.heap();
  }

  heap(): number {
    const usage = this.#runtime.computeMemoryUsage();
    const size = this.#context.dump(usage) as { readonly memory_used_size?: number };
    usage.dispose();
    return size.memory_used_size ?? 0;
  }

  get lost(): boolean {
    return this.#cut || this.#gone;
  }

  dispose(): void {
    if (this.#gone || this.#cut) return;
    this.#gone = true;
    try {
      this.#main?.dispose();
      this.#entries.dispose();
      this.#context.dispose();
      this.#runtime.dispose();
    } catch {}
  }

  /** Undefined once the default export stands ready. */
  #load(source: Source): Answer | undefined {
    const made = this.#linked(source);
    if (made.error !== undefined) return this.#unloaded(made.error, source);
    this.#jobs();
    const state = this.#context.getPromiseState(made.value);
    if (state.type === 'pending') return this.#cut ? outOfTime : stuck;
    if (state.type === 'rejected') return this.#unloaded(state.error, source);
    const main = this.#context.getProp(state.value, 'default');
    if (this.#context.typeof(main) !== 'function') return { end: 'guest', text: noDefault };
    this.#main = main;
    return undefined;
  }

  #unloaded(error: QuickJSHandle, { modules }: Source): Answer {
    if (this.#cut) return outOfTime;
    const said = this.#said(error);
    if (this.#cut) return outOfTime;
    if (this.#foreign !== undefined) return notGiven([this.#foreign], modules);
    return { end: said.startsWith('SyntaxError') ? 'invalid' : 'guest', text: said };
  }

  #served(exchange: Exchange): Answer {
    for (let flying = 0; ; ) {
      this.#jobs();
      const told = this.#call('poll');
      if (told === undefined || this.#cut) return this.#failure();
      const ended = read(told);
      if (ended !== undefined) return ended;
      const asked = asking(told);
      if (asked === undefined && flying === 0) return stuck;
      flying += asked?.count ?? 0;
      const heard = exchange(asked?.text ?? '');
      if (heard.cut) return outOfTime;
      flying -= heard.count;
      this.#call('settle', this.#context.newString(heard.text));
    }
  }

  #jobs(): void {
    const ran = this.#runtime.executePendingJobs();
    if (ran.error !== undefined) ran.error.dispose();
  }

  /** What an entry of the shim gives; undefined when it did not come back. */
  #call(name: string, ...args: readonly QuickJSHandle[]): string | undefined {
    const entry = this.#context.getProp(this.#entries, name);
    const made = this.#context.callFunction(entry, this.#context.undefined, ...args);
    entry.dispose();
    if (made.error !== undefined) {
      made.error.dispose();
      return undefined;
    }
    const text =
      this.#context.typeof(made.value) === 'string' ? this.#context.getString(made.value) : '';
    made.value.dispose();
    return text;
  }

  #failure(): Answer {
    if (this.#cut) return outOfTime;
    return { end: 'guest', text: 'the tool broke off' };
  }

  #said(error: QuickJSHandle): string {
    return message(this.#context.dump(error));
  }
}
