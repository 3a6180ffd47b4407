import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../../../dsl/plan/canonical.ts';
import type { AuditLog } from '../../../contract/records.ts';
import { hexOf, leafHash } from '../../tree/hash.ts';

/** Where the events of one place lie in wait: files in a folder, by a name of the place. */
export class CursorFile {
  readonly #folder: string;
  readonly #name: string;
  readonly #log: Pick<AuditLog, 'read'>;

  constructor(folder: string, name: string, log: Pick<AuditLog, 'read'>) {
    this.#folder = folder;
    this.#name = name;
    this.#log = log;
  }

  /**
   * Where to go on. A place that is new begins at `begin`; one whose cursor cannot be read, or was kept
   * for another log, begins at 0: an event may come twice and is never left out.
   */
  async load(begin: number): Promise<number> {
    let text: string;
    try {
      text = await readFile(this.#file('json'), 'utf8');
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? begin : 0;
    }
    try {
      const { next, leaf } = JSON.parse(text) as { next?: unknown; leaf?: unknown };
      if (!Number.isSafeInteger(next) || (next as number) < 1) return 0;
      if (typeof leaf !== 'string') return 0;
      return (await this.#leaf((next as number) - 1)) === leaf ? (next as number) : 0;
    } catch {
      return 0;
    }
  }

  /** Whole or not at all; one that is lost with the power only makes events come twice. */
  async save(next: number): Promise<void> {
    if (next < 1) return;
    await mkdir(this.#folder, { recursive: true });
    const leaf = await this.#leaf(next - 1);
    const fresh = this.#file('json.new');
    await writeFile(fresh, `${JSON.stringify({ place: this.#name, next, leaf })}\n`);
    await rename(fresh, this.#file('json'));
  }

  /** Notes down, durably, an event that its place will never take; the log keeps the event itself. */
  async bury(index: number, at: string, because: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const line = `${JSON.stringify({ index, at, because })}\n`;
    await appendFile(this.#file('dead.jsonl'), line, { flush: true });
  }

  async #leaf(index: number): Promise<string | undefined> {
    for await (const one of this.#log.read(index)) {
      return one.index === index
        ? hexOf(leafHash(Buffer.from(canonicalJson(one.entry))))
        : undefined;
    }
    return undefined;
  }

  #file(ending: string): string {
    return join(this.#folder, `${this.#name}.${ending}`);
  }
}
