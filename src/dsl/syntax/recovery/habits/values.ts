import { currencies } from '../../../values/scalars/currencies.ts';
import { Duration } from '../../lexer/tokens.ts';
import type { Habit } from './place.ts';

/** Words that stand between two values elsewhere, and what stands there here. */
const infix: ReadonlyMap<string, string> = new Map([
  ['is', '=='],
  ['equals', '=='],
  ['eq', '=='],
  ['ne', '!='],
  ['neq', '!='],
  ['lt', '<'],
  ['lte', '<='],
  ['gt', '>'],
  ['gte', '>='],
  ['matches', 'like'],
  ['match', 'like'],
]);

const between: Habit = (at) => {
  const start = at.valueBefore(0);
  if (start === undefined || !at.sharesLine(0) || !at.startsValue(1)) return undefined;
  const word = at.image(0);
  if (word === 'is' && at.image(1) === 'not') return { from: 0, to: 2, text: '!=', safe: true };
  const sign = infix.get(word);
  if (sign !== undefined) return { from: 0, to: 1, text: sign, safe: sign !== 'like' };
  const left = at.written(start, 0);
  if (word === 'not' && /^(?:in|like|has|runs|quotes)$/.test(at.image(1))) {
    return { from: start, to: 2, text: `not ${left} ${at.image(1)}`, safe: true };
  }
  if (/^starts_?with$/i.test(word) && at.isText(1)) {
    return { from: 0, to: 2, text: `like ${at.image(1).slice(0, -1)}*"`, safe: true };
  }
  if (/^ends_?with$/i.test(word) && at.isText(1)) {
    return { from: 0, to: 2, text: `like "*${at.image(1).slice(1)}`, safe: true };
  }
  if (word === 'contains' && at.isText(1)) {
    const text = `like "*${at.image(1).slice(1, -1)}*"`;
    return { from: 0, to: 2, text, safe: false };
  }
  if (word === 'between' && at.image(2) === 'and' && at.startsValue(3)) {
    const text = `>= ${at.image(1)} and ${left} <=`;
    return { from: 0, to: 3, text, safe: true };
  }
  return undefined;
};

/** `exists args.reason` */
const exists: Habit = (at) => {
  if (!/^(?:exists|defined|present)$/.test(at.image(-1)) || at.image(1) !== '.') return undefined;
  let end = 1;
  while (at.image(end) === '.') end += 2;
  const text = `${at.written(0, end - 2)} has ${at.image(end - 1)}`;
  return { from: -1, to: end, text, safe: true };
};

/** `given user`, `comes from untrusted`, `from user` */
const origin: Habit = (at) => {
  if (at.valueBefore(0) === undefined || !at.sharesLine(0)) return undefined;
  const isLast = !at.isWord(2) || !at.sharesLine(2);
  if (at.image(0) === 'given' && at.isWord(1) && at.image(1) !== 'by' && isLast) {
    return { from: 0, to: 1, text: 'given by', safe: true };
  }
  if (/^(?:comes|came|come)$/.test(at.image(0)) && at.image(1) === 'from') {
    return { from: 0, to: 2, text: 'may come from', safe: false };
  }
  return undefined;
};

/** `a <> b` */
const differs: Habit = (at) =>
  at.image(0) === '>' && at.image(-1) === '<' && at.touches(0)
    ? { from: -1, to: 1, text: '!=', safe: true }
    : undefined;

const comparison = /^(?:==|!=|<=?|>=?)$/;

/** `1 <= a <= 5` */
const chain: Habit = (at) => {
  const start = at.valueBefore(0);
  if (start === undefined || !comparison.test(at.image(0))) return undefined;
  if (!comparison.test(at.image(start - 1))) return undefined;
  const first = at.valueBefore(start - 1);
  if (first === undefined) return undefined;
  const text = `${at.written(first, 0)} and ${at.written(start, 0)} ${at.image(0)}`;
  return { from: first, to: 1, text, safe: true };
};

/** `args["amount"]` */
const bracket: Habit = (at) => {
  if (at.image(0) !== '[' || !at.touches(0) || !at.isWord(-1)) return undefined;
  if (!at.isText(1) || at.image(2) !== ']') return undefined;
  const key = at.image(1);
  if (at.image(-1) === 'env') return { from: -1, to: 3, text: `env(${key})`, safe: true };
  const plain = /^"[A-Za-z_]\w*"$/.test(key) ? key.slice(1, -1) : key;
  return { from: -1, to: 3, text: `${at.image(-1)}.${plain}`, safe: true };
};

/** `EUR 500` */
const amount: Habit = (at) => {
  if (!currencies.includes(at.image(-1)) || !/^\d[\d_.]*$/.test(at.image(0))) return undefined;
  return { from: -1, to: 1, text: `${at.image(0)} ${at.image(-1)}`, safe: true };
};

/** `1,000 EUR`, `.5` */
const number: Habit = (at) => {
  if (at.image(0) === '.' && /^\d/.test(at.image(1)) && at.touches(1) && !at.endsValue(-1)) {
    return { from: 0, to: 2, text: `0.${at.image(1)}`, safe: true };
  }
  if (!/^\d{1,3}$/.test(at.image(-1))) return undefined;
  let [end, text] = [0, at.image(-1)];
  while (at.image(end) === ',' && at.touches(end) && at.touches(end + 1)) {
    if (!/^\d{3}(?:\D|$)/.test(at.image(end + 1))) break;
    text += at.image(end + 1);
    end += 2;
  }
  return end === 0 ? undefined : { from: -1, to: end, text, safe: false };
};

const units: Readonly<Record<string, string>> = {
  millisecond: 'ms',
  second: 's',
  sec: 's',
  minute: 'm',
  min: 'm',
  hour: 'h',
  day: 'd',
  week: 'w',
  year: 'y',
};
const unitOf = (word: string): string | undefined => units[word.toLowerCase().replace(/s$/, '')];

/** `per hour`, `per 1 hour`, `keep: 7 years` */
const duration: Habit = (at) => {
  const wanted = at.stop.wanted.includes(Duration);
  const alone = wanted ? unitOf(at.image(0)) : undefined;
  if (alone !== undefined) return { from: 0, to: 1, text: `1${alone}`, safe: true };
  const from = wanted ? 0 : -1;
  const unit = unitOf(at.image(from + 1));
  if (unit === undefined || !/^\d[\d_]*$/.test(at.image(from))) return undefined;
  return { from, to: from + 2, text: `${at.image(from)}${unit}`, safe: true };
};

/** How other languages write conditions and amounts. */
export const valueHabits: readonly Habit[] = [
  between,
  exists,
  origin,
  differs,
  chain,
  bracket,
  amount,
  number,
  duration,
];
