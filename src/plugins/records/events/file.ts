import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Delivered, Json, StreamEvent } from '../../../runtime/contract/index.ts';
import { lineOf } from './line.ts';

/**
 * Appends events to a file of JSON lines, durable before they count as taken. A line that a crash cut off
 * is cut away, and what stands in the file already is not written again: each event is there once.
 */
export async function appendTo(
  base: string,
  events: readonly StreamEvent[],
  args: readonly Json[],
): Promise<Delivered> {
  const [name, ...rest] = args;
  if (typeof name !== 'string' || name === '' || rest.length > 0) {
    throw new Error('a file for events takes one name, as a string');
  }
  const path = resolve(base, name);
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const tail = await tailOf(file, size);
    if (tail.whole < size) await file.truncate(tail.whole);
    const fresh = events.filter(({ index }) => index > tail.last);
    await file.appendFile(fresh.map(lineOf).join(''));
    await file.sync();
    return { taken: events.length };
  } finally {
    await file.close();
  }
}

const newline = 0x0a;
const step = 64 * 1024;

/** How much of a file is whole lines, and the index in the last of them; -1 where there is none. */
async function tailOf(
  file: Awaited<ReturnType<typeof open>>,
  size: number,
): Promise<{ readonly whole: number; readonly last: number }> {
  for (let length = Math.min(size, step); length > 0; length = Math.min(size, length * 4)) {
    const bytes = Buffer.alloc(length);
    await file.read(bytes, 0, length, size - length);
    const end = bytes.lastIndexOf(newline);
    const before = end <= 0 ? -1 : bytes.lastIndexOf(newline, end - 1);
    if (end >= 0 && (before >= 0 || length === size)) {
      const line = bytes.toString('utf8', before + 1, end);
      return { whole: size - length + end + 1, last: indexIn(line) };
    }
    if (length === size) return { whole: end < 0 ? 0 : end + 1, last: -1 };
  }
  return { whole: 0, last: -1 };
}

function indexIn(line: string): number {
  try {
    const { index } = JSON.parse(line) as { readonly index?: unknown };
    return typeof index === 'number' ? index : -1;
  } catch {
    return -1;
  }
}
