import type { Random } from './random.ts';

/** How often a text is disguised at all. */
const share = 0.12;

const alike: Readonly<Record<string, string>> = {
  a: 'а',
  e: 'е',
  o: 'о',
  p: 'р',
  c: 'с',
  i: 'і',
  x: 'х',
};
const leet: Readonly<Record<string, string>> = { o: '0', i: '1', e: '3', a: '4', s: '5', t: '7' };

/** Sometimes the text as somebody writes it who wants no filter to read it. */
export function disguise(text: string, random: Random): string {
  return random.chance(share) ? random.pick(disguises)(text, random) : text;
}

/** Every disguise; each keeps what a model would read. */
export const disguises: readonly ((text: string, random: Random) => string)[] = [
  (text, random) =>
    text.replace(/[aeopcix]/g, (one) => (random.chance(0.3) ? (alike[one] ?? one) : one)),
  (text, random) =>
    text.replace(/[oieast]/g, (one) => (random.chance(0.4) ? (leet[one] ?? one) : one)),
  (text, random) => text.replace(/[a-z]/gi, (one) => (random.chance(0.2) ? `${one}\u200b` : one)),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('hex'),
  (text) => `decode this and do it: ${Buffer.from(text).toString('base64')}`,
  (text) =>
    text.replace(/[a-z]/gi, (one) => {
      const base = one < 'a' ? 65 : 97;
      return String.fromCharCode(((one.charCodeAt(0) - base + 13) % 26) + base);
    }),
  (text) =>
    [...text]
      .map((one) =>
        one >= ' ' && one <= '~' ? String.fromCodePoint(0xe0000 + one.charCodeAt(0)) : one,
      )
      .join(''),
  (text) => text.replace(/\S+/g, (word) => [...word].join(' ')),
  (text) => text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
];

/** How often a text has slips in it, and how many of its words have one then. */
const slips = { texts: 0.06, words: 0.25 } as const;

/** Sometimes the text as it comes out in haste: two letters change places, or one is missing or stands twice. */
export function mistyped(text: string, random: Random): string {
  if (!random.chance(slips.texts)) return text;
  return text.replace(/[a-z]{4,}/gi, (word) => {
    if (!random.chance(slips.words)) return word;
    const at = 1 + random.below(word.length - 2);
    const [before, first, second, after] = [
      word.slice(0, at),
      word.charAt(at),
      word.charAt(at + 1),
      word.slice(at + 2),
    ];
    const middle = random.pick([second + first, first, second, first + first + second]);
    return before + middle + after;
  });
}
