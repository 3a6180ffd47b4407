import ivm from 'isolated-vm';
import type { GuestCall, Heard } from '../child/guest.ts';
import type { Source } from '../child/realm/compile.ts';
import { runner, type Together, together, unjoined } from '../child/realm/linking.ts';
import { prelude } from '../child/realm/prelude.ts';
import { asking, message, noDefault, outOfTime, place, read, stuck } from '../child/realm/told.ts';
import type { Answer } from '../wire/messages.ts';

const megabyte = 1024 * 1024;
const entryNames = ['enter', 'poll', 'settle', 'logs', 'still'] as const;
type Entries = { readonly [name in (typeof entryNames)[number]]: ivm.Reference };

/** JavaScript of a tool and of what it may import. */
type Texts = Pick<Source, 'text' | 'modules'>;

/** A call of a guest beside the host's own thread: what it asks is answered later. */
export type LiveCall = Omit<GuestCall, 'exchange' | 'expression' | 'cached'> & {
  readonly exchange: (asks: string) => Promise<Heard>;
};

/**
 * One isolate of the host's process, with the same shim and the same entries as in a child, entered only
 * from the pool's threads and never from the host's. Past its deadline a timer of the host throws the
 * isolate away, which ends whatever is JavaScript; what the engine does in one long step of its own
 * goes on until it is done, and a heap that runs over in such a step takes the process down.
 */
export class LiveGuest {
  readonly memoryBytes: number;
  readonly #isolate: ivm.Isolate;
  readonly #context: ivm.Context;
  readonly #entries: Entries;
  #main: ivm.Reference | undefined;
  #deadline = 0;
  #late: NodeJS.Timeout | undefined;

  private constructor(memoryBytes: number, isolate: ivm.Isolate, context: ivm.Context, e: Entries) {
    this.memoryBytes = memoryBytes;
    this.#isolate = isolate;
    this.#context = context;
    this.#entries = e;
  }

  static async make(memoryBytes: number): Promise<LiveGuest> {
    const memoryLimit = Math.max(8, Math.ceil(memoryBytes / megabyte));
    const isolate = new ivm.Isolate({ memoryLimit });
    const context = await isolate.createContext();
    const made = await context.eval(prelude, { reference: true, timeout: 1000 });
    const found = await Promise.all(
      entryNames.map(async (name) => [name, await made.get(name, { reference: true })] as const),
    );
    made.release();
    const entries = Object.fromEntries(found) as unknown as Entries;
    return new LiveGuest(memoryBytes, isolate, context, entries);
  }

  /** Resolves by the deadline, whatever the guest does; never once it was disposed of. */
  run(call: LiveCall): Promise<Answer> {
    this.#deadline = call.deadline;
    const late = new Promise<Answer>((resolve) => {
      this.#late = setTimeout(() => resolve(outOfTime), this.#left() + 5);
    });
    const ended = this.#serve(call).catch((error: unknown) => this.#afterAll(error));
    return Promise.race([ended, late]).finally(() => clearTimeout(this.#late));
  }

  /** Compiles and links, running nothing of the guest's. */
  async check(source: Texts): Promise<Answer> {
    const module = await this.#compile(source);
    if ('end' in module) return module;
    try {
      const asks = await this.#isolate.compileModule("import tool from 'tool'; tool;");
      await asks.instantiate(this.#context, () => module);
      return { end: 'fine' };
    } catch {
      return { end: 'invalid', text: noDefault };
    }
  }

  async logs(): Promise<readonly string[]> {
    if (this.#isolate.isDisposed) return [];
    try {
      const told: unknown = await this.#enter('logs', []);
      return typeof told === 'string' ? (JSON.parse(told) as readonly string[]) : [];
    } catch {
      return [];
    }
  }

  async heapBytes(): Promise<number> {
    if (this.#isolate.isDisposed) return 0;
    try {
      const { used_heap_size, externally_allocated_size } = await this.#isolate.getHeapStatistics();
      return used_heap_size + externally_allocated_size;
    } catch {
      return 0;
    }
  }

  get lost(): boolean {
    return this.#isolate.isDisposed;
  }

  dispose(): void {
    clearTimeout(this.#late);
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  async #serve(call: LiveCall): Promise<Answer> {
    const { args, offer, exact, exchange } = call;
    if (this.#main === undefined) {
      const module = await this.#compile(call);
      if ('end' in module) return module;
      if (exact !== '') await this.#enter('still', [exact]);
      const main = await this.#started(module);
      if ('end' in main) return main;
      if (main.typeof !== 'function') return { end: 'guest', text: noDefault };
      this.#main = main;
    }
    let told = await this.#enter('enter', [args, offer, this.#main.derefInto()]);
    for (let flying = 0; ; ) {
      if (told === 'P') told = await this.#enter('poll', []);
      const ended = read(told);
      if (ended !== undefined) return ended;
      const asked = asking(told);
      if (asked === undefined && flying === 0) return stuck;
      flying += asked?.count ?? 0;
      const heard = await exchange(asked?.text ?? '');
      if (heard.cut) return outOfTime;
      flying -= heard.count;
      await this.#enter('settle', [heard.text]);
      told = 'P';
    }
  }

  /** Runs a module that is joined, and gives its default export; or says why it has none yet. */
  async #started(module: ivm.Module): Promise<ivm.Reference | Answer> {
    const { text, filename, gives } = runner;
    const runs = await this.#isolate.compileModule(text, { filename });
    await runs.instantiate(this.#context, () => module);
    await runs.evaluate({ timeout: this.#left() });
    try {
      return await runs.namespace.get(gives, { reference: true });
    } catch (error) {
      if (this.#isolate.isDisposed) throw error;
      return stuck;
    }
  }

  #enter(name: keyof Entries, args: readonly unknown[]): Promise<unknown> {
    return this.#entries[name].apply(undefined, [...args], { timeout: this.#left() });
  }

  async #compile(source: Texts): Promise<ivm.Module | Answer> {
    try {
      const found = await this.#compiled(source);
      if ('end' in found) return found;
      const { main, named } = found;
      const problem = await main.instantiate(this.#context, named).catch(unjoined);
      if (this.#isolate.isDisposed) return this.#failure(undefined);
      return problem === undefined ? main : problem;
    } catch (error) {
      if (this.#isolate.isDisposed) return this.#failure(error);
      return { ...place(message(error)), end: 'invalid' };
    }
  }

  async #compiled(source: Texts): Promise<Together | Answer> {
    const texts = together(source);
    let step = texts.next();
    while (step.done !== true) {
      const { text, filename } = step.value;
      step = texts.next(await this.#isolate.compileModule(text, { filename }));
    }
    return step.value;
  }

  #left(): number {
    return Math.max(1, Math.ceil(this.#deadline - performance.now()));
  }

  /** An entry threw; what the shim holds counts if it still tells, such as after a lost rejection. */
  async #afterAll(error: unknown): Promise<Answer> {
    const failure = this.#failure(error);
    if (failure.end !== 'guest') return failure;
    try {
      return read(await this.#enter('poll', [])) ?? failure;
    } catch (again) {
      return this.#failure(again);
    }
  }

  /** By the clock and the isolate's state, never by what an error says. */
  #failure(error: unknown): Answer {
    if (performance.now() >= this.#deadline - 1) return outOfTime;
    if (this.#isolate.isDisposed) return { end: 'memory', text: 'the tool used up its memory' };
    return { ...place(message(error)), end: 'guest' };
  }
}
