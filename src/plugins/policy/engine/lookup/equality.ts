import type {
  Evaluation,
  ExprPlan,
  Facts,
  PathValue,
  Value,
} from '../../../../runtime/contract/index.ts';
import { otherReading, readScalar, unknown } from '../../../../runtime/contract/index.ts';
import type { Rule } from '../rule.ts';
import type { Lookup, Takes } from './lookup.ts';
import type { Selector } from './selector.ts';
import type { Bucket, Filed, Word } from './shelf.ts';
import { addTo, isMany } from './shelf.ts';

type Kind = 'string' | 'number' | 'boolean' | 'path' | 'url' | 'host' | 'email' | 'command';
type Wanted = Filed<Extract<Selector, { by: 'equality' }>>;

/** For facts of one kind: which rules a word leads to, and those that no word can rule out. */
interface Table {
  readonly byWord: ReadonlyMap<Word, Bucket>;
  readonly always: readonly Rule[];
}

/**
 * Finds rules by the value one fact must equal. A fact that is unknown, or of a kind that equality does
 * not settle by words, leads to every rule. Tables are made when a kind is first met.
 * @param byText the table for strings, where it has been made already and every rule has one question
 * about the fact: a text that leads to a rule has answered it
 */
export function equalityLookup(
  read: Evaluation,
  wanted: readonly Wanted[],
  byText?: ReadonlyMap<Word, Bucket>,
): Lookup {
  const tables = new Map<Kind, Table>();
  const tableOf = (kind: Kind): Table => {
    const made = tables.get(kind) ?? tableFor(kind, wanted);
    tables.set(kind, made);
    return made;
  };
  let questions: ReadonlyMap<Rule, ExprPlan> | undefined;
  const given = (rule: Rule): Rule => {
    questions ??= new Map(wanted.map(({ rule: each, selector }) => [each, selector.expr]));
    return rule.given(questions.get(rule) as ExprPlan);
  };
  /** Made of a bucket when its word is first met. */
  const answered = new Map<string, Bucket>();
  const answer = (text: string): Bucket | undefined => {
    const bucket = byText?.get(text);
    if (bucket === undefined) return undefined;
    const made = isMany(bucket) ? bucket.map(given) : given(bucket);
    answered.set(text, made);
    return made;
  };
  return {
    collect(facts: Facts, into: Takes): void {
      const value = read(facts);
      if (byText !== undefined && typeof value === 'string') {
        const bucket = answered.get(value) ?? answer(value);
        if (bucket !== undefined) giveTo(into, bucket);
        return;
      }
      const kind = value === unknown ? undefined : kindOf(value);
      if (kind === undefined) {
        for (const { rule } of wanted) into.push(rule);
        return;
      }
      const { byWord, always } = tableOf(kind);
      const bucket = byWord.get(wordOf(value as Value));
      if (bucket !== undefined) giveTo(into, bucket);
      if (kind === 'path') giveShown(value as PathValue, bucket, byWord, into);
      for (const rule of always) into.push(rule);
    },
  };
}

function giveTo(into: Takes, bucket: Bucket): void {
  if (isMany(bucket)) for (const rule of bucket) into.push(rule);
  else into.push(bucket);
}

/** The second word of a path inside its root: relative ones in the source are met by it. */
function giveShown(
  { text, shown }: PathValue,
  given: Bucket | undefined,
  byWord: Table['byWord'],
  into: Takes,
): void {
  const bucket = shown === text ? undefined : byWord.get(shown);
  if (bucket === undefined) return;
  const already = new Set(given === undefined || isMany(given) ? given : [given]);
  for (const rule of isMany(bucket) ? bucket : [bucket]) if (!already.has(rule)) into.push(rule);
}

function kindOf(value: Value): Kind | undefined {
  const plain = typeof value;
  if (plain === 'string' || plain === 'number' || plain === 'boolean') return plain;
  if (typeof value !== 'object' || !('text' in value) || value.kind === 'query') return undefined;
  return value.kind;
}

/** The word a wanted value is filed under, and a fact is looked up by. */
function wordOf(value: Value): Word {
  if (typeof value !== 'object' || !('text' in value)) return value as Word;
  return value.kind === 'url' ? otherReading(value.text) : value.text;
}

function tableFor(kind: Kind, wanted: readonly Wanted[]): Table {
  const byWord = new Map<Word, Bucket>();
  const always: Rule[] = [];
  for (const { rule, selector } of wanted) {
    const words = selector.values.map((value) => wordAs(kind, value));
    if (words.includes(undefined)) always.push(rule);
    else for (const word of words) addTo(byWord, word as Word, rule);
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
