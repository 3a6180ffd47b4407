import type { AuditQuery, Recorded } from '../../../contract/records.ts';
import {
  ancestry,
  ownTraits,
  type TagName,
  type Traits,
  traitsOf,
  type WordName,
} from './traits.ts';

/** A query's lists of words, by what they ask for. */
export const wordsAsked: readonly (readonly [WordName, keyof AuditQuery])[] = [
  ['kind', 'kinds'],
  ['session', 'sessions'],
  ['agent', 'agents'],
  ['principal', 'principals'],
  ['tenant', 'tenants'],
  ['tool', 'tools'],
  ['call', 'calls'],
  ['verdict', 'verdicts'],
  ['level', 'levels'],
];

/** A query's lists of tags, by what they ask for. */
export const tagsAsked: readonly (readonly [TagName, keyof AuditQuery])[] = [
  ['rule', 'rules'],
  ['label', 'labels'],
  ['code', 'codes'],
];

/** Whether an entry at an index is one of those that a query asks for, its limit aside. */
export function selects(query: AuditQuery, index: number, traits: Traits): boolean {
  const { from = 0, to = Number.POSITIVE_INFINITY } = query;
  if (index < from || index >= to) return false;
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = query;
  const timed = query.since !== undefined || query.until !== undefined;
  if (timed && (traits.at === undefined || traits.at < since || traits.at >= until)) return false;
  return (
    wordsAsked.every(([name, key]) => {
      const asked = query[key] as readonly string[] | undefined;
      const word = traits.words[name];
      return asked === undefined || (word !== undefined && asked.includes(word));
    }) &&
    tagsAsked.every(([name, key]) => {
      const asked = query[key] as readonly string[] | undefined;
      return asked === undefined || traits.tags[name].some((tag) => asked.includes(tag));
    })
  );
}

/** Whether what an entry says of itself rules out that a query asks for it. */
export function contradicts(query: AuditQuery, { index, entry }: Recorded): boolean {
  const own = ownTraits(entry);
  const silent = wordsAsked.filter(([name]) => own.words[name] === undefined);
  const unsaid = new Set<string>(silent.map(([, key]) => key));
  const asked = Object.entries(query).filter(([key]) => !unsaid.has(key));
  return !selects(Object.fromEntries(asked) as AuditQuery, index, own);
}

/**
 * The entries that a query asks for, by reading a log from its start: for logs without an index. Holds
 * a few words for each call; and all that was found, where the newest are wanted first.
 *
 * @example
 * const entries = (async function* () {
 *   yield { index: 0, entry: { kind: 'decision', verdict: 'forbid' } };
 * })();
 * for await (const { index } of selectFrom(entries, { verdicts: ['forbid'] })) found.push(index);
 */
export async function* selectFrom(
  entries: AsyncIterable<Recorded>,
  query: AuditQuery,
): AsyncGenerator<Recorded, void> {
  const { limit = Number.POSITIVE_INFINITY, newest = false } = query;
  if (!(limit > 0)) return;
  const known = ancestry();
  const last: Recorded[] = [];
  let count = 0;
  for await (const one of entries) {
    if (!selects(query, one.index, traitsOf(one.entry, known))) continue;
    if (newest) {
      last.push(one);
      if (last.length > limit) last.shift();
      continue;
    }
    yield one;
    count += 1;
    if (count >= limit) return;
  }
  yield* last.reverse();
}
