import { Buffer } from 'node:buffer';
import {
  parseCheckpoint,
  rotationFile,
  type SigningKey,
  signCheckpoint,
  signHandover,
} from '../../../../runtime/contract/index.ts';
import { replaceFile } from '../disk/disk.ts';
import { Batch } from '../sealing/batch.ts';
import { type Opening, openLog } from './open.ts';

/** From which key to which, by their ids, and how many entries the old one signed. */
export interface Rotated {
  readonly from: string;
  readonly to: string;
  readonly size: number;
}

/**
 * Hands a log over to another key, which must be durable where `opening.next` finds it. The old key signs
 * a last entry that says so and a head over it, then both sign the hand-over: from that moment on, the
 * log is the new key's, and an opening brings what is left to its end: where an earlier rotation to this key was cut short
 * there, that is all that is done, and undefined is given.
 * @throws VakError as `openLog` does: the log must not be open elsewhere
 */
export async function rotate(opening: Opening, key: SigningKey): Promise<Rotated | undefined> {
  let failure: unknown;
  const log = await openLog(opening, (cause) => {
    failure = cause;
  });
  try {
    const { disk, layout, signer: old } = log;
    const next = key.as(old.name);
    if (next.id === old.id) return undefined;
    const batch = new Batch();
    const at = new Date(opening.now()).toISOString();
    batch.add({ v: 1, kind: 'rotated', at, from: old.id, to: next.id });
    await log.entries.writeThrough(batch.bytes, log.bytes);
    await log.heads.sign(batch.seal().hashes);
    const head = parseCheckpoint((await disk.load(layout.checkpoint))?.toString('utf8') ?? '');
    if (head === undefined || failure !== undefined) throw failure;
    await disk.makeFolder(layout.rotations);
    let number = 1;
    while ((await disk.load(rotationFile(layout, number))) !== undefined) number += 1;
    const note = signHandover(head, old, next);
    await replaceFile(disk, rotationFile(layout, number), Buffer.from(note));
    await replaceFile(disk, layout.key, Buffer.from(`${next.text}\n`));
    await replaceFile(disk, layout.checkpoint, Buffer.from(signCheckpoint(head, next)));
    return { from: old.id, to: next.id, size: head.size };
  } finally {
    await log.close();
  }
}
