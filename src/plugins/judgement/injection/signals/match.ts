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

/** By phrase, the classes of all its steps. */
const wanted = Int32Array.from(phrases, ({ steps }) => steps.reduce((all, step) => all | step, 0));

/**
 * Every phrase that stands within one sentence, each at most once a sentence. One pass over the words;
 * cost is words times phrases.
 */
export function matchPhrases(words: Words): readonly Match[] {
  const found: Match[] = [];
  const step = new Uint8Array(phrases.length);
  const first = new Int32Array(phrases.length);
  const last = new Int32Array(phrases.length);
  const done = new Int32Array(phrases.length).fill(-1);
  let current = -1;
  for (let at = 0; at < words.count; at += 1) {
    const sentence = words.sentence[at] ?? 0;
    if (sentence !== current) {
      step.fill(0);
      current = sentence;
    }
    const mask = words.mask[at] ?? 0;
    if (mask === 0) continue;
    for (let index = 0; index < phrases.length; index += 1) {
      if ((mask & (wanted[index] as number)) === 0 || done[index] === sentence) continue;
      const phrase = phrases[index] as Phrase;
      let next = step[index] ?? 0;
      if (next > 0 && at - (last[index] ?? 0) > phrase.gap + 1) next = 0;
      if ((mask & (phrase.steps[next] ?? 0)) !== 0) {
        if (next === 0) first[index] = at;
        last[index] = at;
        next += 1;
      } else if (next > 0 && (mask & (phrase.steps[0] ?? 0)) !== 0 && next === 1) {
        first[index] = at;
        last[index] = at;
      }
      step[index] = next;
      if (next < phrase.steps.length) continue;
      done[index] = sentence;
      step[index] = 0;
      found.push({ phrase, first: first[index] ?? at, last: at, mentioned: false });
    }
  }
  return found.length === 0
    ? found
    : found.map((match) => ({ ...match, mentioned: mentions(words, match) }));
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
