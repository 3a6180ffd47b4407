import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { logIn } from '../runtime/evidence/log/layout.ts';
import type { Difference } from '../runtime/evidence/replay/compare.ts';
import { type Part, type Replayed, replaying } from '../runtime/evidence/replay/replay-log.ts';
import { decideBy } from './decide-by.ts';

/** What came of deciding every call of a log again. */
export interface WholeReplay {
  /** How many decisions came out how. */
  readonly counts: { readonly yes: number; readonly no: number; readonly cannot: number };
  /** Those that came out otherwise, in the log's order. */
  readonly changed: readonly {
    readonly index: number;
    readonly call: string;
    readonly tool: string;
    readonly differences: readonly Difference[];
  }[];
  /** What is missing of the first hundred that cannot be decided again. */
  readonly missing: readonly { readonly index: number; readonly missing: readonly string[] }[];
}

/** What several threads share: each takes the next stretch of entries, up to an offset of their file. */
export interface Work {
  readonly folder: string;
  readonly bytes: number;
  /** The next stretch that nobody has taken, in memory that all of them see. */
  readonly next: Int32Array;
}

const nothing: WholeReplay = { counts: { yes: 0, no: 0, cannot: 0 }, changed: [], missing: [] };
const mostMissing = 100;
/** A shorter log is replayed here: threads would cost more than they save. */
const long = 16 * 1024 * 1024;
const mostThreads = 8;
/** How many entries a stretch has. */
const width = 1024;

/**
 * Decides every call of a log again under the plan that was in force, a long log in as many threads as
 * there are cores.
 * @param meanwhile what this thread is busy with: until it ends, others take its share of a long log
 * @throws VakError VAK6111 when there is no log, VAK6108 for a line that is no entry
 */
export async function replayWhole(
  folder: string,
  meanwhile?: Promise<unknown>,
): Promise<WholeReplay> {
  const ended = meanwhile?.catch(() => undefined);
  const bytes = await stat(logIn(folder).entries).then(
    ({ size }) => size,
    () => 0,
  );
  const of = Math.min(availableParallelism(), mostThreads);
  if (bytes >= long && of > 1) {
    const work = workOn(folder, bytes);
    const others = Array.from({ length: of - 1 }, () => inThread(work));
    const done = Promise.all(others).then(() => nothing);
    // This thread has all it needs in memory, and takes its share too, unless the others are done by then.
    const free = Promise.race([ended, done]);
    const own = free.then((first) => (first === nothing ? nothing : replayShare(work)));
    const parts = await Promise.all([own, ...others]).catch(() => undefined);
    if (parts !== undefined) return merged(parts);
    // Whatever a thread met is met here too, and named.
  }
  return counted(folder);
}

/** Work of which nobody has taken anything. */
export const workOn = (folder: string, bytes: number): Work => ({
  folder,
  bytes,
  next: new Int32Array(new SharedArrayBuffer(4)),
});

/** The share of one thread: whatever it comes to take while it reads the log, so that all end together. */
export function replayShare({ folder, bytes, next }: Work): Promise<WholeReplay> {
  let mine = -1;
  const isMine = (index: number): boolean => {
    const stretch = Math.floor(index / width);
    // Nobody is behind a stretch that is still to be taken, so each is taken by one that will read it.
    while (mine < stretch) mine = Atomics.add(next, 0, 1);
    return mine === stretch;
  };
  return counted(folder, { only: isMine, share: { bytes, isMine } });
}

async function counted(folder: string, part?: Part): Promise<WholeReplay> {
  const counts = { yes: 0, no: 0, cannot: 0 };
  const changed: WholeReplay['changed'][number][] = [];
  const missing: WholeReplay['missing'][number][] = [];
  const count = ({ index, same, entry, differences, missing: lacking }: Replayed): void => {
    counts[same] += 1;
    if (same === 'no') changed.push({ index, call: entry.call, tool: entry.tool, differences });
    if (same === 'cannot' && missing.length < mostMissing)
      missing.push({ index, missing: lacking });
  };
  for await (const _ of replaying(folder, decideBy, count, part));
  return { counts, changed, missing };
}

function merged(parts: readonly WholeReplay[]): WholeReplay {
  const sum = (of: keyof WholeReplay['counts']): number =>
    parts.reduce((all, { counts }) => all + counts[of], 0);
  const byIndex = (a: { readonly index: number }, b: { readonly index: number }): number =>
    a.index - b.index;
  return {
    counts: { yes: sum('yes'), no: sum('no'), cannot: sum('cannot') },
    changed: parts.flatMap(({ changed }) => changed).sort(byIndex),
    missing: parts
      .flatMap(({ missing }) => missing)
      .sort(byIndex)
      .slice(0, mostMissing),
  };
}

function inThread(work: Work): Promise<WholeReplay> {
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const thread = new Worker(new URL(`./replay-thread.${suffix}`, import.meta.url), {
    workerData: work,
  });
  return new Promise((resolve, reject) => {
    thread.on('message', resolve);
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error('a thread of the replay ended early')));
  });
}
