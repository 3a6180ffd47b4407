import { Buffer } from 'node:buffer';
import {
  bytesOf,
  type Checkpoint,
  hashBytes,
  isEntry,
  type Line,
  readLines,
  TreeRange,
  VakError,
} from '../../../../runtime/contract/index.ts';
import type { DiskFile } from '../disk/disk.ts';
import { Marks } from '../writing/marks.ts';

/** What an earlier writer left, made fit to go on. */
export interface Recovered {
  readonly range: TreeRange;
  readonly marks: Marks;
  /** The length of the whole entries. */
  readonly bytes: number;
  /** Bytes behind the last whole entry that were cut off. */
  readonly cut: number;
  /** Whether leaf hashes below the signed head had to be written anew. */
  readonly mended: boolean;
}

/**
 * Reads a log that someone wrote before and holds it against its signed head. Whole entries behind the
 * head are kept, for they may have been acknowledged; from the first line on that is none, all is cut
 * off, for it cannot have been: a line is acknowledged after the sync of all before it. The cut is durable
 * when this resolves: else a power cut could leave what is written next before the end of what was cut off,
 * as one line. Leaf hashes are brought up to date, durably with the next sync of their file.
 * @throws VakError VAK6108 when entries that the head covers are missing or others.
 */
export async function recover(
  entries: DiskFile,
  leaves: DiskFile,
  head: Checkpoint,
): Promise<Recovered> {
  const range = new TreeRange();
  const marks = new Marks();
  const length = await entries.size();
  let [bytes, mended, whole] = [0, false, true];
  let agrees = head.size === 0 && range.root() === head.root;
  for await (const lines of readLines(entries, 0, length)) {
    const kept = keep(lines, Math.max(0, head.size - range.size));
    mended = (await listLeaves(leaves, kept, range.size, head.size)) || mended;
    marks.add(
      range.size,
      bytes,
      kept.map(({ end }) => end - bytes),
    );
    for (const { leaf } of kept) {
      range.append(leaf);
      if (range.size === head.size) agrees = range.root() === head.root;
    }
    bytes = kept.at(-1)?.end ?? bytes;
    whole = kept.length === lines.length;
    if (!whole) break;
  }
  if (!agrees) throw contradiction(range.size, head.size);
  if (bytes < length) await entries.truncate(bytes);
  // Nor need the last writer's own cut be durable.
  await entries.sync();
  if ((await leaves.size()) !== range.size * hashBytes) {
    await leaves.truncate(range.size * hashBytes);
  }
  return { range, marks, bytes, cut: length - bytes, mended };
}

/** The lines up to the first that is no entry. The first `signed` are the root's to judge. */
function keep(lines: readonly Line[], signed: number): readonly Line[] {
  for (let at = signed; at < lines.length; at += 1) {
    if (!isEntry(lines[at] as Line)) return lines.slice(0, at);
  }
  return lines;
}

/** Writes the hashes of lines where the list does not have them; true when signed ones were wrong. */
async function listLeaves(
  leaves: DiskFile,
  lines: readonly Line[],
  first: number,
  signed: number,
): Promise<boolean> {
  const right = Buffer.concat(lines.map(({ leaf }) => bytesOf(leaf)));
  const found = Buffer.alloc(right.length);
  for (let done = 0; done < found.length; ) {
    const read = await leaves.read(found.subarray(done), first * hashBytes + done);
    if (read === 0) break;
    done += read;
  }
  if (found.equals(right)) return false;
  await leaves.write(right, first * hashBytes);
  const covered = Math.max(0, Math.min(lines.length, signed - first)) * hashBytes;
  return !found.subarray(0, covered).equals(right.subarray(0, covered));
}

function contradiction(found: number, signed: number): VakError {
  const what =
    found < signed
      ? `it has ${found} whole entries, but its head was signed over ${signed}`
      : 'its entries are not those that were signed';
  return new VakError('VAK6108', `the log contradicts its signed head: ${what}`);
}
