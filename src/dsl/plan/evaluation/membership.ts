import { contains, equal } from '../../values/compare.ts';
import { isWithin } from '../../values/kinds/path.ts';
import { readScalar } from '../../values/scalars/scalar.ts';
import { isList } from '../../values/to-json.ts';
import type { PathValue, Truth, Unknown, Value } from '../../values/value.ts';
import { unknown } from '../../values/value.ts';
import type { Evaluation, Facts } from '../evaluate.ts';
import { expression } from '../evaluate.ts';
import type { ExprPlan } from '../plan.ts';

/**
 * `x in list` by equality with one of its items, `path in "folder"` by components. A list of strings in
 * the source is looked up in one step whatever its length.
 */
export function membership(
  written: ExprPlan,
  left: Evaluation,
  right: Evaluation,
): (facts: Facts) => Truth {
  const members = literalStrings(written);
  if (members !== undefined) return amongStrings(members, left);
  if (written.op === 'list') return amongItems(written.items.map(expression), left);
  return (facts) => {
    const value = left(facts);
    if (value === unknown) return unknown;
    return within(value, right(facts));
  };
}

/** Item by item, so that one that is unknown hides no other. */
function amongItems(items: readonly Evaluation[], left: Evaluation): (facts: Facts) => Truth {
  return (facts) => {
    const value = left(facts);
    if (value === unknown) return unknown;
    let truth: Truth = false;
    for (const item of items) {
      const other = item(facts);
      const same = other === unknown ? unknown : equal(value, other);
      if (same === true) return true;
      if (same === unknown) truth = unknown;
    }
    return truth;
  };
}

function literalStrings(written: ExprPlan): ReadonlySet<string> | undefined {
  if (written.op !== 'list') return undefined;
  const strings = new Set<string>();
  for (const item of written.items) {
    if (item.op !== 'literal' || item.type !== 'string') return undefined;
    strings.add(String(item.json));
  }
  return strings;
}

function amongStrings(members: ReadonlySet<string>, left: Evaluation): (facts: Facts) => Truth {
  const list = [...members];
  return (facts) => {
    const value = left(facts);
    if (value === unknown) return unknown;
    return typeof value === 'string' ? members.has(value) : contains(list, value);
  };
}

function within(value: Value, right: Value | Unknown): Truth {
  if (right === unknown) return unknown;
  if (isList(right)) return contains(right, value);
  const folder = asPath(right);
  const inner = asPath(value);
  if (folder === undefined || inner === undefined || typeof value === 'string') return unknown;
  return isWithin(inner, folder) ?? unknown;
}

function asPath(value: Value): PathValue | undefined {
  const read = typeof value === 'string' ? readScalar(value, 'path') : value;
  return typeof read === 'object' && 'kind' in read && read.kind === 'path' ? read : undefined;
}
