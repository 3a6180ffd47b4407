import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Delivered, Json, StreamEvent } from '../../../runtime/contract/index.ts';
import { lineOf } from './line.ts';
import { LineFile } from './line-file.ts';

/**
 * Appends events to a file of JSON lines, durable before they count as taken. A line that a crash cut off
 * is cut away, and what stands in the file already is not written again: each event is there once. A file that holds
 * another log's events takes none.
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
    const lines = await LineFile.of(file, size);
    if (lines.size < size) await file.truncate(lines.size);
    const last = await lines.last();
    await holdOneLog(lines, events, { last, name });
    const fresh = events.filter(({ index }) => index > last);
    await file.appendFile(fresh.map(lineOf).join(''));
    await file.sync();
    return { taken: events.length };
  } finally {
    await file.close();
  }
}

/**
 * @throws Error where the newest of the events that must be there already is not: a log that was begun anew, or put back,
 * counts its entries again, and its events would be left out as known
 */
async function holdOneLog(
  lines: LineFile,
  events: readonly StreamEvent[],
  { last, name }: { readonly last: number; readonly name: string },
): Promise<void> {
  const known = events.findLast(({ index }) => index <= last);
  if (known === undefined || `${await lines.find(known.index)}\n` === lineOf(known)) return;
  throw new Error(`\`${name}\` holds events of another log, or of another filter: move it away`);
}
