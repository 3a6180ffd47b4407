import type { Arithmetic, ColumnType } from './program.ts';

export type Types = Map<string, ColumnType>;

/** Types whose values are added up. */
const summed: readonly ColumnType[] = ['int', 'decimal', 'money', 'duration', 'size', 'percent'];
/** Types whose values have an order. */
const ordered: readonly ColumnType[] = [...summed, 'time'];

export const fits = (a: ColumnType, b: ColumnType): boolean =>
  a === b || a === 'any' || b === 'any';

/** Whether values of a type may be added up; what may be anything may. */
export const isSummed = (of: ColumnType | undefined): boolean =>
  of === undefined || of === 'any' || summed.includes(of);

/** Whether values of a type have an order. */
export const isOrdered = (of: ColumnType | undefined): boolean =>
  of === undefined || of === 'any' || ordered.includes(of);

/** The type of a sum; undefined where it is not known yet. */
export function typeOf(of: Arithmetic, types: Types): ColumnType | undefined {
  if (of.kind === 'constant') return of.type;
  if (of.kind === 'variable') return types.get(of.name);
  if (of.kind === 'wildcard') return undefined;
  const left = typeOf(of.left, types);
  const right = typeOf(of.right, types);
  return left === right ? left : 'any';
}

export const article = (type: ColumnType): string =>
  type === 'any' ? 'a value' : type === 'int' ? 'an int' : `a ${type}`;
