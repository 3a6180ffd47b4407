import type { Labelled } from '../../../../../src/plugins/judgement/injection/quality/labelled.ts';
import { fill } from '../../../../../src/plugins/judgement/injection/training/corpus/grammar.ts';
import {
  type Random,
  seeded,
} from '../../../../../src/plugins/judgement/injection/training/corpus/random.ts';
import { encode } from './encode.ts';
import { channels, type Family, families, slots } from './family.ts';

/** How many attacks, and how many ordinary texts, a channel has. */
const perLabel = 1_500;
const seed = 20_261_128;

/**
 * The texts that the committed weights are judged by, always the same. No two are alike; each family of a channel and
 * label has as many as the others, and so has, in turn, what was written for it, as far as its slots make more of it.
 */
export function heldOut(): readonly Labelled[] {
  const random = seeded(seed);
  return channels.flatMap((channel) =>
    [true, false].flatMap((attack) => {
      const of = families.filter((each) => each.channel === channel && each.attack === attack);
      return of.flatMap((family, index) => {
        const size = Math.floor((perLabel * (index + 1)) / of.length);
        return textsOf(family, size - Math.floor((perLabel * index) / of.length), random);
      });
    }),
  );
}

const mostTries = 40;

function textsOf(family: Family, size: number, random: Random): readonly Labelled[] {
  const { name, channel, attack, texts } = family;
  const made = new Map<string, Labelled>();
  for (let turn = 0; made.size < size; turn += 1) {
    if (turn > size * mostTries) throw new Error(`\`${name}\` has fewer than ${size} texts`);
    const index = turn % texts.length;
    const text = written(family, texts[index] ?? '', random);
    if (made.has(text)) continue;
    const origin = `${channel}/${name}/${index + 1}`;
    made.set(text, { text, attack, channel, family: name, origin });
  }
  return [...made.values()];
}

function written({ carriers }: Family, text: string, random: Random): string {
  const filled = fill(text, slots, random);
  if (carriers.length === 0) return encode(filled);
  return encode(fill(random.pick(carriers), { ...slots, here: [filled] }, random));
}
