import type { Habit } from './place.ts';

/** Words before the names of tools or agents. */
const speaksOf = /^(?:permit|forbid|for|on|every|always|never|eventually|before|after|calls|,)$/;

/** `all tools`, `every agent`, `*`, and `any` alone */
const all: Habit = (at) => {
  const kind = /agent/.test(at.stop.phrase) || /agent/.test(at.image(0)) ? 'agent' : 'tool';
  const text = `any ${kind}`;
  if (/^(?:all|every|each)$/.test(at.image(-1)) && /^(?:tool|agent)s?$/.test(at.image(0))) {
    return { from: -1, to: 1, text, safe: true };
  }
  if (
    at.image(-1) === 'any' &&
    at.stop.wanted.length === 1 &&
    !/^(?:tool|agent)/.test(at.image(0))
  ) {
    return { from: -1, to: 0, text, safe: false };
  }
  if (at.image(0) !== '*' || !/^`any (?:tool|agent)`/.test(at.stop.phrase)) return undefined;
  return { from: 0, to: 1, text, safe: false };
};

/** `orders.*` */
const group: Habit = (at) => {
  if (at.image(0) !== '*' || at.image(-1) !== '.' || !at.touches(0)) return undefined;
  const start = at.valueBefore(-1);
  if (start === undefined || !/^(?:permit|forbid|on|for|every)$/.test(at.image(start - 1))) {
    return undefined;
  }
  const name = at.written(start, 1).replaceAll('"', '');
  return { from: start, to: 1, text: `any tool where tool.name like "${name}"`, safe: false };
};

/** `permit a or b`, `permit a and b` */
const joined: Habit = (at) => {
  if (!/^(?:and|or)$/.test(at.image(0)) || !at.isWord(1)) return undefined;
  const start = at.valueBefore(0);
  if (start === undefined || !speaksOf.test(at.image(start - 1))) return undefined;
  return { from: start, to: 1, text: `${at.written(start, 0)},`, safe: false };
};

/** `permit tool orders.read`, `for agent desk` */
const kind: Habit = (at) => {
  if (!/^(?:tool|agent)$/.test(at.image(-1)) || !at.isWord(0)) return undefined;
  if (!speaksOf.test(at.image(-2))) return undefined;
  return { from: -1, to: 1, text: at.image(0), safe: true };
};

/** `permit [a, b]`, `for [desk]` */
const brackets: Habit = (at) => {
  if (at.image(0) !== '[' || !/^`any (?:tool|agent)`/.test(at.stop.phrase)) return undefined;
  const end = at.closing(0);
  if (end === undefined || end < 2) return undefined;
  return { from: 0, to: end + 1, text: at.written(1, end), safe: true };
};

/** `tools: orders.read, refunds.issue` */
const loose: Habit = (at) => {
  if (!/^[.,}]$/.test(at.image(0)) && !at.isWord(0)) return undefined;
  let start = at.image(0) === '.' ? -1 : 0;
  while (at.image(start - 1) === ',' && /^["\w]/.test(at.image(start - 2))) {
    start = at.valueBefore(start - 1) ?? start - 2;
  }
  if (at.image(start - 1) !== ':' || !at.isWord(start - 2) || start >= -1) return undefined;
  let end = at.image(0) === '.' ? 0 : -1;
  while (/^(?:\w+|".*"|[.,])$/.test(at.image(end)) && at.image(end + 1) !== ':') end += 1;
  const to = at.image(end) === ']' ? end + 1 : end;
  const text = `[${at.written(start, end).replace(/,$/, '')}]`;
  return { from: start, to, text, safe: true };
};

/** `in ("a", "b")`, `tools: (a, b)`, `in { "a", "b" }` */
const list: Habit = (at) => {
  if (at.image(0) !== ',') return undefined;
  const open = at.opening();
  if (open === undefined || !/^[({]$/.test(at.image(open))) return undefined;
  if (!/^(?:in|:)$/.test(at.image(open - 1))) return undefined;
  if (at.image(open) === '{' && at.image(open - 1) !== 'in') return undefined;
  const end = at.closing(open);
  if (end === undefined) return undefined;
  return { from: open, to: end + 1, text: `[${at.written(open + 1, end)}]`, safe: true };
};

/** `serial args.id` */
const serial: Habit = (at) =>
  at.image(-1) === 'serial' && at.isWord(0) && at.image(1) === '.'
    ? { from: -1, to: 0, text: 'serial by', safe: true }
    : undefined;

/** How other languages write who and what is spoken of, and lists of names. */
export const nameHabits: readonly Habit[] = [
  all,
  group,
  joined,
  kind,
  brackets,
  loose,
  list,
  serial,
];
