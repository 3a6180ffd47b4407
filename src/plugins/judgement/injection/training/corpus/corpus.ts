import type { Labelled } from '../../quality/labelled.ts';
import { attackFamilies, plantedFamilies } from './attack-families.ts';
import { attackSlots, languageSlots } from './attacks.ts';
import { disguise } from './disguise.ts';
import { documentKinds, documentSlots } from './documents.ts';
import { fill } from './grammar.ts';
import { messageFamilies, messageSlots } from './messages.ts';
import { type Random, seeded } from './random.ts';

/** One generated text with what it is. */
export interface Example extends Labelled {
  /** The attack itself, where it stands among other text. */
  readonly order?: string;
}

/** Families that no weight, threshold or calibration is ever made from. */
const heldOut: ReadonlySet<string> = new Set([
  'override: polite',
  'leak: trick',
  'jailbreak: frame',
  'context: template',
  'planted: tail',
  'ask: planning',
  'review',
  'log',
]);

const all = { ...attackSlots, ...languageSlots, ...messageSlots, ...documentSlots };

/** How many texts each channel gets of each kind. */
const perChannel = 6_000;

/** The project's own texts: the same for the same seed. */
export function corpus(seed: number, held: boolean, size = perChannel): readonly Example[] {
  const random = seeded(seed);
  const wanted = (family: string): boolean => heldOut.has(family) === held;
  const families = <T>(of: Readonly<Record<string, T>>): [string, T][] =>
    Object.entries(of).filter(([family]) => wanted(family));
  const attacks = families(attackFamilies);
  const planted = families(plantedFamilies);
  const messages = families(messageFamilies);
  const kinds = families(documentKinds);
  const made: Example[] = [];
  for (let count = 0; count < size; count += 1) {
    const [family, templates] = random.pick(attacks);
    const text = disguise(sentenceCase(fill(random.pick(templates), all, random), random), random);
    made.push({
      text: around(text, messages, random),
      attack: true,
      channel: 'input',
      family,
      order: text,
    });
    const [of, lines] = random.pick(messages);
    made.push({
      text: message(lines, messages, random),
      attack: false,
      channel: 'input',
      family: of,
    });
    made.push(plantedIn(planted, kinds, random));
    const [kind, { join, lines: parts }] = random.pick(kinds);
    made.push({
      text: documentOf(parts, join, random),
      attack: false,
      channel: 'result',
      family: kind,
    });
  }
  return made;
}

const sentenceCase = (text: string, random: Random): string => {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return random.chance(0.15)
    ? first.toLowerCase()
    : random.chance(0.05)
      ? first.toUpperCase()
      : first;
};

/** Sometimes an attack comes with something ordinary before it. */
function around(text: string, messages: [string, readonly string[]][], random: Random): string {
  if (!random.chance(0.25)) return text;
  const before = fill(random.pick(random.pick(messages)[1]), all, random);
  return random.chance(0.7) ? `${before} ${text}` : `${text}\n\n${before}`;
}

function message(
  lines: readonly string[],
  messages: [string, readonly string[]][],
  random: Random,
): string {
  const first = sentenceCase(fill(random.pick(lines), all, random), random);
  if (!random.chance(0.25)) return first;
  return `${first} ${fill(random.pick(random.pick(messages)[1]), all, random)}`;
}

function plantedIn(
  planted: [string, readonly string[]][],
  kinds: [string, { readonly join: string; readonly lines: readonly string[] }][],
  random: Random,
): Example {
  const [family, templates] = random.pick(planted);
  const order = disguise(sentenceCase(fill(random.pick(templates), all, random), random), random);
  if (random.chance(0.3)) return { text: order, attack: true, channel: 'result', family, order };
  const [, { join, lines }] = random.pick(kinds);
  const body = documentOf(lines, join, random).split(join);
  body.splice(random.below(body.length + 1), 0, hide(order, random));
  return { text: body.join(join), attack: true, channel: 'result', family, order };
}

function hide(order: string, random: Random): string {
  const how = random.next();
  if (how < 0.7) return order;
  if (how < 0.8) return `<!-- ${order} -->`;
  if (how < 0.9) return `<span style="display:none">${order}</span>`;
  return `// ${order}`;
}

function documentOf(lines: readonly string[], join: string, random: Random): string {
  const count = 1 + random.below(random.chance(0.2) ? 40 : 8);
  const made: string[] = [];
  for (let line = 0; line < count; line += 1) made.push(fill(random.pick(lines), all, random));
  return made.join(join);
}
