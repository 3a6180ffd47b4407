import { add, subtract } from '../../../values/arithmetic.ts';
import { readScalar, scalarNames } from '../../../values/scalars/scalar.ts';
import { unknown, type Value } from '../../../values/value.ts';
import { literal } from '../../evaluate.ts';
import type { ExprPlan } from '../../expression.ts';
import type { TypePlan } from '../../plan.ts';

type Literal = Extract<ExprPlan, { op: 'literal' }>;

/** Types whose values are compared by more than a text or a number. */
const layeredTypes: readonly string[] = ['path', 'url', 'command', 'json', 'list', 'record'];

/** Types of which equality and order cut all values, and nothing else can be asked of one. */
const sharpTypes = scalarNames.filter((each) => !layeredTypes.includes(each));

/** Whether samples can stand for all values of a type, where they are held against these literals. */
export function isSharp(expr: ExprPlan, type: TypePlan | undefined): expr is Literal {
  if (expr.op !== 'literal' || !sharpTypes.includes(expr.type)) return false;
  if (type !== undefined && layeredTypes.includes(type.type)) return false;
  // A plain text beside a host is read as a host; beside a field of no known type it may be either.
  if (expr.type === 'host' || expr.type === 'email') return type?.type === expr.type;
  return type === undefined || (type.type !== 'host' && type.type !== 'email');
}

/** The values that literals spell. */
export function spelled(literals: readonly Literal[]): readonly Value[] {
  return literals.map(literal).filter((value): value is Value => value !== unknown);
}

/**
 * Values of a field, one for every set of values that no comparison with the bounds tells apart: each
 * bound, what lies next to it on either side, and one text that is none of them.
 */
export function samplesOf(bounds: readonly Value[], type: TypePlan | undefined): readonly Value[] {
  if (type?.type === 'bool') return [true, false];
  if (type?.type === 'one of') return type.members;
  const found = new Map<string, Value>();
  const keep = (value: Value): void => {
    found.set(keyOf(value), value);
  };
  for (const bound of bounds) {
    const whole = type?.type === 'int' ? wholes(bound) : undefined;
    for (const each of whole ?? [bound, ...beside(bound)]) keep(each);
  }
  for (const other of others(bounds, type)) keep(other);
  return [...found.values()];
}

/** A value's spelling, equal for equal values. */
const keyOf = (value: Value): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part));

/** The whole numbers at a bound and next to it; undefined where it is no number. */
function wholes(bound: Value): readonly Value[] | undefined {
  if (typeof bound === 'number' || typeof bound === 'bigint') return [bound, ...next(bound, 1)];
  if (typeof bound !== 'object' || !('kind' in bound) || bound.kind !== 'decimal') return undefined;
  const floor = bound.nano / billion - (bound.nano % billion < 0n ? 1n : 0n);
  const low = add(0, floor);
  return low === unknown ? [] : [low, ...next(low, 1), ...next(low, 2)];
}

const billion = 1_000_000_000n;

/** The next values below and above. */
function beside(bound: Value): readonly Value[] {
  if (typeof bound === 'boolean') return [!bound];
  const step = stepOf(bound);
  if (step === undefined) return [];
  // Between two whole numbers there are fractions, as far as is known of a field without a type.
  const little = typeof bound === 'object' ? undefined : readScalar('0.000000001', 'decimal');
  return [...next(bound, step), ...(little === undefined ? [] : next(bound, little))];
}

const next = (bound: Value, step: Value): readonly Value[] =>
  [subtract(bound, step), add(bound, step)].filter((near): near is Value => near !== unknown);

function stepOf(value: Value): Value | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return 1;
  if (typeof value !== 'object' || !('kind' in value)) return undefined;
  switch (value.kind) {
    case 'decimal':
      return readScalar('0.000000001', 'decimal');
    case 'percent':
      return { kind: 'percent', nano: 1n };
    case 'money':
      return { kind: 'money', nano: 1n, currency: value.currency };
    case 'duration':
    case 'time':
      return readScalar('1ms', 'duration');
    case 'size':
      return readScalar('1B', 'size');
    default:
      return undefined;
  }
}

/** What is none of the bounds: another text, an amount in another currency. */
function others(bounds: readonly Value[], type: TypePlan | undefined): readonly Value[] {
  if (type?.type === 'host') return readable(`x${bounds.length}.invalid`, 'host');
  if (type?.type === 'email') return readable(`x@x${bounds.length}.invalid`, 'email');
  const texts = bounds.filter((each) => typeof each === 'string');
  const currencies = bounds.flatMap((each) =>
    typeof each === 'object' && 'kind' in each && each.kind === 'money' ? [each.currency] : [],
  );
  const found: Value[] = [];
  if (texts.length > 0 || bounds.length === 0 || type?.type === 'string') {
    found.push(`${texts.reduce((a, b) => (a.length < b.length ? b : a), '')}~`);
  }
  if (currencies.length > 0) {
    const other = ['EUR', 'USD', 'CHF', 'GBP', 'JPY'].find((each) => !currencies.includes(each));
    found.push({ kind: 'money', nano: billion, currency: other ?? 'XTS' });
  }
  return found;
}

const readable = (text: string, type: 'host' | 'email'): readonly Value[] => {
  const value = readScalar(text, type);
  return value === undefined ? [] : [value];
};
