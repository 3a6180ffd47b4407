import type { Plan } from '../../../dsl/plan/plan.ts';
import type { Json } from '../../../dsl/values/value.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { EntryJson } from '../../contract/records.ts';
import type { Place } from './commitment.ts';

/** Finds what of an entry is sensitive; undefined where nothing is. */
export type Sensitive = (entry: EntryJson) => readonly Place[] | undefined;

/** Where an entry says in words what it says in values too. */
const spoken = ['because', 'consent', 'message', 'opinions', 'stages', 'takes'] as const;
/** Shorter values are too common to be looked for in other texts. */
const shortest = 4;

/**
 * What a plan calls sensitive, in every entry that may hold it: the fields themselves, in arguments,
 * look-ups, results and context; every hash that is made over them; what a host answered to a tool's
 * code, what that code asked for and how it failed; and texts of reasons, counters and errors in which such a value stands. Undefined for a plan
 * that calls nothing sensitive.
 */
export function sensitiveBy({ audit }: Pick<Plan, 'audit'>): Sensitive | undefined {
  const paths = audit?.sensitive ?? [];
  if (paths.length === 0) return undefined;
  const below = (root: string): readonly (readonly string[])[] =>
    paths.flatMap(([first, ...path]) => (first === root ? [path] : []));
  const [args, result, context] = [below('args'), below('result'), below('context')];
  return (entry) => {
    const places: Place[] = [
      ...marked(entry.args, ['args'], args),
      ...marked(entry.written, ['written'], args),
      ...marked(entry.context, ['context'], context),
      ...marked(entry.result, ['result'], result),
      ...inLookups(entry.lookups, result),
    ];
    const hashed = places.some(({ path: [root] }) => root === 'args' || root === 'written');
    if (hashed) places.push(...marked(entry.hash, ['hash'], [[]]));
    if (entry.kind === 'outcome') places.push(...marked(entry.recorded, ['recorded'], [[]]));
    if (entry.kind === 'ticket') places.push(...inTicket(entry.fact));
    places.push(...mentions(entry, textsIn(places)));
    const known = new Set(places.map(({ path }) => path.join('.')));
    places.push(...inWords(entry).filter(({ path }) => !known.has(path.join('.'))));
    return places.length === 0 ? undefined : places;
  };
}

/** The values at some paths; one that leads through a value without parts means all of that. */
function marked(
  json: Json | undefined,
  at: readonly string[],
  paths: readonly (readonly string[])[],
): readonly Place[] {
  if (json === undefined) return [];
  const found = new Map<string, Place>();
  for (const path of paths) {
    for (const place of placesAt(json, at, path)) found.set(JSON.stringify(place.path), place);
  }
  const all = [...found.values()];
  return all.filter(({ path }) => !all.some((other) => isAbove(other.path, path)));
}

function placesAt(json: Json, at: readonly string[], path: readonly string[]): readonly Place[] {
  const [key, ...rest] = path;
  if (json === null || json === '[hidden]') return [];
  if (key === undefined || typeof json !== 'object') return [{ path: at, value: json }];
  if (Array.isArray(json)) {
    return json.flatMap((item: Json, n) => placesAt(item, [...at, String(n)], path));
  }
  const record = json as { readonly [key: string]: Json };
  if (!Object.hasOwn(record, key)) return [];
  return placesAt(record[key] as Json, [...at, key], rest);
}

const isAbove = (above: readonly string[], path: readonly string[]): boolean =>
  above.length < path.length && above.every((key, at) => key === path[at]);

/** What the code of a tool said, and what it asked its host for: it knows the values, and words them as it likes. */
function inWords({ kind, code, message, usage }: EntryJson): readonly Place[] {
  if (kind !== 'outcome' && kind !== 'lookup') return [];
  const said = code === refusalCodes.guestError ? marked(message, ['message'], [[]]) : [];
  return [...said, ...marked(usage, ['usage'], [['asked', 'what']])];
}

/** A look-up holds the result of the tool that it asks. */
function inLookups(
  lookups: Json | undefined,
  result: readonly (readonly string[])[],
): readonly Place[] {
  if (typeof lookups !== 'object' || lookups === null || Array.isArray(lookups)) return [];
  return Object.entries(lookups).flatMap(([name, json]) =>
    marked(json as Json, ['lookups', name], result),
  );
}

/** Digests over arguments, and over what a person was shown. */
function inTicket(fact: Json | undefined): readonly Place[] {
  const { binding } = (fact ?? {}) as { readonly binding?: Json };
  return marked(binding, ['fact', 'binding'], [['hash'], ['shown']]);
}

function textsIn(places: readonly Place[]): readonly string[] {
  const texts = new Set<string>();
  const walk = (json: Json): void => {
    if (typeof json === 'string' || typeof json === 'number') {
      const text = String(json);
      if (text.length >= shortest) texts.add(text);
    } else if (typeof json === 'object' && json !== null) Object.values(json).forEach(walk);
  };
  for (const { value } of places) walk(value);
  return [...texts];
}

/** Texts beside the values in which one of them stands. */
function mentions(entry: EntryJson, texts: readonly string[]): readonly Place[] {
  const places: Place[] = [];
  const walk = (json: Json, path: readonly string[]): void => {
    if (typeof json === 'string') {
      const escaped = json.includes('\\') ? json.replaceAll('\\"', '"') : json;
      if (texts.some((text) => json.includes(text) || escaped.includes(text))) {
        places.push({ path, value: json });
      }
    } else if (typeof json === 'object' && json !== null) {
      for (const [key, item] of Object.entries(json)) walk(item as Json, [...path, key]);
    }
  };
  for (const root of texts.length === 0 ? [] : spoken) {
    const said = entry[root];
    if (said !== undefined) walk(said, [root]);
  }
  return places;
}
