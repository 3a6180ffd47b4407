import { mention, type Phrase, phrases } from './phrases.ts';
import type { Words } from './words.ts';

/** A phrase that was found, as a range of words. */
export interface Match {
  readonly phrase: Phrase;
  readonly first: number;
  readonly last: number;
  /** True where the sentence speaks about such phrases. */
  readonly mentioned: boolean;
}

/** By what a word may stand for, the phrases that such a word can be of. */
const concerned = new Map<number, Uint8Array>();

function phrasesOf(mask: number): Uint8Array {
  const known = concerned.get(mask);
  if (known !== undefined) return known;
  const found = phrases.flatMap(({ steps }, index) =>
    steps.some((step) => (step & mask) !== 0) ? [index] : [],
  );
  const list = Uint8Array.from(found);
  concerned.set(mask, list);
  return list;
}

/** By phrase: how many of its steps were met in the sentence at hand, and where the first and the last were. */
const progress = {
  sentence: new Int32Array(phrases.length),
  step: new Uint8Array(phrases.length),
  first: new Int32Array(phrases.length),
  last: new Int32Array(phrases.length),
};
const finished = 255;

/**
 * Every phrase that stands within one sentence, each at most once a sentence. One pass over the words;
 * cost is words times phrases.
 */
export function matchPhrases(words: Words): readonly Match[] {
  const found: Match[] = [];
  progress.sentence.fill(-1);
  for (let at = 0; at < words.count; at += 1) {
    const mask = words.mask[at] as number;
    const sentence = words.sentence[at] as number;
    for (const index of phrasesOf(mask)) {
      if (progress.sentence[index] !== sentence) {
        progress.sentence[index] = sentence;
        progress.step[index] = 0;
      }
      if (advances(words, at, mask, index)) {
        progress.step[index] = finished;
        const first = progress.first[index] as number;
        found.push({ phrase: phrases[index] as Phrase, first, last: at, mentioned: false });
      }
    }
  }
  return found.length === 0
    ? found
    : found.map((match) => ({ ...match, mentioned: mentions(words, match) }));
}

/** Takes a word into account for one phrase; true where it is the last that was missing. */
function advances(words: Words, at: number, mask: number, index: number): boolean {
  const { steps, gap } = phrases[index] as Phrase;
  let next = progress.step[index] as number;
  if (next === finished) return false;
  const last = progress.last[index] as number;
  const between = (words.ordinal[at] as number) - (words.ordinal[last] as number);
  if (next > 0 && between > gap + 1) next = 0;
  if ((mask & (steps[next] as number)) !== 0) {
    if (next === 0) progress.first[index] = at;
    progress.last[index] = at;
    next += 1;
  } else if (next === 1 && (mask & (steps[0] as number)) !== 0) {
    progress.first[index] = at;
    progress.last[index] = at;
  }
  progress.step[index] = next;
  return next === steps.length;
}

function mentions(words: Words, { first }: Match): boolean {
  const sentence = words.sentence[first] ?? 0;
  let from = first;
  while (from > 0 && words.sentence[from - 1] === sentence) from -= 1;
  for (let at = from; at < words.count && words.sentence[at] === sentence; at += 1) {
    if (((words.mask[at] ?? 0) & mention) !== 0) return true;
  }
  return false;
}
