import type { ExprPlan, Value } from '../../../../runtime/contract/index.ts';
import { literal, unknown } from '../../../../runtime/contract/index.ts';
import type { Rule } from '../rule.ts';
import type { Key } from './quantity.ts';
import { quantity } from './quantity.ts';

type Reference = Extract<ExprPlan, { op: 'ref' }>;

/**
 * One condition of a rule by which it can be looked up: a necessary one, so that a rule whose selector
 * is plainly false is silent whatever its other conditions say.
 */
export type Selector =
  | { readonly by: 'equality'; readonly ref: Reference; readonly values: readonly Value[] }
  | { readonly by: 'folder'; readonly ref: Reference; readonly folder: string }
  | { readonly by: 'bounds'; readonly ref: Reference; readonly bounds: Bounds };

/** An interval of one kind of quantity; an end that is undefined is open. */
export interface Bounds {
  readonly family: string;
  readonly low?: End;
  readonly high?: End;
}
export interface End {
  readonly at: Key;
  readonly included: boolean;
}

/** A name for what a selector reads, the same for equal references. */
export const readsFrom = ({ by, ref }: Selector): string =>
  `${by} ${ref.root} ${ref.path.length} ${ref.path.length === 1 ? ref.path[0] : JSON.stringify(ref.path)}`;

/**
 * Conditions of a rule that could serve: those that name values or folders, or those that bound a
 * quantity; bounds on one reference are drawn together.
 */
export function selectors(rule: Rule, wanted: 'exact' | 'bounds'): readonly Selector[] {
  const found: Selector[] = [];
  for (const { word, expr } of rule.plan.conditions) {
    if (word !== 'when') continue;
    for (const part of conjuncts(expr)) {
      if (wanted === 'exact' && part.op !== '==' && part.op !== 'in') continue;
      const selector = read(part);
      if (selector === undefined) continue;
      if ((selector.by === 'bounds') === (wanted === 'bounds')) found.push(selector);
    }
  }
  return wanted === 'bounds' ? merged(found) : found;
}

function conjuncts(expr: ExprPlan): readonly ExprPlan[] {
  return expr.op === 'and' ? expr.of.flatMap(conjuncts) : [expr];
}

function read(expr: ExprPlan): Selector | undefined {
  switch (expr.op) {
    case '==':
      return equality(expr.left, expr.right) ?? equality(expr.right, expr.left);
    case 'in':
      return expr.left.op === 'ref' ? membership(expr.left, expr.right) : undefined;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(expr.op, expr.left, expr.right);
    default:
      return undefined;
  }
}

function equality(ref: ExprPlan, other: ExprPlan): Selector | undefined {
  if (ref.op !== 'ref' || other.op !== 'literal') return undefined;
  const value = literal(other);
  if (value === unknown) return undefined;
  const measure = quantity(value);
  if (measure !== undefined && typeof value === 'object') {
    const end = { at: measure.key, included: true };
    return { by: 'bounds', ref, bounds: { family: measure.family, low: end, high: end } };
  }
  return { by: 'equality', ref, values: [value] };
}

function membership(ref: Reference, right: ExprPlan): Selector | undefined {
  if (right.op === 'list') {
    const values = right.items.map((item) => (item.op === 'literal' ? literal(item) : unknown));
    if (values.length === 0 || values.includes(unknown)) return undefined;
    return { by: 'equality', ref, values: values as readonly Value[] };
  }
  if (right.op !== 'literal' || typeof right.json !== 'string') return undefined;
  const folder = literal({ ...right, type: 'path' });
  if (folder === unknown || typeof folder !== 'object' || !('text' in folder)) return undefined;
  return folder.text.startsWith('..') ? undefined : { by: 'folder', ref, folder: folder.text };
}

const turned = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function comparison(op: keyof typeof turned, a: ExprPlan, b: ExprPlan): Selector | undefined {
  if (a.op === 'literal') return b.op === 'ref' ? comparison(turned[op], b, a) : undefined;
  if (a.op !== 'ref' || b.op !== 'literal') return undefined;
  const value = literal(b);
  const measure = value === unknown ? undefined : quantity(value);
  if (measure === undefined) return undefined;
  const end = { at: measure.key, included: op.length === 2 };
  const bounds = op.startsWith('<') ? { high: end } : { low: end };
  return { by: 'bounds', ref: a, bounds: { family: measure.family, ...bounds } };
}

/** Bounds of one family on one reference become one interval, the narrowest that all allow. */
function merged(found: readonly Selector[]): readonly Selector[] {
  if (found.length < 2) return found;
  const intervals = new Map<string, Extract<Selector, { by: 'bounds' }>>();
  for (const selector of found) {
    if (selector.by !== 'bounds') continue;
    const key = `${readsFrom(selector)} ${selector.bounds.family}`;
    const known = intervals.get(key);
    intervals.set(key, {
      ...selector,
      bounds: known === undefined ? selector.bounds : narrower(known.bounds, selector.bounds),
    });
  }
  return [...intervals.values()];
}

function narrower(a: Bounds, b: Bounds): Bounds {
  const low = tighter(a.low, b.low, (x, y) => x > y);
  const high = tighter(a.high, b.high, (x, y) => x < y);
  return {
    family: a.family,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  };
}

function tighter(
  a: End | undefined,
  b: End | undefined,
  beats: (x: Key, y: Key) => boolean,
): End | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.at === b.at) return { at: a.at, included: a.included && b.included };
  return beats(a.at, b.at) ? a : b;
}
