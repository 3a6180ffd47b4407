import type { EntryJson } from '../../../contract/records.ts';
import { readKinds } from '../../log/read.ts';

/** A call that was permitted and whose end stands nowhere. */
export interface UnfinishedCall {
  /** Of the decision that permitted it. */
  readonly index: number;
  readonly call: string;
  readonly session: string;
  readonly tool: string;
}

/** Calls that were permitted and have no outcome so far: still under way, or cut off by a crash between the two entries. */
export interface Unfinished {
  readonly count: number;
  /** The first of them, at most 20. */
  readonly calls: readonly UnfinishedCall[];
}

const most = 20;

/** How many calls there are, and which come first. */
export function countOf(all: Iterable<UnfinishedCall>): Unfinished {
  const calls: UnfinishedCall[] = [];
  let count = 0;
  for (const one of all) {
    count += 1;
    if (calls.length < most) calls.push(one);
  }
  return { count, calls };
}

/** The call that an entry permits, of which an outcome is to come; undefined for all other entries. */
export function begunBy(index: number, entry: EntryJson): UnfinishedCall | undefined {
  const { kind, verdict, event, rehearsed, call, session, tool } = entry;
  // An event needs no outcome, and a rehearsal carries nothing out.
  if (kind !== 'decision' || verdict !== 'permit' || event === true || rehearsed === true) {
    return undefined;
  }
  const told = typeof call === 'string' && typeof session === 'string' && typeof tool === 'string';
  return told ? { index, call, session, tool } : undefined;
}

/**
 * The calls of a log in a folder that have no outcome, by their ids, in the order of their decisions. Reads the log
 * once and holds those that are under way.
 * @throws VakError VAK6111 when there is no log, VAK6108 when its entries cannot be read
 */
export async function unfinishedIn(folder: string): Promise<ReadonlyMap<string, UnfinishedCall>> {
  const open = new Map<string, UnfinishedCall>();
  for await (const entries of readKinds(folder, ['decision', 'outcome'])) {
    for (const { index, entry } of entries) {
      if (entry.kind === 'outcome') open.delete(String(entry.call));
      const begun = begunBy(index, entry);
      if (begun !== undefined) open.set(begun.call, begun);
    }
  }
  return open;
}
