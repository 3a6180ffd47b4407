import { add, compare, unknown, type Value } from '../../../../../runtime/contract/index.ts';
import type { AggregateKind } from '../text/program.ts';

/** One aggregate under way. */
export interface Total {
  add(value: Value | undefined): void;
  /** Undefined where there is nothing to sum or compare; `unclear` where values do not go together. */
  result(): Value | 'unclear' | undefined;
}

/** Starts an aggregate. `count` of nothing is 0; `sum`, `min` and `max` of nothing have no value. */
export function totalOf(kind: AggregateKind): Total {
  if (kind === 'count') return counted();
  let total: Value | undefined;
  let unclear = false;
  return {
    add(value) {
      if (value === undefined || unclear) {
        unclear = true;
        return;
      }
      if (total === undefined) {
        total = value;
        return;
      }
      const next = kind === 'sum' ? add(total, value) : further(kind, total, value);
      if (next === unknown) unclear = true;
      else total = next;
    },
    result: () => (unclear ? 'unclear' : total),
  };
}

function counted(): Total {
  let count = 0;
  return {
    add: () => {
      count += 1;
    },
    result: () => count,
  };
}

function further(kind: 'min' | 'max', a: Value, b: Value): Value | typeof unknown {
  const order = compare(b, a);
  if (order === unknown) return unknown;
  return (kind === 'min' ? order < 0 : order > 0) ? b : a;
}
