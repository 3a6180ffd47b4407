import {
  add,
  compare,
  equal,
  multiply,
  subtract,
  unknown,
  type Value,
} from '../../../../../runtime/contract/index.ts';
import type { Comparison } from '../text/program.ts';

const operations = { '+': add, '-': subtract, '*': multiply } as const;

/** A sum, exact; undefined where there is none, as between two currencies. */
export function numberOf(
  op: keyof typeof operations,
  left: () => Value | undefined,
  right: () => Value | undefined,
): () => Value | undefined {
  const apply = operations[op];
  return () => {
    const [a, b] = [left(), right()];
    if (a === undefined || b === undefined) return undefined;
    const value = apply(a, b);
    return value === unknown ? undefined : value;
  };
}

/** Whether a comparison holds; undefined where it is neither true nor false. */
export function relate(
  op: Comparison,
  left: Value | undefined,
  right: Value | undefined,
): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (op === '=' || op === '!=') {
    const same = equal(left, right);
    return same === unknown ? undefined : same === (op === '=');
  }
  const order = compare(left, right);
  if (order === unknown) return undefined;
  if (op === '<') return order < 0;
  if (op === '<=') return order <= 0;
  return op === '>' ? order > 0 : order >= 0;
}

/** Whether a path is a folder or lies below it, by components; both canonical texts. */
export function isWithin(path: string, folder: string): boolean {
  const base = folder.length > 1 && folder.endsWith('/') ? folder.slice(0, -1) : folder;
  if (base === '/') return path.startsWith('/');
  return path === base || path.startsWith(`${base}/`);
}
