import { Worker } from 'node:worker_threads';
import type { ToolCode } from '../../../runtime/contract/index.ts';
import { type Script, script } from '../child/source.ts';
import { keyOf, type Told, toldOf } from '../wire/code.ts';

/**
 * Blanks types in a thread of its own, since a text that breaks the stripper leaves it broken for all
 * that follow; then the thread is replaced. Codes that are through are kept by digest.
 */
export class Stripper {
  readonly #kept = new Map<string, Script>();
  #line: Promise<unknown> = Promise.resolve();
  #worker: Worker | undefined;

  async strip(code: ToolCode): Promise<Script> {
    const key = keyOf(code);
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const told = toldOf(code);
    if (![told, ...told.modules].some(({ typed }) => typed)) return script(told);
    const asked = this.#line.then(() => this.#ask(told));
    this.#line = asked;
    const made = await asked;
    if (this.#kept.size >= 64) this.#kept.clear();
    if (made.ok || !made.broken) this.#kept.set(key, made);
    else await this.stop();
    return made;
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #ask(told: Told): Promise<Script> {
    const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    // Stripping is marked experimental in the Node releases this runs on; its warning is not the host's.
    const execArgv = ['--disable-warning=ExperimentalWarning'];
    this.#worker ??= new Worker(new URL(`./stripping.${suffix}`, import.meta.url), { execArgv });
    const worker = this.#worker;
    worker.unref();
    return new Promise((resolve) => {
      const settle = (made: Script): void => {
        worker.off('error', lost);
        worker.off('exit', lost);
        worker.off('message', settle);
        resolve(made);
      };
      const why = 'the code cannot be read as TypeScript';
      const lost = (): void => settle({ ok: false, why, broken: true });
      worker.once('error', lost);
      worker.once('exit', lost);
      worker.once('message', settle);
      worker.postMessage(told);
    });
  }
}
