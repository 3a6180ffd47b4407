import type { Habit, Meant, Place } from './place.ts';

const choices = /^(?:enum|oneof|one_of|literal|union|choice|select)$/i;
const lists = /^(?:list|array|set|sequence|vec|listof|array_of|list_of)$/i;

/** `enum("a", "b")`, `oneOf ["a"]`, `one of ("a", "b")` */
const choice: Habit = (at) => {
  const spelt = choices.test(at.image(-1)) ? -1 : at.image(-1) === 'of' ? -2 : undefined;
  if (spelt === undefined || (spelt === -2 && at.image(-2) !== 'one')) return undefined;
  if (at.image(spelt - 1) !== ':' || !/^[([{]$/.test(at.image(0))) return undefined;
  const end = at.closing(0);
  if (end === undefined || !at.areTexts(1, end)) return undefined;
  return oneOf(at, spelt, 1, end, end + 1);
};

/** `["a", "b"]` and `"a" or "b"` where a type stands; `[Order]` for many of them. */
const bare: Habit = (at) => {
  if (!at.stop.phrase.startsWith('a type ')) return undefined;
  if (at.image(0) === '[') {
    const end = at.closing(0);
    if (end === undefined) return undefined;
    if (at.areTexts(1, end)) return oneOf(at, 0, 1, end, end + 1);
    if (end !== 2 || !at.isWord(1)) return undefined;
    return { from: 0, to: 3, text: `list of ${at.image(1)}`, safe: true };
  }
  let end = 0;
  while (at.isText(end) || /^(?:or|\|)$/.test(at.image(end))) end += 1;
  return at.isText(0) && at.isText(end - 1) ? oneOf(at, 0, 0, end, end) : undefined;
};

function oneOf(at: Place, from: number, first: number, last: number, to: number): Meant {
  const texts: string[] = [];
  for (let index = first; index < last; index += 1) {
    if (at.isText(index)) texts.push(at.image(index));
  }
  return { from, to, text: `one of [${texts.join(', ')}]`, safe: true };
}

/** `string[]`, `list<string>`, `Array[string]` */
const many: Habit = (at) => {
  if (at.image(-2) !== ':' || !at.isWord(-1)) return undefined;
  if (at.image(0) === '[' && at.image(1) === ']') {
    return { from: -1, to: 2, text: `list of ${at.image(-1)}`, safe: true };
  }
  const pair = `${at.image(0)}${at.image(2)}`;
  if (!lists.test(at.image(-1)) || !['<>', '[]', '()'].includes(pair)) return undefined;
  if (!at.isWord(1)) return undefined;
  return { from: -1, to: 3, text: `list of ${at.image(1)}`, safe: true };
};

/** `name?: string` */
const optional: Habit = (at) => {
  if (at.image(0) !== '?' || at.image(1) !== ':' || !at.isWord(2)) return undefined;
  if (/^(?:list|one)$/.test(at.image(2))) return undefined;
  return { from: -1, to: 3, text: `${at.image(-1)}: ${at.image(2)}?`, safe: true };
};

/** `string | null` */
const nothing: Habit = (at) => {
  if (!/^(?:null|undefined|none|nil)$/i.test(at.image(-1))) return undefined;
  if (!/^(?:or|\|)$/.test(at.image(-2)) || at.image(-4) !== ':' || !at.isWord(-3)) return undefined;
  return { from: -3, to: 0, text: `${at.image(-3)}?`, safe: true };
};

/** `args: { … }` with something in it that only a type can be */
const colon: Habit = (at) => {
  const open = at.opening();
  if (open === undefined || at.image(open) !== '{' || at.image(open - 1) !== ':') return undefined;
  const key = at.image(open - 2);
  if (key !== 'args' && key !== 'lookup') return undefined;
  return { from: open - 2, to: open + 1, text: `${key} {`, safe: true };
};

/** How other languages write types. */
export const typeHabits: readonly Habit[] = [choice, bare, many, optional, nothing, colon];
