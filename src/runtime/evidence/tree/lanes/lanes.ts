import { Buffer } from 'node:buffer';
import { hash as digest } from 'node:crypto';
import { free, longest, pages, program } from './program.ts';

/** What is hashed: one byte, and what lies between two ends, less so many bytes behind it. */
export interface Messages {
  readonly prefix: number;
  readonly bytes: Uint8Array;
  /** Where each ends, counted from the first byte; the next begins there. */
  readonly ends: ArrayLike<number>;
  readonly trim: number;
}

/** Whether so many bytes behind a prefix are hashed together with others; more are quicker on their own. */
export const isShort = (length: number): boolean => length < longest;

/** Fewer do not pay for the program. */
const worthwhile = 64;

/** What is used of it; where Node runs without it, naming it throws. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  hash(...numbers: readonly number[]): void;
}

const hashBytes = 32;
const atOnce = 1_024;
const bounds = free;
const out = bounds + 4 * (atOnce + 2);
const source = out + hashBytes * atOnce;
const room = pages * 65_536 - source;

/** Made when it is first needed; undefined where it does not run, or does not hash as Node itself does. */
let machine: Machine | undefined;
let isTried = false;

/**
 * SHA-256 hashes made four at a time, which takes less time than one by one where they are short: 32 bytes
 * each, in order. What stands in the places of those that are not short means nothing. Undefined for few messages,
 * where this Node runs no WebAssembly of that kind, and where that hashes otherwise than Node itself.
 */
export function hashedTogether(messages: Messages): Uint8Array<ArrayBuffer> | undefined {
  if (messages.ends.length < worthwhile) return undefined;
  if (!isTried) machine = machineHere();
  isTried = true;
  return machine === undefined ? undefined : hashed(messages, machine);
}

function machineHere(): Machine | undefined {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(program()));
    const { memory, hash } = exports as unknown as Exports;
    const made = { all: Buffer.from(memory.buffer), words: new Uint32Array(memory.buffer), hash };
    return agrees(made) ? made : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it hashes as Node does, tried with the longest message of each number of blocks and one longer. */
function agrees(machine: Machine): boolean {
  const lengths = [54, 118, 182, 246, 310, 374, 438].flatMap((most) => [most, most + 1]);
  const ends: number[] = [];
  for (const length of lengths) ends.push((ends.at(-1) ?? 0) + length);
  const bytes = Buffer.alloc(ends.at(-1) ?? 0, 'abcdefghbcdefghicdefghijdefghijkefghijkl');
  const made = hashed({ prefix: 0, bytes, ends, trim: 0 }, machine);
  return ends.every((end, n) => {
    const message = Buffer.concat([Buffer.of(0), bytes.subarray(ends[n - 1] ?? 0, end)]);
    const own = made.subarray(n * hashBytes, (n + 1) * hashBytes);
    return digest('sha256', message, 'buffer').equals(own);
  });
}

interface Machine {
  readonly all: Buffer;
  readonly words: Uint32Array;
  readonly hash: Exports['hash'];
}

function hashed({ prefix, bytes, ends, trim }: Messages, on: Machine): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(ends.length * hashBytes);
  let [done, start] = [0, 0];
  while (done < ends.length) {
    const count = taken(ends, done, start, on.words);
    const end = count === 0 ? (ends[done] as number) : (ends[done + count - 1] as number);
    if (count > 0) {
      on.all.set(bytes.subarray(start, end), source);
      on.hash(prefix, count, bounds, trim, source, out);
      made.set(on.all.subarray(out, out + count * hashBytes), done * hashBytes);
    }
    // One that is too long for the room is no short one.
    done += Math.max(1, count);
    start = end;
  }
  return made;
}

/** Notes down the bounds of as many messages as there is room for; gives how many those are. */
function taken(ends: ArrayLike<number>, from: number, start: number, words: Uint32Array): number {
  const most = Math.min(atOnce, ends.length - from);
  words[bounds / 4] = 0;
  let count = 0;
  while (count < most && (ends[from + count] as number) - start <= room) {
    count += 1;
    words[bounds / 4 + count] = (ends[from + count - 1] as number) - start;
  }
  return count;
}
