import type { FileHandle } from 'node:fs/promises';

const newline = 0x0a;
const step = 64 * 1024;

/** The whole lines of a file of events, which stand there by their indices; a search reads a few places of it. */
export class LineFile {
  readonly #file: FileHandle;
  /** Bytes of the whole lines. */
  readonly size: number;

  private constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** What is whole in the first bytes of a file. */
  static async of(file: FileHandle, bytes: number): Promise<LineFile> {
    return new LineFile(file, await new LineFile(file, bytes).#startBefore(0, bytes));
  }

  /** The index in the last line; -1 where there is none. */
  async last(): Promise<number> {
    if (this.size === 0) return -1;
    return indexIn((await this.#lineFrom(await this.#startBefore(0, this.size - 1))).text);
  }

  /** The line of an event, without its end; undefined where it is not there. */
  async find(wanted: number): Promise<string | undefined> {
    let [low, high] = [0, this.size];
    while (low < high) {
      const start = await this.#startBefore(low, Math.floor((low + high) / 2));
      const { text, end } = await this.#lineFrom(start);
      const index = indexIn(text);
      if (index === wanted) return text;
      if (index < wanted) low = end;
      else high = start;
    }
    return undefined;
  }

  /** Where the line begins that stands last before `at`, or runs over it; not before `low`, where one begins. */
  async #startBefore(low: number, at: number): Promise<number> {
    for (let end = at; end > low; end = Math.max(low, end - step)) {
      const from = Math.max(low, end - step);
      const found = (await this.#bytes(from, end)).lastIndexOf(newline);
      if (found >= 0) return from + found + 1;
    }
    return low;
  }

  async #lineFrom(start: number): Promise<{ readonly text: string; readonly end: number }> {
    const parts: Buffer[] = [];
    for (let from = start; from < this.size; from += step) {
      const bytes = await this.#bytes(from, Math.min(this.size, from + step));
      const found = bytes.indexOf(newline);
      parts.push(found < 0 ? bytes : bytes.subarray(0, found));
      if (found >= 0) return { text: Buffer.concat(parts).toString('utf8'), end: from + found + 1 };
    }
    return { text: Buffer.concat(parts).toString('utf8'), end: this.size };
  }

  async #bytes(from: number, to: number): Promise<Buffer> {
    const bytes = Buffer.alloc(to - from);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, from);
    return bytes.subarray(0, bytesRead);
  }
}

function indexIn(line: string): number {
  try {
    const { index } = JSON.parse(line) as { readonly index?: unknown };
    return typeof index === 'number' ? index : -1;
  } catch {
    return -1;
  }
}
