import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isTyped, type ToolCode } from '../../../../runtime/contract/index.ts';
import { codeCaps } from '../../limits.ts';
import { isExpression } from '../../wire/code.ts';
import { keyIn, put, readKey, readPlain, seal, unseal } from './sealed.ts';

/** How codes were come by since the start, for those large enough to be kept. */
export interface CodeCounts {
  /** Taken from what was kept, with nothing compiled. */
  readonly found: number;
  /** Compiled by a child of its own, and kept. */
  readonly made: number;
  /** Files that this host did not write as they are now; compiled anew. */
  readonly refused: number;
}

/** Where it is kept, and how it is made. */
export interface CodeCacheOptions {
  /** The state folder: `code/` for what is kept, `keys/code` for the key that seals it. */
  readonly state: string;
  /** What an engine depends on for what it takes: its version, its flags. */
  readonly engine: string;
  /** Asks a child that has met no guest; undefined where there is nothing to keep. */
  readonly make: (code: ToolCode, signal: AbortSignal) => Promise<Buffer | undefined>;
}

/**
 * What the engine made of large codes, kept from one start to the next. It is machine code as good as
 * any, so that none of it ever comes from a process that ran a guest: a child is started for each code,
 * compiles it, and ends. A file counts only for the exact text, engine and flags it was made for, and only
 * as this host sealed it. It is a matter of speed alone: whatever fails, the code is compiled.
 */
export class CodeCache {
  readonly #folder: string;
  readonly #key: string;
  readonly #options: CodeCacheOptions;
  readonly #known = new WeakMap<ToolCode, { bytes: Buffer | undefined }>();
  readonly #names = new Map<string, { bytes: Buffer | undefined }>();
  #making: Promise<void> = Promise.resolve();
  readonly #end = new AbortController();
  #counts: { found: number; made: number; refused: number } = { found: 0, made: 0, refused: 0 };

  constructor(options: CodeCacheOptions) {
    this.#options = options;
    this.#folder = join(options.state, 'code');
    this.#key = join(options.state, 'keys', 'code');
  }

  get counts(): CodeCounts {
    return { ...this.#counts };
  }

  /** What is kept for a code. Where nothing is, it is made beside the calls, for those that come later. */
  find(code: ToolCode): Buffer | undefined {
    let known = this.#known.get(code);
    if (known === undefined) {
      known = isKept(code) ? this.#look(code) : { bytes: undefined };
      this.#known.set(code, known);
    }
    return known.bytes;
  }

  /** Nothing is made any more when this resolves. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#making;
  }

  #look(code: ToolCode): { bytes: Buffer | undefined } {
    const name = this.#nameOf(code);
    const other = this.#names.get(name);
    if (other !== undefined) return other;
    const held = { bytes: this.#read(name) };
    if (this.#names.size >= codeCaps.files) this.#names.clear();
    this.#names.set(name, held);
    if (held.bytes !== undefined) this.#counts.found += 1;
    else this.#making = this.#making.then(() => this.#make(code, name, held)).catch(() => {});
    return held;
  }

  #nameOf({ text, file }: ToolCode): string {
    const { engine } = this.#options;
    const digest = createHash('sha256').update(text).digest('hex');
    return `${digest} ${isTyped(file) ? 'ts' : 'js'} ${engine}`;
  }

  #fileOf(name: string): string {
    const hash = createHash('sha256').update(name).digest('hex');
    return join(this.#folder, `${hash}.cache`);
  }

  #read(name: string): Buffer | undefined {
    const key = readKey(this.#key);
    const file = readPlain(this.#fileOf(name), codeCaps.bytes);
    if (file === undefined) return undefined;
    const bytes = key && unseal(key, name, file);
    if (bytes === undefined) this.#counts.refused += 1;
    return bytes;
  }

  async #make(code: ToolCode, name: string, held: { bytes: Buffer | undefined }): Promise<void> {
    const { signal } = this.#end;
    if (signal.aborted) return;
    const bytes = await this.#options.make(code, signal);
    if (bytes === undefined || bytes.length >= codeCaps.bytes) return;
    held.bytes = bytes;
    this.#counts.made += 1;
    const key = await keyIn(this.#key);
    if (key === undefined) return;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await put(this.#fileOf(name), seal(key, name, bytes));
    await this.#prune();
  }

  /** Of more files than it keeps, those made longest ago go. */
  async #prune(): Promise<void> {
    const names = await readdir(this.#folder);
    const over = names.length - codeCaps.files;
    if (over <= 0) return;
    const aged = await Promise.all(
      names.map(async (name) => {
        const file = join(this.#folder, name);
        return { file, at: (await stat(file)).mtimeMs };
      }),
    );
    const oldest = aged.sort((a, b) => a.at - b.at).slice(0, over);
    await Promise.all(oldest.map(({ file }) => rm(file, { force: true })));
  }
}

const isKept = ({ text }: ToolCode): boolean => text.length >= codeCaps.least && isExpression(text);
