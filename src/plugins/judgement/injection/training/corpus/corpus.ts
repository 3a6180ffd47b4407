import type { Labelled } from '../../quality/labelled.ts';
import { handing } from './asked/near.ts';
import { disguise, mistyped } from './disguise.ts';
import { attacks, documents, type Families, messages, planted, slots } from './families.ts';
import { fill } from './grammar.ts';
import { hide } from './hide.ts';
import type { Kind } from './kind.ts';
import { type Random, seeded } from './random.ts';

/** One generated text with what it is. */
export interface Example extends Labelled {
  /** The attack itself as it stands in the text. */
  readonly order?: string;
}

/**
 * Families for development: no weight, threshold or calibration is made from them, but they are looked at while
 * kinds are added and mixtures chosen. What nobody looked at lies where training does not reach.
 */
const development: ReadonlySet<string> = new Set([
  'override: polite',
  'leak: trick',
  'jailbreak: frame',
  'context: template',
  'planted: tail',
  'ask: planning',
  'review',
  'log',
]);

/** How many texts each channel gets of each kind. */
const perChannel = 6_000;

/** How a corpus is made. */
export interface CorpusOptions {
  readonly seed: number;
  /** True for the families of development, and no other. */
  readonly development: boolean;
  /** How many texts each channel gets of each kind. */
  readonly size?: number;
  /** False leaves every attack as anybody can read it. */
  readonly disguised?: boolean;
}

/** The project's own texts: the same for the same options. */
export function corpus(options: CorpusOptions): readonly Example[] {
  const { seed, size = perChannel, disguised = true } = options;
  const random = seeded(seed);
  const wanted = (of: Families): Families =>
    of.filter(([family]) => development.has(family) === options.development);
  const [direct, hidden] = [wanted(attacks), wanted(planted)];
  const [asked, brought] = [wanted(messages), wanted(documents)];
  const written = (kind: Kind): string => {
    const text = mistyped(cased(textOf(kind, random), random), random);
    return disguised ? disguise(text, random) : text;
  };
  const made: Example[] = [];
  for (let count = 0; count < size; count += 1) {
    const [attack, how] = random.pick(direct);
    const order = written(how);
    made.push(example(attack, 'input', around(order, { asked, brought }, random), order));
    const [family, kind] = random.pick(asked);
    made.push(example(family, 'input', message(kind, { asked, brought }, random)));
    const [plant, way] = random.pick(hidden);
    made.push(plantedIn(plant, written(way), brought, random));
    const [of, document] = random.pick(brought);
    made.push(example(of, 'result', textOf(document, random)));
  }
  return made;
}

const example = (
  family: string,
  channel: Labelled['channel'],
  text: string,
  order?: string,
): Example => ({
  text,
  attack: order !== undefined,
  channel,
  family,
  ...(order === undefined ? {} : { order }),
});

/** As people type: mostly as one should, sometimes without capitals or with nothing else. */
const cased = (text: string, random: Random): string => {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return random.chance(0.12)
    ? first.toLowerCase()
    : random.chance(0.04)
      ? first.toUpperCase()
      : first;
};

/** What stands beside a message: others, and texts that it hands over. */
interface Beside {
  readonly asked: Families;
  readonly brought: Families;
}

/** How often a message hands over a text, and an attack stands in such a text or beside a message. */
const share = { handing: 0.12, inText: 0.06, beside: 0.25 } as const;

function around(text: string, { asked, brought }: Beside, random: Random): string {
  if (random.chance(share.inText)) {
    const { join, body } = bodyOf(random.pick(brought)[1], random);
    body.splice(random.below(body.length + 1), 0, text);
    return `${textOf(handing, random)}\n\n${body.join(join)}`;
  }
  if (!random.chance(share.beside)) return text;
  const before = textOf(random.pick(asked)[1], random);
  return random.chance(0.7) ? `${before} ${text}` : `${text}\n\n${before}`;
}

function message(kind: Kind, { asked, brought }: Beside, random: Random): string {
  if (random.chance(share.handing)) {
    return `${textOf(handing, random)}\n\n${textOf(random.pick(brought)[1], random)}`;
  }
  const first = mistyped(cased(textOf(kind, random), random), random);
  return random.chance(0.2) ? `${first} ${textOf(random.pick(asked)[1], random)}` : first;
}

const bodyOf = (
  kind: Kind,
  random: Random,
): { readonly join: string; readonly body: string[] } => ({
  join: kind.join,
  body: textOf(kind, random).split(kind.join === '' ? /(?<=。)/ : kind.join),
});

function plantedIn(family: string, order: string, brought: Families, random: Random): Example {
  if (random.chance(0.2)) return example(family, 'result', order, order);
  const { join, body } = bodyOf(random.pick(brought)[1], random);
  body.splice(random.below(body.length + 1), 0, hide(order, random));
  return example(family, 'result', body.join(join), order);
}

/** One text of a kind. */
function textOf({ join, first, lines, last, most }: Kind, random: Random): string {
  const count = 1 + random.below(most > 1 && random.chance(0.15) ? most * 3 : most);
  const made: string[] = [];
  const put = (of: readonly string[]): void => {
    made.push(sentence(fill(random.pick(of), slots, random)));
  };
  if (first !== undefined && first.length > 0) put(first);
  for (let line = 0; line < count; line += 1) put(lines);
  if (last !== undefined && last.length > 0 && random.chance(0.7)) put(last);
  return made.join(join);
}

/** Sentences begin with a capital where they end like one. */
const sentence = (text: string): string =>
  /[.!?]$/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
