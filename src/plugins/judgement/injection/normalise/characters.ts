import { latinFor } from './confusables.ts';
import { type View, ViewBuilder } from './view.ts';

/** What a text holds that no reader sees. */
export interface Unseen {
  /** Characters without width or with a direction only, soft hyphens, variation selectors. */
  readonly invisible: number;
  /** Letters of the tag block: text that is sent but never drawn. */
  readonly tagged: number;
  /** Letters of another script inside a word of Latin ones. */
  readonly mixed: number;
}

const plain = /^[\t\n\r\x20-\x7e]*$/;
/** Ranges of code points that are never drawn, first and last. */
const undrawn: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xe0001, 0xe0001],
  [0xe007f, 0xe007f],
  [0xe0100, 0xe01ef],
];
const isUndrawn = (code: number): boolean =>
  undrawn.some(([first, last]) => code >= first && code <= last);
const latin = /\p{Script=Latin}/u;
const letter = /\p{L}/u;

/**
 * The text as it is drawn: compatibility forms composed, what is never drawn left out, tag characters
 * as the letters they carry, and look-alikes as Latin letters in words that mix scripts, and only
 * there, so that no text in one script is touched. Linear in the text.
 */
export function drawn(view: View): { readonly view: View; readonly unseen: Unseen } {
  if (plain.test(view.text)) return { view, unseen: { invisible: 0, tagged: 0, mixed: 0 } };
  const built = new ViewBuilder(view.text.length);
  const count = { invisible: 0, tagged: 0, mixed: 0 };
  let word: { readonly piece: string; readonly place: number }[] = [];
  const close = (): void => {
    count.mixed += writeWord(word, built);
    word = [];
  };
  let unit = 0;
  for (const character of view.text) {
    const place = view.at[unit] ?? 0;
    unit += character.length;
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xe0020 && code <= 0xe007e) {
      count.tagged += 1;
      close();
      built.add(String.fromCharCode(code - 0xe0000), place);
    } else if (isUndrawn(code)) {
      count.invisible += 1;
    } else {
      const piece = code < 0x80 ? character : character.normalize('NFKC');
      if (letter.test(piece)) word.push({ piece, place });
      else {
        close();
        built.add(piece, place);
      }
    }
  }
  close();
  const end = view.at[view.text.length] ?? 0;
  return { view: built.view(end, [...view.through, 'characters']), unseen: count };
}

/** Writes one word; how many of its letters were look-alikes of another script. */
function writeWord(
  word: readonly { readonly piece: string; readonly place: number }[],
  built: ViewBuilder,
): number {
  const isLatin = word.map(({ piece }) => latin.test(piece));
  const mixed = isLatin.includes(true) && isLatin.includes(false);
  // A word of nothing but look-alikes says a Latin word as well as one of its own script could.
  const whole =
    !mixed &&
    isLatin.every((each) => !each) &&
    word.every(({ piece }) => latinFor(piece) !== undefined);
  let replaced = 0;
  for (const [index, { piece, place }] of word.entries()) {
    const like = mixed && isLatin[index] === false ? latinFor(piece) : undefined;
    const seen = like ?? (whole && word.length > 3 ? latinFor(piece) : undefined);
    if (like !== undefined) replaced += 1;
    built.add(seen ?? piece, place);
  }
  return replaced;
}
