import { frameBytes } from '../limits.ts';

/** Takes a body: the bytes from one offset up to another, valid during the call only. */
export type TakeBody = (bytes: Buffer, from: number, to: number) => void;

/**
 * Puts frames together from pieces of a stream. Throws for an oversized header before anything is set
 * aside for its body; after a throw it must not be used again. Pieces belong to the caller again when
 * `push` returns.
 */
export class FrameReader {
  #kept: Buffer[] = [];
  #size = 0;
  #needed = 0;

  push(piece: Buffer, take: TakeBody): void {
    let bytes = piece;
    if (this.#size > 0) {
      if (this.#size + piece.length < this.#needed) {
        this.#keep(piece);
        return;
      }
      bytes = Buffer.concat([...this.#kept, piece], this.#size + piece.length);
      this.#kept = [];
      this.#size = 0;
    }
    let at = 0;
    this.#needed = 4;
    while (bytes.length - at >= 4) {
      const size = bytes.readUInt32BE(at);
      if (size > frameBytes) throw new RangeError(`a frame claims ${size} bytes`);
      if (bytes.length - at < 4 + size) {
        this.#needed = 4 + size;
        break;
      }
      at += 4 + size;
      take(bytes, at - size, at);
    }
    if (at < bytes.length) this.#keep(bytes.subarray(at));
  }

  #keep(piece: Buffer): void {
    this.#kept.push(Buffer.from(piece));
    this.#size += piece.length;
  }
}
