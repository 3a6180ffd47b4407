import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Hash, hashBytes, hashOf } from '../tree/hash.ts';

/** The leaf hashes of a log, as its `leaves` file lists them. */
export interface LeafList {
  /** How many whole hashes the file holds. */
  readonly size: number;
  /** The hash at an index below `size`. Reads a block at a time, so going in order is cheap. */
  at(index: number): Hash;
  /** Hashes from an index on, 32 bytes each, until the next call; all of them must be below `size`. */
  row(index: number, count: number): Buffer;
  /** How many hashes, 32 bytes each, are those that stand from an index on, until the first that is not. */
  agreeing(index: number, hashes: Buffer): number;
  close(): void;
}

const block = 512;

/** Opens a leaf list for reading; undefined when the file cannot be opened. */
export function openLeafList(file: string): LeafList | undefined {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    return undefined;
  }
  const size = Math.floor(fstatSync(fd).size / hashBytes);
  const bytes = Buffer.allocUnsafe(block * hashBytes);
  let loaded = -1;
  const fill = (into: Buffer, at: number): void => {
    for (let done = 0; done < into.length; ) {
      const got = readSync(fd, into, done, into.length - done, at + done);
      if (got === 0) throw new RangeError(`\`leaves\` ends before hash ${size}`);
      done += got;
    }
  };
  const load = (number: number): void => {
    const wanted = Math.min(block, size - number * block) * hashBytes;
    fill(bytes.subarray(0, wanted), number * block * hashBytes);
    loaded = number;
  };
  return {
    size,
    at: (index) => {
      const number = Math.floor(index / block);
      if (!(index >= 0 && index < size)) throw new RangeError(`no leaf ${index} of ${size}`);
      if (number !== loaded) load(number);
      const start = (index % block) * hashBytes;
      return hashOf(bytes.subarray(start, start + hashBytes));
    },
    row: (index, count) => {
      const within = index - loaded * block;
      if (loaded >= 0 && within >= 0 && within + count <= block) {
        return bytes.subarray(within * hashBytes, (within + count) * hashBytes);
      }
      const row = Buffer.allocUnsafe(count * hashBytes);
      fill(row, index * hashBytes);
      return row;
    },
    agreeing: (index, hashes) => {
      const count = Math.max(0, Math.min(hashes.length / hashBytes, size - index));
      const own = Buffer.allocUnsafe(count * hashBytes);
      fill(own, index * hashBytes);
      if (own.equals(hashes.subarray(0, own.length))) return count;
      let same = 0;
      const end = (): number => same + hashBytes;
      while (own.compare(hashes, same, end(), same, end()) === 0) same += hashBytes;
      return same / hashBytes;
    },
    close: () => closeSync(fd),
  };
}
