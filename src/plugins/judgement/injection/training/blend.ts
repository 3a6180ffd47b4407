import type { Example } from './corpus/corpus.ts';
import { type Random, seeded } from './corpus/random.ts';

/** How many ordinary texts are blended, and how many of their words. */
const share = { texts: 0.4, words: 0.5 } as const;
const shortest = 4;
const word = /\p{L}{4,}/gu;

/**
 * Ordinary texts in which many words go on as other words do that share two letters with them. Nobody knows
 * all ordinary words: a model that has read these takes one that it never met for nothing special.
 */
export function blended(texts: readonly Example[], seed: number): readonly Example[] {
  const random = seeded(seed);
  const ordinary = texts.filter(({ attack }) => !attack);
  const ends = endsOf(ordinary);
  return ordinary
    .filter(() => random.chance(share.texts))
    .map((each) => ({
      ...each,
      text: each.text.replace(word, (found) =>
        random.chance(share.words) ? crossed(found, ends, random) : found,
      ),
    }));
}

/** By two letters: how words end that hold them, with those two. */
function endsOf(texts: readonly Example[]): ReadonlyMap<string, readonly string[]> {
  const words = new Set(texts.flatMap(({ text }) => text.match(word) ?? []));
  const ends = new Map<string, string[]>();
  for (const each of [...words].sort()) {
    for (let at = 1; at + 2 < each.length; at += 1) {
      const two = each.slice(at, at + 2);
      const known = ends.get(two);
      if (known === undefined) ends.set(two, [each.slice(at)]);
      else known.push(each.slice(at));
    }
  }
  return ends;
}

function crossed(
  found: string,
  ends: ReadonlyMap<string, readonly string[]>,
  random: Random,
): string {
  if (found.length < shortest) return found;
  const at = 1 + random.below(found.length - 2);
  const others = ends.get(found.slice(at, at + 2));
  return others === undefined ? found : found.slice(0, at) + random.pick(others);
}
