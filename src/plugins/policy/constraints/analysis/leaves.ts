import {
  add,
  type ExprPlan,
  literal,
  type Root,
  readScalar,
  type ScalarType,
  subtract,
  unknown,
  type Value,
} from '../../../../runtime/contract/index.ts';

type Reference = Extract<ExprPlan, { op: 'ref' }>;
type Literal = Extract<ExprPlan, { op: 'literal' }>;

/** One field that conditions read, with values of which every condition takes at least one side. */
export interface Leaf {
  readonly root: Root;
  readonly path: readonly string[];
  readonly values: readonly Value[];
}

/** The fields of conditions. `complete` where the values stand for all there are. */
export interface Leaves {
  readonly leaves: readonly Leaf[];
  readonly complete: boolean;
}

interface Found {
  readonly ref: Reference;
  readonly bounds: Value[];
  readonly texts: string[];
}

/**
 * Cuts the values of every field at the constants it is held against: on each, and between any two, one
 * value stands for all that no condition tells apart. Where fields are held against one another, or texts
 * against patterns, the values are only likely ones, and `complete` is false.
 */
export function leavesOf(exprs: readonly ExprPlan[]): Leaves {
  const found = new Map<string, Found>();
  let complete = true;
  const of = (ref: Reference): Found => {
    const key = JSON.stringify([ref.root, ...ref.path]);
    const known = found.get(key) ?? { ref, bounds: [], texts: [] };
    found.set(key, known);
    return known;
  };
  const visit = (expr: ExprPlan): void => {
    switch (expr.op) {
      case 'and':
      case 'or':
        for (const each of expr.of) visit(each);
        return;
      case 'not':
        visit(expr.of);
        return;
      case 'ref':
        of(expr).bounds.push(true);
        return;
      case 'literal':
        return;
      case 'like':
        complete = false;
        if (expr.left.op === 'ref') of(expr.left).texts.push(...likely(expr.pattern));
        return;
      default:
        if (!relation(expr, of)) complete = false;
    }
  };
  for (const expr of exprs) visit(expr);
  if (!complete) shareBounds(found);
  const leaves = [...found.values()].map(leafOf);
  const whole = leaves.every(({ values }) => values.length > 0 && values.length < mostValues);
  return { leaves, complete: complete && whole };
}

/** A field beside constants; false for all else, whose constants are taken as likely values. */
function relation(expr: ExprPlan, of: (ref: Reference) => Found): boolean {
  if (!('left' in expr) || !('right' in expr)) return false;
  const { left, right, op } = expr;
  if (op === 'in' && left.op === 'ref' && right.op === 'list' && right.items.every(isLiteral)) {
    for (const item of right.items) of(left).bounds.push(...constantsOf(item));
    return right.items.every((item) => sharp(item));
  }
  if (left.op === 'ref' && isLiteral(right)) {
    of(left).bounds.push(...constantsOf(right));
    return op !== 'in' && sharp(right);
  }
  if (right.op === 'ref' && isLiteral(left)) {
    of(right).bounds.push(...constantsOf(left));
    return op !== 'in' && sharp(left);
  }
  collect(left, of);
  collect(right, of);
  return false;
}

function collect(expr: ExprPlan, of: (ref: Reference) => Found): void {
  if (expr.op === 'ref') of(expr);
  else if (isLiteral(expr)) anywhere(of, constantsOf(expr));
  else if ('left' in expr && 'right' in expr) {
    collect(expr.left, of);
    collect(expr.right, of);
  } else if (expr.op === 'negate') collect(expr.of, of);
  else if (expr.op === 'list') for (const item of expr.items) collect(item, of);
}

/** Constants of sums, which any field of the sum may have to reach. */
function anywhere(of: (ref: Reference) => Found, values: readonly Value[]): void {
  of({ op: 'ref', root: 'args', path: [], at: '' }).bounds.push(...values);
}

const isLiteral = (expr: ExprPlan): expr is Literal => expr.op === 'literal';
const constantsOf = (expr: ExprPlan): readonly Value[] => {
  if (!isLiteral(expr)) return [];
  const value = literal(expr);
  return value === unknown ? [] : [value];
};

const sharpTypes: readonly ScalarType[] = [
  'string',
  'int',
  'decimal',
  'bool',
  'money',
  'duration',
  'size',
  'percent',
  'time',
];
/** Whether equality and order cut all values of a type, and nothing else can be asked of one. */
const sharp = (expr: ExprPlan): boolean => isLiteral(expr) && sharpTypes.includes(expr.type);

/** Fields held against one another may need each other's bounds. */
function shareBounds(found: Map<string, Found>): void {
  const all = [...found.values()].flatMap(({ bounds }) => bounds).slice(0, 16);
  for (const [key, each] of found) {
    if (each.ref.path.length === 0) found.delete(key);
    else each.bounds.push(...all);
  }
}

/** At most this many values stand for a field. */
const mostValues = 64;

function leafOf({ ref, bounds, texts }: Found): Leaf {
  const values = new Map<string, Value>();
  const keep = (value: Value): void => {
    values.set(spelling(value), value);
  };
  for (const bound of bounds) {
    keep(bound);
    for (const near of around(bound)) keep(near);
  }
  for (const text of texts) keep(text);
  return { root: ref.root, path: ref.path, values: [...values.values()].slice(0, mostValues) };
}

const spelling = (value: Value): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part));

/** The next values below and above; for texts, one that is none of the constants. */
function around(bound: Value): readonly Value[] {
  if (typeof bound === 'boolean') return [!bound];
  if (typeof bound === 'string') return [`${bound}~`];
  const step = stepOf(bound);
  if (step === undefined) return [];
  // Between two whole numbers there are fractions, as far as is known of a field without a type.
  const little = typeof bound === 'object' ? [] : [readScalar('0.000000001', 'decimal')];
  return [step, ...little].flatMap((each) => {
    if (each === undefined) return [];
    return [subtract(bound, each), add(bound, each)].filter(
      (near): near is Value => near !== unknown,
    );
  });
}

function stepOf(value: Value): Value | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return 1;
  if (typeof value !== 'object' || !('kind' in value)) return undefined;
  switch (value.kind) {
    case 'decimal':
      return readScalar('0.000000001', 'decimal');
    case 'percent':
      return readScalar('0.000000001%', 'percent') ?? readScalar('0.01%', 'percent');
    case 'money':
      return (
        readScalar(`0.000000001 ${value.currency}`, 'money') ??
        readScalar(`0.01 ${value.currency}`, 'money')
      );
    case 'duration':
    case 'time':
      return readScalar('1ms', 'duration');
    case 'size':
      return readScalar('1B', 'size');
    default:
      return undefined;
  }
}

/** Texts that match a pattern, and one that does not. */
function likely(pattern: string): readonly string[] {
  const plain = pattern.replaceAll('\\*', '\u0000');
  const filled = (by: string): string => plain.replaceAll('*', by).replaceAll('\u0000', '*');
  return [filled(''), filled('x'), `${filled('')}~`, '~'];
}
