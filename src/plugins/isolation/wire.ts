import { frameBytes } from './limits.ts';

/**
 * What the parent asks of a child. One request is under way at a time; `id` grows with each, and an
 * answer with any other id breaks the connection.
 */
export interface Request {
  readonly id: number;
  readonly act: 'run' | 'check';
  readonly text: string;
  /** Whether types must be stripped before the text is JavaScript. */
  readonly typed: boolean;
  readonly digest: string;
  /** The arguments as JSON text; never parsed outside the guest. */
  readonly args: string;
  readonly memoryBytes: number;
  readonly timeMs: number;
}

/** How a request ended, as the child saw it. What ends the child itself is the parent's to see. */
export type Answer =
  | { readonly end: 'value'; readonly json: string }
  | {
      /**
       * `guest`: its code threw; `large`, `bad`: its result; `invalid`: the text is no module, `refused`:
       * it asks for what is not given, nothing ran in either case; `stuck`: it awaits what can never
       * come.
       */
      readonly end: 'guest' | 'large' | 'bad' | 'invalid' | 'refused' | 'time' | 'memory' | 'stuck';
      readonly text: string;
      readonly line?: number;
      readonly column?: number;
    }
  | { readonly end: 'fine' };

/** What travels beside an answer. */
export interface Reply {
  readonly id: number;
  readonly answer: Answer;
  readonly logs: readonly string[];
  readonly peakBytes: number;
  readonly heapBytes: number;
  /** The child will not serve again: it kept too much memory or lost confidence in itself. */
  readonly spent: boolean;
}

/** What a child says first, before any request. */
export type Greeting =
  | { readonly ready: true; readonly version: string; readonly baseBytes: number }
  | { readonly ready: false; readonly why: string };

/** A frame: the length of its body in four bytes, most significant first, then the body as JSON. */
export function frame(message: Request | Reply | Greeting): Buffer {
  const text = JSON.stringify(message);
  const size = Buffer.byteLength(text);
  if (size > frameBytes) throw new RangeError(`a frame of ${size} bytes is too large`);
  const bytes = Buffer.allocUnsafe(4 + size);
  bytes.writeUInt32BE(size, 0);
  bytes.write(text, 4);
  return bytes;
}

/**
 * Puts frames together from pieces of a stream. Throws for an oversized header before it keeps a byte
 * of its body, and for a body that is not JSON; after a throw it must not be used again.
 */
export class FrameReader {
  #kept: Buffer = Buffer.alloc(0);

  push(piece: Buffer): unknown[] {
    let bytes = this.#kept.length === 0 ? piece : Buffer.concat([this.#kept, piece]);
    const whole: unknown[] = [];
    while (bytes.length >= 4) {
      const size = bytes.readUInt32BE(0);
      if (size > frameBytes) throw new RangeError(`a frame claims ${size} bytes`);
      if (bytes.length < 4 + size) break;
      whole.push(JSON.parse(bytes.toString('utf8', 4, 4 + size)));
      bytes = bytes.subarray(4 + size);
    }
    this.#kept = bytes;
    return whole;
  }
}
