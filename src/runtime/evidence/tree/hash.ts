import { Buffer } from 'node:buffer';
import { hash as digest } from 'node:crypto';
import { hashedTogether, isShort } from './lanes/lanes.ts';

declare const sha256: unique symbol;

/**
 * A SHA-256 value as 32 Latin-1 characters. Two are equal when `===` says so, and making one costs
 * half of what a Buffer costs.
 */
export type Hash = string & { readonly [sha256]: true };

/** The length of a hash in bytes. */
export const hashBytes = 32;

const line = 0x0a;
const pair = Buffer.alloc(1 + 2 * hashBytes);
pair[0] = 1;

const sha = (bytes: Uint8Array | string): Hash => digest('sha256', bytes, 'binary') as Hash;

/** The root of the tree without leaves. */
export const emptyRoot: Hash = sha('');

/** Leaves up to its length are hashed through one buffer. */
const room = Buffer.alloc(1 + 8 * 1024);

/** The hash of a leaf: SHA-256 over 0x00 and the bytes. */
export const leafHash = (bytes: Buffer): Hash => leafHashOf(bytes, 0, bytes.length);

/** The leaf hash of `bytes[start, end)`. The bytes are left alone: they may be on their way to a disk. */
export const leafHashOf = (bytes: Buffer, start: number, end: number): Hash =>
  sha(leafOf(bytes, start, end));

function leafOf(bytes: Buffer, start: number, end: number): Buffer {
  const length = 1 + end - start;
  const prefixed = length <= room.length ? room : Buffer.allocUnsafe(length);
  prefixed[0] = 0;
  bytes.copy(prefixed, 1, start, end);
  return prefixed.subarray(0, length);
}

/**
 * The leaf hashes of many lines, 32 bytes each, by where each ends with its line's end; undefined where they
 * are better hashed one by one. The bytes are left alone.
 */
export function leafHashes(
  bytes: Buffer,
  ends: ArrayLike<number>,
): Uint8Array<ArrayBuffer> | undefined {
  const made = hashedTogether({ prefix: 0, bytes, ends, trim: 1 });
  if (made === undefined) return undefined;
  for (let at = 0, start = 0; at < ends.length; at += 1) {
    const end = ends[at] as number;
    if (!isShort(end - 1 - start)) {
      const leaf = sha(leafOf(bytes, start, end - 1));
      Buffer.from(made.buffer).write(leaf, at * hashBytes, 'latin1');
    }
    start = end;
  }
  return made;
}

/**
 * The leaf hash of `bytes[start, end)` without a copy. The byte before `start` must be a line's end: it
 * is borrowed for the prefix and put back.
 */
export function leafHashWithin(bytes: Buffer, start: number, end: number): Hash {
  bytes[start - 1] = 0;
  const leaf = sha(bytes.subarray(start - 1, end));
  bytes[start - 1] = line;
  return leaf;
}

/** The hash of an inner node: SHA-256 over 0x01 and both children. */
export function nodeHash(left: Hash, right: Hash): Hash {
  pair.write(left, 1, hashBytes, 'latin1');
  pair.write(right, 1 + hashBytes, hashBytes, 'latin1');
  return sha(pair);
}

/** A node's prefix and children, which lie where words of four bytes can be copied to. */
const laid = new ArrayBuffer(4 + 2 * hashBytes);
const laidNode = new Uint8Array(laid, 3);
const laidChildren = new Int32Array(laid, 4);
laidNode[0] = 1;

/** The hashes of the nodes over a row of hashes, 32 bytes each, two by two; one that is left over is not looked at. */
export function rowAbove(row: Uint8Array): Buffer {
  const ends = new Uint32Array(row.length / (2 * hashBytes));
  for (let at = 0; at < ends.length; at += 1) ends[at] = (at + 1) * 2 * hashBytes;
  const together = hashedTogether({ prefix: 1, bytes: row, ends, trim: 0 });
  return together === undefined ? rowOneByOne(row) : Buffer.from(together.buffer);
}

function rowOneByOne(row: Uint8Array): Buffer {
  const aligned = row.byteOffset % 4 === 0 ? row : new Uint8Array(row);
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
  const made: string[] = [];
  const each = laidChildren.length;
  for (let from = 0; from + each <= words.length; from += each) {
    for (let at = 0; at < each; at += 1) laidChildren[at] = words[from + at] as number;
    made.push(sha(laidNode));
  }
  return Buffer.from(made.join(''), 'latin1');
}

/** A hash from its 32 bytes. Throws a RangeError for any other length. */
export function hashOf(bytes: Uint8Array): Hash {
  if (bytes.length !== hashBytes) throw new RangeError(`a hash of ${bytes.length} bytes`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1') as Hash;
}

/** The 32 bytes of a hash. */
export const bytesOf = (hash: Hash): Buffer => Buffer.from(hash, 'latin1');

/** A hash as 64 lower-case hexadecimal digits. */
export const hexOf = (hash: Hash): string => bytesOf(hash).toString('hex');

/** A hash as standard base64. */
export const base64Of = (hash: Hash): string => bytesOf(hash).toString('base64');

/** The hash that standard base64 spells; undefined for any other text, unusual paddings included. */
export function fromBase64(text: string): Hash | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== hashBytes || bytes.toString('base64') !== text) return undefined;
  return hashOf(bytes);
}
