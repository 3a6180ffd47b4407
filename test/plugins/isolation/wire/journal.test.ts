import fc from 'fast-check';
import { expect, test } from 'vitest';
import { journalBytes } from '../../../../src/plugins/isolation/limits.ts';
import {
  fitsJournal,
  layRecord,
  overlap,
  recordsOf,
} from '../../../../src/plugins/isolation/wire/journal.ts';

const frames = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 20 });

/** Writes one batch over what is in the journal already, as a child does. */
function write(journal: Buffer, bodies: readonly Uint8Array[]): void {
  const record = Buffer.alloc(journalBytes);
  let at = 0;
  for (const body of bodies) {
    const around = Buffer.concat([Buffer.alloc(7), body, Buffer.alloc(5)]);
    if (!fitsJournal(body.length, at)) return;
    const size = layRecord(record, around, 7, 7 + body.length);
    journal.set(record.subarray(0, size), at);
    at += size - overlap;
  }
}
const read = (journal: Buffer): string[] =>
  [...recordsOf(journal)].map(([from, to]) => journal.toString('hex', from, to));
const hex = (bodies: readonly Uint8Array[]): string[] =>
  bodies.map((body) => Buffer.from(body).toString('hex'));

test('what was written down last is read, whatever was written before', () => {
  fc.assert(
    fc.property(frames, frames, (first, last) => {
      const journal = Buffer.alloc(journalBytes);
      write(journal, first);
      if (last.length > 0) write(journal, last);
      expect(read(journal)).toEqual(hex(last.length > 0 ? last : first));
    }),
  );
});

test('of one that is being written to, or spoilt, whole frames are read or none', () => {
  const place = fc.tuple(fc.nat(6000), fc.integer({ min: 1, max: 255 }));
  fc.assert(
    fc.property(frames, place, (bodies, [at, by]) => {
      const journal = Buffer.alloc(journalBytes);
      write(journal, bodies);
      journal[at] = (journal[at] as number) ^ by;
      const got = read(journal);
      expect(hex(bodies).slice(0, got.length)).toEqual(got);
    }),
  );
});
