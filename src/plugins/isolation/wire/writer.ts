import { frameBytes } from '../limits.ts';

const slabBytes = 64 * 1024;
/** Up to here room is made for the longest text of that many units, without counting its bytes. */
const shortUnits = 2048;

/**
 * Frames put one behind the other: four bytes of length, most significant first, then a body that begins
 * with its kind. What was taken is never written to again, so it may be on its way while more is added.
 */
export class FrameWriter {
  /** Holds the frame under way; another one whenever room was made. */
  bytes: Buffer = Buffer.allocUnsafeSlow(slabBytes);
  /** Where in it the body under way begins. */
  start = 0;
  #at = 0;
  #taken = 0;

  /** Begins a frame with a head of so many bytes, the kind among them; the rest is for the caller to set. */
  begin(kind: number, headBytes: number): void {
    this.#makeRoom(4 + headBytes);
    this.start = this.#at + 4;
    this.#at = this.start + headBytes;
    this.bytes[this.start] = kind;
  }

  /** Adds text in UTF-8, and says how many bytes that were. */
  text(text: string): number {
    if (text === '') return 0;
    this.#makeRoom(text.length <= shortUnits ? text.length * 3 : Buffer.byteLength(text));
    const size = this.bytes.write(text, this.#at);
    this.#at += size;
    return size;
  }

  /** Adds bytes as they are. */
  put(bytes: Buffer): void {
    this.#makeRoom(bytes.length);
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Ends the frame. Throws a RangeError, and forgets it, where the other end would refuse it. */
  end(): void {
    const size = this.#at - this.start;
    if (size > frameBytes) {
      this.#at = this.start - 4;
      throw new RangeError(`a frame of ${size} bytes is too large`);
    }
    this.bytes.writeUInt32BE(size, this.start - 4);
  }

  /** Where in `bytes` the body under way, or ended last, ends. */
  get stop(): number {
    return this.#at;
  }

  /** Bytes of whole frames that were not taken. */
  get waiting(): number {
    return this.#at - this.#taken;
  }

  /** All whole frames since it was last asked. */
  take(): Buffer {
    const taken = this.bytes.subarray(this.#taken, this.#at);
    this.#taken = this.#at;
    return taken;
  }

  /** Nothing that was taken is needed any more: its room may be used again. */
  rewind(): void {
    if (this.bytes.length > slabBytes) this.bytes = Buffer.allocUnsafeSlow(slabBytes);
    this.#at = 0;
    this.#taken = 0;
  }

  #makeRoom(size: number): void {
    if (this.#at + size <= this.bytes.length) return;
    const kept = this.bytes.subarray(this.#taken, this.#at);
    const bytes = Buffer.allocUnsafeSlow(Math.max(slabBytes, kept.length + size));
    bytes.set(kept);
    this.bytes = bytes;
    this.start -= this.#taken;
    this.#at = kept.length;
    this.#taken = 0;
  }
}
