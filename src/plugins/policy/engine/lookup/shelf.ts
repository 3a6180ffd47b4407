import type { Rule } from '../rule.ts';
import type { Reference, Selector } from './selector.ts';

/** What rules that share a bucket have in common: a value that they want, or a folder. */
export type Word = string | number | boolean | bigint;

/** The rules of a word; most words have one. */
export type Bucket = Rule | readonly Rule[];

/** A rule, and the condition by which it is looked up. */
export interface Filed<S extends Selector = Selector> {
  readonly rule: Rule;
  readonly selector: S;
}

/** The rules that could be found by reading one fact in one way, and those that are. */
export class Shelf {
  readonly by: Selector['by'];
  readonly ref: Reference;
  readonly filed: Filed[] = [];
  readonly #byWord = new Map<Word, Bucket>();
  #offered = 0;
  #wordsAreTexts = true;
  #shared = false;

  constructor({ by, ref }: Selector) {
    this.by = by;
    this.ref = ref;
  }

  /** Whether a selector reads the same one name in the same way; not told of deep references. */
  isFor({ by, ref }: Selector): boolean {
    const { root, path } = this.ref;
    if (this.by !== by || root !== ref.root || ref.path.length !== 1) return false;
    return path.length === 1 && path[0] === ref.path[0];
  }

  /** A rule that may come to be filed here. */
  offer(rule: Rule, selector: Selector): void {
    this.#offered += 1;
    if (selector.by === 'folder') this.#add(selector.folder, rule);
    if (selector.by !== 'equality') return;
    for (const value of selector.values) {
      if (typeof value !== 'string') this.#wordsAreTexts = false;
      this.#add(wordFor(value), rule);
    }
  }

  #add(word: Word, rule: Rule): void {
    if (addTo(this.#byWord, word, rule)) this.#shared = true;
  }

  /** How many rules a call that meets the words of this one is led to at most. */
  sharers(selector: Selector): number {
    if (!this.#shared) return 1;
    if (selector.by === 'folder') return this.#countOf(selector.folder);
    if (selector.by !== 'equality') return 1;
    let most = 1;
    for (const value of selector.values) most = Math.max(most, this.#countOf(wordFor(value)));
    return most;
  }

  /** The rules that are filed here by their words, where words are strings and nothing else was offered. */
  get byText(): ReadonlyMap<Word, Bucket> | undefined {
    const all = this.#offered === this.filed.length;
    return all && this.#wordsAreTexts ? this.#byWord : undefined;
  }

  #countOf(word: Word): number {
    const bucket = this.#byWord.get(word);
    return Array.isArray(bucket) ? bucket.length : 1;
  }
}

/** Adds a rule to the bucket of a word, once; gives whether it shares the word with others. */
export function addTo(buckets: Map<Word, Bucket>, word: Word, rule: Rule): boolean {
  const bucket = buckets.get(word);
  if (bucket === undefined) {
    buckets.set(word, rule);
    return false;
  }
  if (bucket === rule) return false;
  if (!isMany(bucket)) buckets.set(word, [bucket, rule]);
  else if (bucket.at(-1) !== rule) (bucket as Rule[]).push(rule);
  return true;
}

/** Whether a word has several rules. */
export const isMany = (bucket: Bucket): bucket is readonly Rule[] => Array.isArray(bucket);

function wordFor(value: Extract<Selector, { by: 'equality' }>['values'][number]): Word {
  if (typeof value !== 'object') return value;
  return 'text' in value ? value.text : String(value);
}

/** Shelves by root and by the one name below it, which is how most facts are read. */
class Names {
  readonly #byRoot = new Map<string, Map<string, Shelf>>();

  of(root: string): Map<string, Shelf> {
    const known = this.#byRoot.get(root);
    if (known !== undefined) return known;
    const made = new Map<string, Shelf>();
    this.#byRoot.set(root, made);
    return made;
  }
}

/** All shelves, by what they read and how. */
export class Shelves {
  readonly all: Shelf[] = [];
  readonly #plain = { equality: new Names(), folder: new Names(), bounds: new Names() };
  readonly #deep = new Map<string, Shelf>();
  #last: Shelf | undefined;

  /** The shelf of a selector, made when there is none. */
  of(selector: Selector): Shelf {
    if (this.#last?.isFor(selector) !== true) this.#last = this.#find(selector);
    return this.#last;
  }

  #find(selector: Selector): Shelf {
    const { by, ref } = selector;
    const [first] = ref.path;
    if (first === undefined || ref.path.length > 1) {
      return this.#in(this.#deep, JSON.stringify([by, ref.root, ...ref.path]), selector);
    }
    return this.#in(this.#plain[by].of(ref.root), first, selector);
  }

  #in(shelves: Map<string, Shelf>, name: string, selector: Selector): Shelf {
    const known = shelves.get(name);
    if (known !== undefined) return known;
    const made = new Shelf(selector);
    shelves.set(name, made);
    this.all.push(made);
    return made;
  }
}
