import { frameBytes } from './limits.ts';

/** What a guest is told of its host: names, and the bounds that hold inside already. */
export interface Offer {
  readonly offers: readonly string[];
  readonly withholds: readonly string[];
  readonly calls: number;
  readonly parallel: number;
  /** Arguments of all calls, in UTF-16 units. */
  readonly bytes: number;
}

/**
 * What the parent asks of a child; the payload is the code, `textLength` units of it, and then the
 * arguments as JSON text, never parsed outside the guest. One request is served at a time; `id` grows
 * with each, and an answer with any other id breaks the connection.
 */
export interface Request {
  readonly id: number;
  readonly act: 'run' | 'check';
  readonly textLength: number;
  /** Whether types must be stripped before the text is JavaScript. */
  readonly typed: boolean;
  readonly digest: string;
  readonly memoryBytes: number;
  readonly timeMs: number;
  readonly offer?: Offer;
  /** The clock stands still and random numbers follow from this seed. */
  readonly exact?: { readonly at: number; readonly seed: string };
  /** A guest that ends well is kept under this name, and serves the next request with it. */
  readonly keep?: string;
}

/**
 * What the parent says while a request is under way; the payload is a JSON list of `[n, true, value]`
 * and `[n, false, { code, message }]`. One that comes after its request ended is dropped.
 */
export interface Answers {
  readonly id: number;
  readonly act: 'answers';
  readonly count: number;
  /** The time of the request is over: nothing more will come. */
  readonly cut: boolean;
}

/** What a child asks while a request is under way; the payload is a JSON list of `[n, name, args]`. */
export interface Asking {
  readonly id: number;
  readonly asks: true;
}

/** How a request ended, as the child saw it. What ends the child itself is the parent's to see. */
export type Answer =
  | {
      readonly end: 'value';
      /** The result; travels as the payload. */
      readonly json: string;
    }
  | {
      /**
       * `guest`: its code threw; `large`, `bad`: its result; `limit`: it asked too much of its host;
       * `invalid`: the text is no module, `refused`: it asks for what is not given, nothing ran in
       * either case; `stuck`: it awaits what can never come.
       */
      readonly end:
        | 'guest'
        | 'large'
        | 'bad'
        | 'limit'
        | 'invalid'
        | 'refused'
        | 'time'
        | 'memory'
        | 'stuck';
      readonly text: string;
      readonly line?: number;
      readonly column?: number;
      /** With `large` and `limit`: the bound, as the guest's side counted. */
      readonly over?: unknown;
    }
  /** The guest ended with the refusal of its host call `call`. */
  | {
      readonly end: 'denied';
      readonly call: number;
      readonly text: string;
      readonly line?: undefined;
      readonly column?: undefined;
    }
  | { readonly end: 'fine' };

/** What travels beside an answer. */
export interface Reply {
  readonly id: number;
  readonly answer: Answer;
  readonly logs: readonly string[];
  readonly peakBytes: number;
  /** Processor time of the thread that served, where it served nobody else. */
  readonly cpuMs?: number;
  readonly heapBytes: number;
  /** The child will not serve again: it kept too much memory or lost confidence in itself. */
  readonly spent: boolean;
}

/** What a child says first, before any request. */
export type Greeting =
  | { readonly ready: true; readonly version: string; readonly baseBytes: number }
  | { readonly ready: false; readonly why: string };

/** A message taken in: what it is about, and the raw text that it carries. */
export interface Message {
  readonly head: unknown;
  readonly payload: string;
}

const newline = 10;

/**
 * A frame: the length of its body in four bytes, most significant first, then the head as JSON, a line
 * break and the payload as it is. Throws a RangeError where the other end would refuse it.
 */
export function frame(
  head: Request | Answers | Asking | Reply | Greeting,
  ...payload: readonly string[]
): Buffer {
  const text = `${JSON.stringify(head)}\n${payload.join('')}`;
  const size = Buffer.byteLength(text);
  if (size > frameBytes) throw new RangeError(`a frame of ${size} bytes is too large`);
  const bytes = Buffer.allocUnsafe(4 + size);
  bytes.writeUInt32BE(size, 0);
  bytes.write(text, 4);
  return bytes;
}

/** A reply, with its result as the payload. */
export function replyFrame(reply: Reply): Buffer {
  if (reply.answer.end !== 'value') return frame(reply);
  const { json } = reply.answer;
  return frame({ ...reply, answer: { end: 'value', json: '' } }, json);
}

/** Takes a body apart. Throws for a head that is not JSON. */
export function open(body: Buffer): Message {
  const at = body.indexOf(newline);
  const head = at < 0 ? body : body.subarray(0, at);
  return {
    head: JSON.parse(head.toString()) as unknown,
    payload: at < 0 ? '' : body.toString('utf8', at + 1),
  };
}

/**
 * Puts frames together from pieces of a stream. Throws for an oversized header before it keeps a byte
 * of its body, and for a head that is not JSON; after a throw it must not be used again.
 */
export class FrameReader {
  #kept: Buffer = Buffer.alloc(0);

  push(piece: Buffer): Message[] {
    let bytes = this.#kept.length === 0 ? piece : Buffer.concat([this.#kept, piece]);
    const whole: Message[] = [];
    while (bytes.length >= 4) {
      const size = bytes.readUInt32BE(0);
      if (size > frameBytes) throw new RangeError(`a frame claims ${size} bytes`);
      if (bytes.length < 4 + size) break;
      whole.push(open(bytes.subarray(4, 4 + size)));
      bytes = bytes.subarray(4 + size);
    }
    this.#kept = bytes;
    return whole;
  }
}
