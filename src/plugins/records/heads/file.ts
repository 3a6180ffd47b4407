import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  fromBase64,
  type Hash,
  type Json,
  parseCheckpoint,
  type SentHead,
  verifyConsistency,
} from '../../../runtime/contract/index.ts';

/**
 * Keeps the newest head in a file, and refuses one that does not continue it: then the file stays as it
 * is and the head that was refused goes beside it as `….fork`. The two together prove what was done.
 */
export async function keepInFile(
  base: string,
  head: SentHead,
  args: readonly Json[],
): Promise<void> {
  const [name, ...rest] = args;
  if (typeof name !== 'string' || name === '' || rest.length > 0) {
    throw new Error('a file for heads takes one name, as a string');
  }
  const file = resolve(base, name);
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (before === head.note) return;
  if (before !== undefined && !(await continues(before, head))) {
    await put(`${file}.fork`, head.note);
    throw new Error(`the log does not continue the head kept in \`${name}\``);
  }
  await put(file, head.note);
}

async function continues(before: string, head: SentHead): Promise<boolean> {
  const [old, now] = [parseCheckpoint(before), parseCheckpoint(head.note)];
  if (old === undefined || now === undefined || old.origin !== now.origin) return false;
  if (old.size > now.size) return false;
  if (old.size === 0) return true;
  const path = (await head.since(old.size)).map((hash) => fromBase64(hash) as Hash);
  const claim = { oldSize: old.size, oldRoot: old.root, size: now.size, root: now.root, path };
  return verifyConsistency(claim);
}

/** Puts a text in the place of a file, whole or not at all, and durable with its name. */
export async function put(file: string, text: string, mode = 0o644): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const fresh = await open(`${file}.new`, 'w', mode);
  try {
    await fresh.writeFile(text);
    await fresh.sync();
  } finally {
    await fresh.close();
  }
  await rename(`${file}.new`, file);
  const names = await open(folder, 'r');
  try {
    await names.sync();
  } finally {
    await names.close();
  }
}
