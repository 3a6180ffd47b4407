import { Buffer } from 'node:buffer';
import { hashBytes } from '../hash.ts';

/** Lines are hashed aside in pieces of so many. */
export const pieceLines = 128;

/** Lines, where each ends counted from the first byte, their hashes, and how far each piece of them is. */
export interface SharedLines {
  readonly bytes: SharedArrayBuffer;
  readonly ends: SharedArrayBuffer;
  readonly hashes: SharedArrayBuffer;
  readonly pieces: SharedArrayBuffer;
}

const stages = 4;
/** To be hashed by whoever claims it first. */
const offered = 1;
const claimed = 2;
const made = 3;

/**
 * Memory of lines that a writer fills and of hashes that another thread makes of them, a piece of lines at a
 * time. A piece is nobody's until the writer offers it; whoever claims it then, alone hashes it. Lines and
 * ends of an offered piece stay as they are until it is withdrawn or made.
 */
export class LineMemory {
  readonly shared: SharedLines;
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly ends: Uint32Array;
  readonly hashes: Uint8Array;
  /** Of each piece its stage, and above it where the piece ends: the count of lines up to there. */
  readonly #pieces: Int32Array;

  constructor(shared: SharedLines) {
    this.shared = shared;
    this.bytes = Buffer.from(shared.bytes);
    this.view = new DataView(shared.bytes);
    this.ends = new Uint32Array(shared.ends);
    this.hashes = new Uint8Array(shared.hashes);
    this.#pieces = new Int32Array(shared.pieces);
  }

  /** Room for so many bytes and lines. */
  static of(bytes: number, lines: number): LineMemory {
    const word = Int32Array.BYTES_PER_ELEMENT;
    return new LineMemory({
      bytes: new SharedArrayBuffer(bytes),
      ends: new SharedArrayBuffer(lines * word),
      hashes: new SharedArrayBuffer(lines * hashBytes),
      pieces: new SharedArrayBuffer(Math.ceil(lines / pieceLines) * word),
    });
  }

  /** Lets others hash a piece, the lines of which up to a count are in place. */
  offer(piece: number, to: number): void {
    Atomics.store(this.#pieces, piece, to * stages + offered);
  }

  /** Takes an offered piece; gives where it ends, undefined when it is not offered. */
  claim(piece: number): number | undefined {
    if (piece >= this.#pieces.length) return undefined;
    const seen = Atomics.load(this.#pieces, piece);
    if (seen % stages !== offered) return undefined;
    const mine = seen - offered + claimed;
    const isMine = Atomics.compareExchange(this.#pieces, piece, seen, mine) === seen;
    return isMine ? (seen - offered) / stages : undefined;
  }

  /** Says that the hashes of a claimed piece are in place. */
  done(piece: number): void {
    Atomics.store(this.#pieces, piece, made);
    Atomics.notify(this.#pieces, piece);
  }

  /**
   * Takes a piece back: `made` with its hashes in place, `free` when nobody had begun it, and `late` when
   * whoever claimed it has not ended within so many milliseconds, for which this thread waits.
   */
  withdraw(piece: number, patienceMs: number): 'made' | 'free' | 'late' {
    if (this.claim(piece) !== undefined) return 'free';
    const seen = Atomics.load(this.#pieces, piece);
    if (seen % stages === claimed) Atomics.wait(this.#pieces, piece, seen, patienceMs);
    const now = Atomics.load(this.#pieces, piece);
    if (now === made) return 'made';
    return now % stages === claimed ? 'late' : 'free';
  }

  /** Makes all pieces nobody's; whoever has claimed one and not made it must be given up. */
  reset(): void {
    this.#pieces.fill(0);
  }
}
