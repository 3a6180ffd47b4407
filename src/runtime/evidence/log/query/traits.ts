import type { Json } from '../../../../dsl/values/value.ts';
import type { EntryJson } from '../../../contract/records.ts';
import { levelOf } from '../../audit/level.ts';

/** Which words of an entry a query may ask for, one each. */
export const wordNames = [
  'kind',
  'session',
  'agent',
  'principal',
  'tenant',
  'tool',
  'call',
  'verdict',
  'level',
] as const;
export type WordName = (typeof wordNames)[number];

/** Which lists of an entry a query may ask for, any number of words each. */
export const tagNames = ['rule', 'label', 'code'] as const;
export type TagName = (typeof tagNames)[number];

/** What an entry is found by. */
export interface Traits {
  /** Milliseconds since the epoch; undefined where the entry has no time. */
  readonly at: number | undefined;
  readonly words: Readonly<Partial<Record<WordName, string>>>;
  readonly tags: Readonly<Record<TagName, readonly string[]>>;
}

/** What later entries take over from an earlier one. */
export type Inherited = Readonly<Partial<Record<WordName, string>>>;

/** What earlier entries said of sessions, calls and tickets. */
export interface Ancestry {
  get(of: 'session' | 'call' | 'ticket', id: string): Inherited | undefined;
  set(of: 'session' | 'call' | 'ticket', id: string, words: Inherited): void;
}

/** An ancestry in memory, for reading a log from its start. */
export function ancestry(): Ancestry {
  const known = new Map<string, Inherited>();
  return {
    get: (of, id) => known.get(`${of} ${id}`),
    set: (of, id, words) => void known.set(`${of} ${id}`, words),
  };
}

/**
 * What an entry is found by: its own words, then those of its ticket, its call and its session. Takes
 * entries in their order, and keeps what later ones will ask for.
 */
export function traitsOf(entry: EntryJson, known: Ancestry): Traits {
  const own = ownTraits(entry);
  const words: Partial<Record<WordName, string>> = { ...own.words };
  const ticket = ticketOf(entry);
  inherit(words, ticket === undefined ? undefined : known.get('ticket', ticket));
  if (words.call !== undefined) inherit(words, known.get('call', words.call));
  if (words.session !== undefined) inherit(words, known.get('session', words.session));
  keep(entry, words, known);
  return { ...own, words };
}

/** What an entry says of itself alone. */
export function ownTraits(entry: EntryJson): Traits {
  const fields = { ...bindingOf(entry), ...entry } as EntryJson;
  const words: Partial<Record<WordName, string>> = {};
  for (const name of wordNames) {
    const value = fields[name];
    if (typeof value === 'string') words[name] = value;
  }
  words.level = levelOf(entry);
  const opinions = Array.isArray(entry.opinions) ? (entry.opinions as readonly Json[]) : [];
  const at = typeof entry.at === 'string' ? Date.parse(entry.at) : Number.NaN;
  const said = (name: string): readonly string[] =>
    opinions.flatMap((one) => textsIn((one as EntryJson | null)?.[name]));
  return {
    at: Number.isNaN(at) ? undefined : at,
    words,
    tags: {
      rule: unique(said('rule')),
      label: unique(textsIn(entry.labels)),
      code: unique([...textsIn(entry.code), ...said('code')]),
    },
  };
}

/** Only what is asked for by others later on: permitted calls have outcomes, questions have answers. */
function keep(entry: EntryJson, words: Inherited, known: Ancestry): void {
  const { session, agent, principal, tenant, tool, call, kind, verdict } = words;
  const some = (of: Readonly<Partial<Record<WordName, string | undefined>>>): Inherited =>
    Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));
  if (kind === 'session' && session !== undefined) {
    known.set('session', session, some({ agent, principal, tenant }));
  }
  if (kind === 'decision' && call !== undefined && verdict !== 'forbid') {
    known.set('call', call, some({ session, tool, agent, principal, tenant }));
  }
  const ticket = ticketOf(entry);
  if (ticket !== undefined && bindingOf(entry) !== undefined) {
    known.set('ticket', ticket, some({ call, session, tool, agent, principal, tenant }));
  }
}

function inherit(words: Partial<Record<WordName, string>>, from: Inherited | undefined): void {
  for (const [name, value] of Object.entries(from ?? {})) {
    words[name as WordName] ??= value;
  }
}

function ticketOf(entry: EntryJson): string | undefined {
  const ticket = (entry.fact as EntryJson | undefined)?.ticket;
  return typeof ticket === 'string' ? ticket : undefined;
}

function bindingOf(entry: EntryJson): EntryJson | undefined {
  const binding = (entry.fact as EntryJson | undefined)?.binding;
  return typeof binding === 'object' && binding !== null ? (binding as EntryJson) : undefined;
}

const textsIn = (json: Json | undefined): readonly string[] => {
  const items = Array.isArray(json) ? (json as readonly Json[]) : [json];
  return items.filter((one): one is string => typeof one === 'string');
};

const unique = (texts: readonly string[]): readonly string[] =>
  texts.length < 2 ? texts : [...new Set(texts)];
