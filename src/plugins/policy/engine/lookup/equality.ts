import type { Evaluation, Facts, PathValue, Value } from '../../../../runtime/contract/index.ts';
import { otherReading, readScalar, unknown } from '../../../../runtime/contract/index.ts';
import type { Rule } from '../rule.ts';
import type { Lookup } from './lookup.ts';

type Kind = 'string' | 'number' | 'boolean' | 'path' | 'url' | 'host' | 'email' | 'command';
type Word = string | number | boolean;

/** A rule, and the values one of which its fact must equal. */
export interface Wanted {
  readonly rule: Rule;
  readonly values: readonly Value[];
}

/** For facts of one kind: which rules a word leads to, and those that no word can rule out. */
interface Table {
  readonly byWord: ReadonlyMap<Word, readonly Rule[]>;
  readonly always: readonly Rule[];
}

/**
 * Finds rules by the value one fact must equal. A fact that is unknown, or of a kind that equality does
 * not settle by words, leads to every rule. Tables are made when a kind is first met.
 */
export function equalityLookup(read: Evaluation, wanted: readonly Wanted[]): Lookup {
  const tables = new Map<Kind, Table>();
  const all = wanted.map(({ rule }) => rule);
  return {
    collect(facts: Facts, into: Rule[]): void {
      const value = read(facts);
      const kind = value === unknown ? undefined : kindOf(value);
      if (kind === undefined) {
        for (const rule of all) into.push(rule);
        return;
      }
      let table = tables.get(kind);
      if (table === undefined) {
        table = tableFor(kind, wanted);
        tables.set(kind, table);
      }
      for (const rule of table.byWord.get(wordOf(value as Value)) ?? none) into.push(rule);
      const other = otherWord(value as Value);
      if (other !== undefined) for (const rule of table.byWord.get(other) ?? none) into.push(rule);
      for (const rule of table.always) into.push(rule);
    },
  };
}

const none: readonly Rule[] = [];

function kindOf(value: Value): Kind | undefined {
  const plain = typeof value;
  if (plain === 'string' || plain === 'number' || plain === 'boolean') return plain;
  return typeof value === 'object' && 'text' in value ? value.kind : undefined;
}

/** The word a wanted value is filed under, and a fact is looked up by. */
function wordOf(value: Value): Word {
  if (typeof value !== 'object' || !('text' in value)) return value as Word;
  return value.kind === 'url' ? otherReading(value.text) : value.text;
}

/** The second word of a path inside its root: relative ones in the source are met by it. */
const otherWord = (value: Value): Word | undefined =>
  isPath(value) && value.shown !== value.text ? value.shown : undefined;

const isPath = (value: Value): value is PathValue =>
  typeof value === 'object' && 'kind' in value && value.kind === 'path';

function tableFor(kind: Kind, wanted: readonly Wanted[]): Table {
  const byWord = new Map<Word, Rule[]>();
  const always: Rule[] = [];
  for (const { rule, values } of wanted) {
    const words = new Set(values.map((value) => wordAs(kind, value)));
    if (words.has(undefined)) {
      always.push(rule);
      continue;
    }
    for (const word of words as Set<Word>) {
      const bucket = byWord.get(word);
      if (bucket === undefined) byWord.set(word, [rule]);
      else bucket.push(rule);
    }
  }
  return { byWord, always };
}

/**
 * The word by which a wanted value is met among facts of a kind; undefined where equality between the
 * two is not settled by words, so that the rule must be asked.
 */
function wordAs(kind: Kind, value: Value): Word | undefined {
  if (kindOf(value) === kind) return wordOf(value);
  if (typeof value !== 'string' || kind === 'number' || kind === 'boolean') return undefined;
  const read = readScalar(value, kind);
  return read === undefined ? undefined : wordOf(read);
}
