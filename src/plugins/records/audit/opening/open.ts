import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import {
  type Checkpoint,
  canonicalJson,
  type EntryJson,
  type LogLayout,
  leafHash,
  logIn,
  parseCheckpoint,
  planFile,
  type RecoveredEntry,
  readLines,
  Sealer,
  type Signer,
  type SigningKey,
  signCheckpoint,
  TreeRange,
  VakError,
} from '../../../../runtime/contract/index.ts';
import { type Disk, type DiskFile, replaceFile } from '../disk/disk.ts';
import { Batch } from '../sealing/batch.ts';
import { Heads } from '../writing/heads.ts';
import type { Marks } from '../writing/marks.ts';
import { WithheldFiles } from '../writing/withheld.ts';
import { headOf, identify } from './identity.ts';
import type { Lock } from './lock.ts';
import { recover } from './recover.ts';

/** What it takes to open a log. */
export interface Opening {
  readonly disk: Disk;
  readonly folder: string;
  readonly key: () => Promise<SigningKey>;
  /** The key that a rotation under way hands over to; undefined when there is none. */
  readonly next?: () => Promise<SigningKey | undefined>;
  readonly lock: (file: string) => Promise<Lock>;
  /** The plan in force: its digest and its canonical meaning, and the whole of it with its places. */
  readonly plan?: {
    readonly digest: string;
    readonly meaning: string;
    readonly whole?: { readonly digest: string; readonly text: string };
  };
  readonly now: () => number;
  /** How far apart signed heads are at least; 0 signs as fast as the disk lets it. */
  readonly pauseMs: number;
  /** Makes tiles up to the signed head; without it, none are made. They can be made at any time. */
  readonly tiles?: (folder: string) => Promise<void>;
}

/** A log that is open for writing, all of it durable and checked. */
export interface OpenLog {
  readonly disk: Disk;
  readonly layout: LogLayout;
  readonly signer: Signer;
  readonly entries: DiskFile;
  readonly heads: Heads;
  readonly marks: Marks;
  readonly withheld: WithheldFiles;
  readonly sealer: Sealer;
  readonly size: number;
  readonly bytes: number;
  /** Makes what can be made anew from the log, as far as the disk lets it; never rejects. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a log for one writer, or makes a new one. What an unclean end left is mended and put on record
 * as an entry of kind `recovered`: nobody had signed those entries until now.
 * @param failed hears when a head could not be signed later on
 * @param told hears of each head that was signed
 * @throws VakError VAK6108, VAK6109 or VAK6110; then nothing stays open or locked.
 */
export async function openLog(
  opening: Opening,
  failed: (cause: unknown) => void,
  told?: (note: string) => void,
): Promise<OpenLog> {
  const { disk, folder } = opening;
  const layout = logIn(folder);
  await disk.makeFolder(layout.plans);
  const lock = await opening.lock(layout.lock);
  const open: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    const closed = await Promise.allSettled(open.splice(0).map((one) => one.close()));
    lock.release();
    for (const one of closed) if (one.status === 'rejected') throw one.reason;
  };
  const opened = async (file: string): Promise<DiskFile> => {
    const made = await disk.open(file);
    open.push(made);
    return made;
  };
  try {
    const { signer, keys } = await identify(opening, layout);
    const [entries, leaves] = [await opened(layout.entries), await opened(layout.leaves)];
    // Their names must last even where an earlier start left a head and no more.
    await disk.syncFolder(folder);
    const head =
      (await headOf(disk, layout, signer, keys)) ?? (await begin(disk, layout, entries, signer));
    await keepPlan(opening, layout);
    const { range, marks, bytes, ...found } = await recover(entries, leaves, head);
    const { pauseMs } = opening;
    const sealer = new Sealer();
    const parts = { disk, layout, leaves, signer, range, sealer, pauseMs, failed, told };
    const heads = new Heads(parts);
    const batch = noteOf(opening, { ...found, signed: head.size, kept: range.size - head.size });
    const withheld = new WithheldFiles(disk, layout);
    open.push(sealer, withheld);
    const forgetting = await withheld.interrupted();
    if (forgetting !== undefined && !(await holds(entries, bytes, forgetting))) {
      batch.add(forgetting);
    }
    await entries.write(batch.bytes, bytes);
    await entries.sync();
    if (forgetting !== undefined) await withheld.erase(forgetting);
    await withheld.settle(range.size);
    marks.add(range.size, bytes, batch.ends);
    const total = range.size + batch.count;
    await heads.sign(batch.seal().hashes);
    const length = bytes + batch.bytes.length;
    const settle = async (): Promise<void> => opening.tiles?.(folder).catch(() => undefined);
    const made = { disk, layout, signer, entries, heads, marks, withheld, sealer };
    return { ...made, size: total, bytes: length, settle, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

/** Whether an entry is in the log already, by its hash. */
async function holds(entries: DiskFile, bytes: number, entry: EntryJson): Promise<boolean> {
  const wanted = leafHash(Buffer.from(canonicalJson(entry)));
  for await (const lines of readLines(entries, 0, bytes)) {
    if (lines.some(({ leaf }) => leaf === wanted)) return true;
  }
  return false;
}

/** Signs the head of a log without entries. */
async function begin(
  disk: Disk,
  layout: LogLayout,
  entries: DiskFile,
  signer: Signer,
): Promise<Checkpoint> {
  if ((await entries.size()) > 0) {
    throw new VakError(
      'VAK6108',
      `\`${layout.checkpoint}\` is missing, so the log cannot be checked`,
    );
  }
  const text = signCheckpoint({ size: 0, root: new TreeRange().root() }, signer);
  await replaceFile(disk, layout.checkpoint, Buffer.from(text));
  return parseCheckpoint(text) as Checkpoint;
}

async function keepPlan({ disk, plan }: Opening, layout: LogLayout): Promise<void> {
  if (plan === undefined) return;
  await keep(disk, layout, plan.digest, plan.meaning);
  if (plan.whole !== undefined) await keep(disk, layout, plan.whole.digest, plan.whole.text);
}

async function keep(disk: Disk, layout: LogLayout, digest: string, text: string): Promise<void> {
  const file = planFile(layout, digest);
  const content = Buffer.from(text);
  if (file === undefined || `sha256:${hash('sha256', content)}` !== digest) {
    throw new VakError('VAK6105', `${digest} is not the digest of the plan in force`);
  }
  const there = await disk.load(file);
  if (there === undefined || !there.equals(content)) await replaceFile(disk, file, content);
}

/** What was found beyond the signed head, as a batch of one entry; of none when all was in order. */
function noteOf(opening: Opening, found: Omit<RecoveredEntry, 'v' | 'kind' | 'at'>): Batch {
  const batch = new Batch();
  if (found.kept === 0 && found.cut === 0 && !found.mended) return batch;
  const at = new Date(opening.now()).toISOString();
  batch.add({ v: 1, kind: 'recovered', at, ...found });
  return batch;
}
