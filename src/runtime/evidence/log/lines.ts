import { Buffer, isUtf8 } from 'node:buffer';
import { type Hash, leafHashWithin } from '../tree/hash.ts';
import { glance, type Seen } from './scan/scan.ts';

/** Bytes that can be read at any place: a file, or a disk that a test simulates. */
export interface ByteSource {
  /** Fills `into` from offset `at` on; gives how many bytes there were, 0 at the end. */
  read(into: Buffer, at: number): Promise<number>;
}

/** Makes something of a line that lies in bytes from one place to another, the second not included. */
interface LineReader<Entry> {
  read(bytes: Buffer, from: number, to: number): Entry;
}

/** One line of a log. All but its place can be asked for until the next batch only. */
export interface Line {
  /** Its leaf hash, made when it is first asked for. */
  readonly leaf: Hash;
  /** Where the line begins, and where the next one does. */
  readonly start: number;
  readonly end: number;
  /** The line's text without its end; undefined when it is not UTF-8. */
  text(): string | undefined;
  /** The line's bytes without its end. */
  bytes(): Buffer;
  /** What a glance at the line sees; undefined where it is not plainly canonical. */
  glance(): Seen | undefined;
  /** What a reader of entries makes of the line. */
  read<Entry>(reader: LineReader<Entry>): Entry;
  /** Whether some bytes stand at a place that was seen. */
  holds(text: Buffer, at: number): boolean;
  /** Whether some bytes stand so many bytes behind the line's first. */
  holdsBehind(text: Buffer, offset: number): boolean;
  /** Whether one of some texts stands anywhere in the line, or from it to the end of a later one. */
  mentions(texts: readonly Buffer[], last?: Line): boolean;
}

class LineWithin implements Line {
  readonly start: number;
  readonly end: number;
  readonly #buffer: Buffer;
  readonly #from: number;
  readonly #to: number;
  #leaf: Hash | undefined;

  constructor(buffer: Buffer, from: number, to: number, offset: number) {
    this.start = offset + from - 1;
    this.end = offset + to;
    this.#buffer = buffer;
    this.#from = from;
    this.#to = to;
  }

  get leaf(): Hash {
    this.#leaf ??= leafHashWithin(this.#buffer, this.#from, this.#to);
    return this.#leaf;
  }

  text(): string | undefined {
    const bytes = this.bytes();
    return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(this.#from, this.#to);
  }

  glance(): Seen | undefined {
    return glance(this.#buffer, this.#from, this.#to);
  }

  read<Entry>(reader: LineReader<Entry>): Entry {
    return reader.read(this.#buffer, this.#from, this.#to);
  }

  holds(text: Buffer, at: number): boolean {
    // Byte by byte: most often the first that is looked at tells.
    for (let n = 0; n < text.length; n += 1) if (this.#buffer[at + n] !== text[n]) return false;
    return true;
  }

  holdsBehind(text: Buffer, offset: number): boolean {
    return this.holds(text, this.#from + offset);
  }

  mentions(texts: readonly Buffer[], last: Line = this): boolean {
    const bytes = this.#buffer.subarray(this.#from, this.#from + last.end - this.start - 1);
    return texts.some((text) => bytes.includes(text));
  }
}

/** The line that lies in bytes from one place to another; the byte before it is borrowed where its leaf is asked for. */
export const lineWithin = (bytes: Buffer, from: number, to: number): Line =>
  new LineWithin(bytes, from, to, 0);

/** No entry is longer, its line's end included. */
export const longestLine = 16 * 1024 * 1024;

const chunk = 1024 * 1024;
const newline = 0x0a;

/**
 * Reads whole lines between two offsets, in batches as they come off the disk; what follows the last
 * line's end is left out, and a line beyond `longestLine` ends the reading. Holds one chunk, or one
 * line where that is longer.
 */
export async function* readLines(
  source: ByteSource,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly Line[], void> {
  // The byte before a line is borrowed for its leaf's prefix, so the first needs one too.
  let buffer: Buffer = Buffer.allocUnsafe(1 + chunk);
  buffer[0] = newline;
  let [offset, held] = [from, 0];
  for (;;) {
    const room = Math.min(buffer.length - 1 - held, to - offset - held);
    const read =
      room <= 0 ? 0 : await source.read(buffer.subarray(1 + held, 1 + held + room), offset + held);
    if (read === 0) return;
    held += read;
    const lines = linesWithin(buffer, held, offset);
    const last = lines.at(-1);
    if (last === undefined) {
      if (held === buffer.length - 1) buffer = grown(buffer);
      if (held >= longestLine) return;
      continue;
    }
    yield lines;
    const used = last.end - offset;
    buffer.copy(buffer, 1, 1 + used, 1 + held);
    [offset, held] = [last.end, held - used];
  }
}

function linesWithin(buffer: Buffer, held: number, offset: number): readonly Line[] {
  const lines: Line[] = [];
  let start = 1;
  for (;;) {
    const end = buffer.indexOf(newline, start);
    if (end < 0 || end > held) return lines;
    lines.push(new LineWithin(buffer, start, end, offset));
    start = end + 1;
  }
}

function grown(buffer: Buffer): Buffer {
  const larger = Buffer.allocUnsafe(1 + 2 * (buffer.length - 1));
  buffer.copy(larger);
  return larger;
}
