import type { AuditQuery, EntryJson, Recorded } from '../../contract/records.ts';

/** Finds entries of a log. */
export type Find = (query: AuditQuery) => AsyncIterable<Recorded>;

/**
 * The entry that one belongs to: a look-up, an outcome or a ticket to its call's decision; a decision to that of the call whose
 * code asked for it, else to its session; a session to the one that handed on, else to the start of its
 * runtime; a note to what the host says. Undefined for a start, and for what belongs to nothing.
 */
export async function parentOf(find: Find, one: Recorded): Promise<Recorded | undefined> {
  const { index, entry } = one;
  const before = (query: AuditQuery): Promise<Recorded | undefined> =>
    first(find({ ...query, to: index, newest: true, limit: 1 }));
  const { kind, session } = entry;
  const call = entry.call ?? binding(entry)?.call;
  if (typeof entry.parent === 'number') {
    return first(find({ from: entry.parent, to: entry.parent + 1 }));
  }
  if (kind === 'ticket') {
    const asked = typeof call === 'string' ? call : await callOf(find, one);
    return asked === undefined ? undefined : before({ kinds: ['decision'], calls: [asked] });
  }
  if (kind === 'lookup' && typeof call === 'string') {
    return first(find({ kinds: ['decision'], calls: [call], from: index, limit: 1 }));
  }
  if (kind !== 'decision' && typeof call === 'string') {
    return before({ kinds: ['decision'], calls: [call] });
  }
  const caller = (entry.caller as EntryJson | undefined)?.call;
  if (typeof caller === 'string') return before({ kinds: ['decision'], calls: [caller] });
  const handed = (entry.from as EntryJson | undefined)?.sessions;
  const from = Array.isArray(handed) ? handed.at(-1) : undefined;
  if (kind === 'session' && typeof from === 'string') {
    return before({ kinds: ['session'], sessions: [from] });
  }
  if (kind !== 'session' && typeof session === 'string') {
    return before({ kinds: ['session'], sessions: [session] });
  }
  return kind === 'start' ? undefined : before({ kinds: ['start'] });
}

const binding = (entry: EntryJson): EntryJson | undefined =>
  (entry.fact as EntryJson | undefined)?.binding as EntryJson | undefined;

/** The call that a ticket's answer or use is about. */
async function callOf(find: Find, { index, entry }: Recorded): Promise<string | undefined> {
  const ticket = (entry.fact as EntryJson | undefined)?.ticket;
  for await (const one of find({ kinds: ['ticket'], to: index, newest: true })) {
    const fact = one.entry.fact as EntryJson | undefined;
    const call = binding(one.entry)?.call;
    if (fact?.ticket === ticket && typeof call === 'string') return call;
  }
  return undefined;
}

async function first(entries: AsyncIterable<Recorded>): Promise<Recorded | undefined> {
  for await (const one of entries) return one;
  return undefined;
}
