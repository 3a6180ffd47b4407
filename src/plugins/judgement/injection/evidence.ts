import type { TextChannel } from '../../../runtime/contract/index.ts';
import { type LinearModel, type Loudest, loudest } from './model/linear.ts';
import { drawn, type Unseen } from './normalise/characters.ts';
import { decoded, reversed, rotated } from './normalise/decode.ts';
import { hiddenIn, type Within, withoutEntities } from './normalise/markup.ts';
import { placeIn, plainView, type Reading, type View } from './normalise/view.ts';
import { unspaced } from './signals/lexicon.ts';
import { matchPhrases } from './signals/match.ts';
import type { Category } from './signals/phrases.ts';
import { structureOf } from './signals/structure.ts';
import { type Words, wordsOf } from './signals/words.ts';

/** One thing that speaks for an attempt, with its place in the original text. */
export interface Evidence {
  readonly category: Category;
  readonly name: string;
  /** On the scale of log-odds. */
  readonly weight: number;
  readonly start: number;
  readonly end: number;
  /** How the text had to be read to see it. */
  readonly through: readonly Reading[];
}

/** What is measured of a text before anyone judges it. */
export interface Measured {
  readonly loudest: Loudest & { readonly through: readonly Reading[] };
  readonly evidence: readonly Evidence[];
  readonly unseen: Unseen;
}

/** Readings that whoever looks at the text has of it too. */
const openly: ReadonlySet<Reading> = new Set(['characters', 'markup']);

/** What is left of a phrase's weight where the sentence speaks about such phrases. */
const mention = { input: 0.35, result: 0.4 } as const;

/** Measures a text on every reading of it. Linear in the text; never throws. */
export function measure(text: string, channel: TextChannel, model: LinearModel): Measured {
  const { view, unseen } = drawn(plainView(text));
  const plain = withoutEntities(view) ?? view;
  const hidden = hiddenIn(plain.text);
  const words = wordsOf(plain);
  const { turned, encoded } = words;
  const evidence = unseenEvidence(unseen, text.length);
  evidence.push(...evidenceIn(plain, words, channel, hidden));
  let found = { ...placed(plain, loudest(model, plain.text)), through: plain.through };
  const others = [...otherReadings(plain, turned, encoded)];
  for (const other of others) {
    const own = wordsOf(other);
    // What is turned round within what was encoded, once.
    if (own.turned > 1 && other.through.length < deepest) others.push(...turnedRound(other));
    evidence.push(...evidenceIn(other, own, channel, () => false));
    const louder = loudest(model, other.text);
    if (louder.logit > found.logit) {
      const { segments } = found;
      found = { ...placed(other, louder), segments, through: other.through };
    }
  }
  return { loudest: found, evidence, unseen };
}

function placed(view: View, of: Loudest): Loudest {
  const [start, end] = placeIn(view, of.start, of.end);
  return { ...of, start, end };
}

/** What the text says when decoded, twice at most, and turned where its words look turned. */
function otherReadings(view: View, turned: number, encoded: boolean): readonly View[] {
  const once = encoded ? decoded(view) : [];
  const twice = once.flatMap(decoded);
  return [...once, ...twice, ...(turned < 2 ? [] : turnedRound(view))];
}

const turnedRound = (view: View): readonly View[] => [rotated(view), reversed(view)];
/** No reading goes through more than this. */
const deepest = 3;

function evidenceIn(
  view: View,
  words: Words,
  channel: TextChannel,
  hidden: Within,
): readonly Evidence[] {
  const found: Evidence[] = [];
  const written = words.disguised < 2 && view.through.every((reading) => openly.has(reading));
  const disguised = written ? 0 : 3;
  const put = (
    of: { readonly name: string; readonly category: Category },
    weight: number,
    from: number,
    to: number,
  ): void => {
    const [start, end] = placeIn(view, from, to);
    const more = hidden(from, to) ? 1.5 : 0;
    const { name, category } = of;
    found.push({
      name,
      category,
      weight: weight + more + disguised,
      start,
      end,
      through: view.through,
    });
  };
  for (const { phrase, first, last, mentioned } of matchPhrases(words)) {
    const weight = phrase[channel] * (mentioned ? mention[channel] : 1);
    put(phrase, weight, words.start[first] ?? 0, words.end[last] ?? 0);
  }
  for (const signal of structureOf(view.text))
    put(signal, signal[channel], signal.start, signal.end);
  for (const [text, of] of unspaced) {
    const at = view.text.indexOf(text);
    if (at === -1) continue;
    const category: Category =
      of === 'override'
        ? 'instruction override'
        : of === 'leak'
          ? 'prompt leakage'
          : 'role impersonation';
    put({ name: `the words ${text}`, category }, 3, at, at + text.length);
  }
  if (words.disguised >= 2) {
    put({ name: 'words in disguise', category: 'token smuggling' }, 0, 0, view.text.length);
  }
  return found;
}

function unseenEvidence(unseen: Unseen, length: number): Evidence[] {
  const found: Evidence[] = [];
  const put = (name: string, weight: number): void => {
    found.push({
      name,
      category: 'token smuggling',
      weight,
      start: 0,
      end: length,
      through: ['characters'],
    });
  };
  if (unseen.tagged > 0) put('letters that are never drawn', 4);
  if (unseen.invisible > 3 && unseen.invisible * 20 > length) put('many invisible characters', 2);
  if (unseen.mixed > 2) put('letters of another script inside words', 1);
  return found;
}
