import type { ExprPlan } from '../../../runtime/contract/index.ts';

/** When an expression is true, and when it is false; unknown where it is neither. */
export interface Truth {
  readonly yes: string;
  readonly no: string;
}

/** What a term stands for: when it has a value, and which. */
export interface Term {
  readonly known: string;
  readonly kind: 'number' | 'money' | 'percent' | 'duration' | 'size' | 'time' | 'text' | 'bool';
  readonly value: string;
  /** Of money: its currency, as a number. */
  readonly currency?: string;
  /** Of numbers: that it is a whole one, which may be larger. */
  readonly isWhole?: boolean;
}

/** Exact values keep below this magnitude, in their smallest unit. */
const bound = 2n ** 127n;
/** Billionths in one. */
export const billion = 1_000_000_000n;

/** Whether a value is within the range of its type; a whole number in billionths has a larger one. */
export function within(value: string, isWhole = false): string {
  const most = isWhole ? bound * billion : bound;
  return `(< (- ${most}) ${value} ${most})`;
}

/** What holds where it is known. */
export const both = (known: string, holds: string): Truth => ({
  yes: `(and ${known} ${holds})`,
  no: `(and ${known} (not ${holds}))`,
});

/** What a `where` says of its value, said of a field. */
export function about(expr: ExprPlan, ref: Extract<ExprPlan, { op: 'ref' }>): ExprPlan {
  return JSON.parse(JSON.stringify(expr), (_, part) =>
    part?.op === 'ref' && part.root === 'value'
      ? { ...part, root: ref.root, path: [...ref.path, ...part.path] }
      : part,
  );
}

/** An expression's spelling without its places. */
export const keyOf = (expr: ExprPlan): string =>
  JSON.stringify(expr, function (this: unknown, key, value) {
    return key === 'at' && typeof this === 'object' && this !== null && 'op' in this
      ? undefined
      : value;
  });

/** The texts of a pattern; undefined for any run between them. */
export function piecesOf(pattern: string): readonly (string | undefined)[] {
  const found: (string | undefined)[] = [];
  let text = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern.charAt(index);
    if (char === '\\' && pattern.charAt(index + 1) === '*') {
      text += '*';
      index += 1;
    } else if (char === '*') {
      if (text !== '') found.push(text);
      found.push(undefined);
      text = '';
    } else text += char;
  }
  if (text !== '') found.push(text);
  return found;
}
