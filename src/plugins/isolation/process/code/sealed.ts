import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

// Bytes in files that only this host can have written: before them stands a code over them and over their
// name, made with a key that never leaves the state folder. What is altered, cut, renamed or from another
// host is no such file.

const keyBytes = 32;
const codeBytes = 32;
/** Modes mean something else on Windows. */
const othersBits = process.platform === 'win32' ? 0 : 0o077;

const codeOf = (key: Buffer, name: string, bytes: Buffer): Buffer =>
  createHmac('sha256', key).update(`${name.length}:${name}`).update(bytes).digest();

/** The file that holds some bytes under a name. */
export const seal = (key: Buffer, name: string, bytes: Buffer): Buffer =>
  Buffer.concat([codeOf(key, name, bytes), bytes]);

/** The bytes of such a file; undefined where the key did not seal it under that name. */
export function unseal(key: Buffer, name: string, file: Buffer): Buffer | undefined {
  if (file.length < codeBytes) return undefined;
  const bytes = file.subarray(codeBytes);
  const sound = timingSafeEqual(file.subarray(0, codeBytes), codeOf(key, name, bytes));
  return sound ? bytes : undefined;
}

/**
 * A file of at most so many bytes; undefined where there is none, or it is a link, a pipe, larger, or of a mode
 * with any bit of `mask`.
 */
export function readPlain(
  file: string,
  most: number,
  { mask = 0 }: { readonly mask?: number } = {},
): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    descriptor = openSync(file, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
    const seen = fstatSync(descriptor);
    const fits = seen.isFile() && seen.size <= most && (seen.mode & mask) === 0;
    return fits ? readFileSync(descriptor) : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The key in a file that its owner alone reads; undefined for any other. */
export function readKey(file: string): Buffer | undefined {
  const key = readPlain(file, keyBytes, { mask: othersBits });
  return key?.length === keyBytes ? key : undefined;
}

/** The key in a file, made where there is none. */
export async function keyIn(file: string): Promise<Buffer | undefined> {
  const known = readKey(file);
  if (known !== undefined) return known;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  await putNew(file, randomBytes(keyBytes), 'wx').catch(() => {});
  return readKey(file);
}

/** Replaces a file at once or not at all. */
export async function put(file: string, bytes: Buffer): Promise<void> {
  const fresh = `${file}.${process.pid}.new`;
  await rm(fresh, { force: true });
  try {
    await putNew(fresh, bytes, 'wx');
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

async function putNew(file: string, bytes: Buffer, flag: string): Promise<void> {
  const handle = await open(file, flag, 0o600);
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
}
