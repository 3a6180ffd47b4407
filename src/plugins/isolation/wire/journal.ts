import { journalBytes } from '../limits.ts';

// A file in memory in which a child writes down what it has not yet sent: frames of replies, one behind
// the other from its beginning, each after a checksum, and a frame of no length behind the last. Whoever
// reads it while it is written to, or after the writer died, finds whole frames or none.

/** A checksum and a length before each body. */
const before = 8;

/** How much of a record the next one is written over. */
export const overlap = before;

/** Whether a body of so many bytes has a place behind the first `at` bytes of a journal. */
export const fitsJournal = (size: number, at: number): boolean =>
  at + size + 2 * before <= journalBytes;

/** Lays the body between two offsets out as it stands in a journal, and says how many bytes that takes. */
export function layRecord(record: Buffer, bytes: Buffer, from: number, to: number): number {
  const end = before + to - from;
  record.writeUInt32BE(to - from, 4);
  bytes.copy(record, before, from, to);
  record.writeUInt32BE(checksum(record, 4, end), 0);
  record.writeUInt32BE(0, end);
  record.writeUInt32BE(0, end + 4);
  return end + before;
}

/** The bodies of the whole frames of a journal, from first to last. */
export function* recordsOf(bytes: Buffer): Generator<readonly [from: number, to: number]> {
  for (let at = 0; at + before <= bytes.length; ) {
    const size = bytes.readUInt32BE(at + 4);
    const end = at + before + size;
    if (size === 0 || end > bytes.length) return;
    if (checksum(bytes, at + 4, end) !== bytes.readUInt32BE(at)) return;
    yield [at + before, end];
    at = end;
  }
}

/** FNV-1a: it tells a whole frame from one half written, and no more is asked of it. */
function checksum(bytes: Buffer, from: number, to: number): number {
  let sum = 0x811c9dc5;
  for (let at = from; at < to; at += 1) sum = Math.imul(sum ^ (bytes[at] as number), 0x01000193);
  return sum >>> 0;
}
