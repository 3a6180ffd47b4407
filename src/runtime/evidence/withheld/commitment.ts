import { Buffer } from 'node:buffer';
import { hash, randomBytes } from 'node:crypto';
import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { EntryJson, Withheld } from '../../contract/records.ts';

/** What stands in an entry in the place of a value that it only commits to. */
const withheldWord = '[withheld]';
/** What stands there once the value was erased on purpose. */
const forgottenWord = '[forgotten]';

/** SHA-256 over the salt's bytes and the value's canonical JSON, as hexadecimal digits. */
export const commitmentOf = ({ salt, value }: Pick<Withheld, 'salt' | 'value'>): string =>
  hash('sha256', Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(canonicalJson(value))]));

/** Whether a value is the one that an entry commits to at its pointer. */
const isCommitted = (entry: EntryJson, one: Withheld): boolean =>
  commitmentsIn(entry).get(one.pointer) === commitmentOf(one);

/** What an entry commits to: hexadecimal digits by JSON Pointer. */
export function commitmentsIn({ commitments }: EntryJson): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  if (typeof commitments !== 'object' || commitments === null) return all;
  for (const [pointer, made] of Object.entries(commitments)) {
    if (typeof made === 'string') all.set(pointer, made);
  }
  return all;
}

/**
 * Takes the values at some places out of an entry: each is replaced by a word, and the entry commits to
 * it with a salt of its own, so that nobody can try values against it. No place lies within another.
 */
export function withhold(
  entry: EntryJson,
  places: readonly Place[],
): { readonly entry: EntryJson; readonly withheld: readonly Withheld[] } {
  const withheld = places.map(({ path, value }) => ({
    pointer: pointerOf(path),
    salt: randomBytes(32).toString('hex'),
    value,
  }));
  let left: Json = entry;
  for (const { path } of places) left = replaced(left, path, withheldWord);
  const commitments = Object.fromEntries(withheld.map((one) => [one.pointer, commitmentOf(one)]));
  return { entry: { ...(left as EntryJson), commitments }, withheld };
}

/** A value and the keys that lead to it. */
export interface Place {
  readonly path: readonly string[];
  readonly value: Json;
}

/**
 * The entry with the values it commits to back in their places. A value that is not the committed one is
 * left out, as is one that was forgotten: the word that stands for it stays.
 */
export function putInPlace(entry: EntryJson, withheld: readonly Withheld[] | undefined): EntryJson {
  if (withheld === undefined || withheld.length === 0) return entry;
  let whole: Json = entry;
  for (const one of withheld) {
    if (isCommitted(entry, one)) whole = replaced(whole, pathOf(one.pointer), one.value);
  }
  return whole as EntryJson;
}

/** The entry as it is read once some of its values were forgotten: a word of its own stands there. */
export function markForgotten(entry: EntryJson, pointers: readonly string[]): EntryJson {
  let marked: Json = entry;
  for (const pointer of pointers) marked = replaced(marked, pathOf(pointer), forgottenWord);
  return marked as EntryJson;
}

function replaced(json: Json, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, key)) return json;
  if (Array.isArray(json)) {
    return json.map((item: Json, at) => (String(at) === key ? replaced(item, rest, value) : item));
  }
  const record = json as { readonly [key: string]: Json };
  return { ...record, [key]: replaced(record[key] as Json, rest, value) };
}

/** Keys as a JSON Pointer. */
const pointerOf = (path: readonly string[]): string =>
  path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const pathOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
