import { currencies } from '../../../dsl/values/scalars/currencies.ts';
import type { FlatToken } from '../names/flat.ts';
import type { Workspace } from '../workspace.ts';
import { wantedTypes } from './inside.ts';
import type { Proposal } from './item.ts';
import type { Point } from './point.ts';

const durations: Readonly<Record<string, string>> = {
  ms: 'milliseconds',
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days of 24 hours',
  w: 'weeks',
  y: 'years of 365 days',
};
const sizes: Readonly<Record<string, string>> = {
  B: 'bytes',
  KB: '1024 bytes',
  MB: '1024 KB',
  GB: '1024 MB',
};

/**
 * Units for the number at the cursor: glued to it those of duration, size and share, after a space the
 * currencies, those the file uses first. Only those of the type that is wanted, where that is known.
 */
export function unitProposals(
  workspace: Workspace,
  point: Point,
  offset: number,
): readonly Proposal[] {
  const number = point.tokens.at(-1);
  if (number === undefined || number.kind !== 'amount') return [];
  const text = point.document.source.text.slice(number.end, offset);
  const isGlued = text === '' && /\d$/.test(number.text);
  const isSpaced = /^[ \t]+[A-Z]{0,3}$/.test(text) && /^[\d_.]+$/.test(number.text);
  if (!isGlued && !isSpaced) return [];
  const before = { ...point, tokens: point.tokens.slice(0, -1) };
  const wanted = wantedTypes(workspace, before);
  if (isSpaced) {
    const fits = wanted.length === 0 || wanted.includes('money');
    return fits && mayBeMoney(before.tokens) ? moneys(point, '') : [];
  }
  return glued(wanted, number, point, before.tokens);
}

/** Whether the words before let a number be money at all. */
const mayBeMoney = (tokens: readonly FlatToken[]): boolean =>
  !['within', 'per', 'burst', 'wait', 'vak'].includes(tokens.at(-1)?.text ?? '');

function glued(
  wanted: readonly string[],
  number: FlatToken,
  point: Point,
  tokens: readonly FlatToken[],
): readonly Proposal[] {
  const all: Proposal[] = [];
  const has = (type: string): boolean => wanted.length === 0 || wanted.includes(type);
  const from = (units: Readonly<Record<string, string>>): void => {
    for (const [unit, detail] of Object.entries(units)) {
      all.push({ label: `${number.text}${unit}`, kind: 'unit', detail, insert: unit });
    }
  };
  const isTime = ['within', 'per', 'wait'].includes(tokens.at(-1)?.text ?? '');
  if (tokens.at(-1)?.text === 'vak') return [];
  if (has('duration') || isTime) from(durations);
  if (has('size') && !isTime) from(sizes);
  if (has('percent') && !isTime) {
    all.push({ label: `${number.text}%`, kind: 'unit', detail: 'of one', insert: '%' });
  }
  if (has('money') && mayBeMoney(tokens) && wanted.length > 0) all.push(...moneys(point, ' '));
  return all;
}

function moneys(point: Point, before: string): readonly Proposal[] {
  const used = new Set<string>();
  for (const { type, text } of point.document.flat.tokens) {
    const code = /[A-Z]{3}$/.exec(text)?.[0];
    if (type === 'Money' && code !== undefined) used.add(code);
  }
  return [...new Set([...used, ...currencies])].map((label) => ({
    label,
    kind: 'unit',
    detail: used.has(label) ? 'used in this file' : 'currency',
    insert: `${before}${label}`,
  }));
}
