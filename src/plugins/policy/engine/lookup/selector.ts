import type { ExprPlan, Value } from '../../../../runtime/contract/index.ts';
import { literal, unknown } from '../../../../runtime/contract/index.ts';
import type { Rule } from '../rule.ts';
import type { Key } from './quantity.ts';
import { quantity } from './quantity.ts';

/** A reference, as a rule writes it. */
export type Reference = Extract<ExprPlan, { op: 'ref' }>;

/**
 * One condition of a rule by which it can be looked up: a necessary one, so that a rule whose selector
 * is plainly false is silent whatever its other conditions say.
 */
export type Selector =
  | {
      readonly by: 'equality';
      readonly ref: Reference;
      readonly values: readonly Value[];
      /** The question as the rule asks it; true exactly when the fact is one of the values. */
      readonly expr: ExprPlan;
    }
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

/**
 * Conditions of a rule that could serve: those that name values or folders, or those that bound a
 * quantity; bounds on one reference are drawn together.
 */
export function selectors(rule: Rule, wanted: 'exact' | 'bounds'): readonly Selector[] {
  let found: Selector[] | undefined;
  for (const { word, expr } of rule.plan.conditions) {
    if (word === 'when') found = withSelectors(expr, wanted, found);
  }
  if (found === undefined) return none;
  return wanted === 'bounds' ? merged(found) : found;
}

const none: readonly Selector[] = [];

/** Most rules have one at most, so that a list is made only for those that have. */
function withSelectors(
  expr: ExprPlan,
  wanted: 'exact' | 'bounds',
  found: Selector[] | undefined,
): Selector[] | undefined {
  if (expr.op === 'and') {
    return expr.of.reduce((sofar, part) => withSelectors(part, wanted, sofar), found);
  }
  if (wanted === 'exact' && expr.op !== '==' && expr.op !== 'in') return found;
  const selector = read(expr);
  if (selector === undefined || (selector.by === 'bounds') !== (wanted === 'bounds')) return found;
  if (found === undefined) return [selector];
  found.push(selector);
  return found;
}

function read(expr: ExprPlan): Selector | undefined {
  switch (expr.op) {
    case '==':
      return equality(expr, expr.left, expr.right) ?? equality(expr, expr.right, expr.left);
    case 'in':
      return expr.left.op === 'ref' ? membership(expr, expr.left, expr.right) : undefined;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(expr.op, expr.left, expr.right);
    default:
      return undefined;
  }
}

function equality(expr: ExprPlan, ref: ExprPlan, other: ExprPlan): Selector | undefined {
  if (ref.op !== 'ref' || other.op !== 'literal') return undefined;
  const value = literal(other);
  if (value === unknown) return undefined;
  const measure = quantity(value);
  if (measure !== undefined && typeof value === 'object') {
    const end = { at: measure.key, included: true };
    return { by: 'bounds', ref, bounds: { family: measure.family, low: end, high: end } };
  }
  return { by: 'equality', ref, values: [value], expr };
}

function membership(expr: ExprPlan, ref: Reference, right: ExprPlan): Selector | undefined {
  if (right.op === 'list') {
    const values = right.items.map((item) => (item.op === 'literal' ? literal(item) : unknown));
    if (values.length === 0 || values.includes(unknown)) return undefined;
    return { by: 'equality', ref, values: values as readonly Value[], expr };
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
    const { root, path } = selector.ref;
    const key = JSON.stringify([root, selector.bounds.family, ...path]);
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
