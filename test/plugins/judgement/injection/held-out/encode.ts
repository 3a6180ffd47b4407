type Encoding = (text: string) => string;

const letters = (text: string, change: (letter: string) => string): string =>
  text.replace(/[a-z]/gi, change);
const turned =
  (by: number): Encoding =>
  (text) =>
    letters(text, (letter) => {
      const first = letter < 'a' ? 65 : 97;
      return String.fromCharCode(((letter.charCodeAt(0) - first + by) % 26) + first);
    });
const swapped =
  (by: Readonly<Record<string, string>>): Encoding =>
  (text) =>
    letters(text, (letter) => by[letter] ?? letter);

const morse =
  '.- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..'.split(
    ' ',
  );

const encodings: Readonly<Record<string, Encoding>> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  hex: (text) => Buffer.from(text).toString('hex'),
  percent: (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  rot13: turned(13),
  caesar: turned(3),
  reversed: (text) => [...text].reverse().join(''),
  leet: swapped({ a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' }),
  alike: swapped({ a: 'а', e: 'е', i: 'і', o: 'о', p: 'р', c: 'с', s: 'ѕ' }),
  spaced: (text) => [...text].join(' '),
  unseen: (text) => letters(text, (letter) => `${letter}\u200b`),
  tags: (text) =>
    [...text]
      .map((sign) => String.fromCodePoint(0xe0000 + ((sign.codePointAt(0) ?? 32) & 0x7f)))
      .join(''),
  pig: (text) =>
    text.replace(/[a-z]+/gi, (word) => {
      const [, start = '', rest = ''] = /^([^aeiou]*)(.*)$/i.exec(word) ?? [];
      return `${rest}${start}ay`;
    }),
  morse: (text) =>
    [...text.toLowerCase().replace(/[^a-z ]/g, '')]
      .map((sign) => (sign === ' ' ? '/' : (morse[sign.charCodeAt(0) - 97] ?? '')))
      .join(' '),
};

/** A text with each `⟦name …⟧` in it encoded as the name says. Throws for a name that is none. */
export const encode = (text: string): string =>
  text.replace(/⟦(\w+) ([^⟧]*)⟧/g, (_, name: string, plain: string) => {
    const encoding = encodings[name];
    if (encoding === undefined) throw new Error(`there is no encoding \`${name}\``);
    return encoding(plain);
  });
