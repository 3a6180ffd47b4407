import { readScalar } from '../../../values/scalars/scalar.ts';
import { type Truth, unknown, type Value } from '../../../values/value.ts';
import { condition, type Facts, literal } from '../../evaluate.ts';
import { type ExprPlan, fieldsIn, partsOf } from '../../expression.ts';
import type { ScalarType } from '../../plan.ts';
import type { FieldOf } from './field.ts';
import type { Budget, Wanted } from './search.ts';
import { samplesOf } from './values.ts';

type Reference = Extract<ExprPlan, { op: 'ref' }>;

/** Values by the field that has them, as conditions name it. */
export type Witness = ReadonlyMap<string, Value>;

/**
 * Looks for values under which conditions come out as wanted, among likely ones: the constants that stand
 * in the conditions, what lies beside them, and texts that match their patterns. A find is real, for the
 * conditions were evaluated with it; that nothing is found says nothing.
 */
export function likely(
  conditions: readonly ExprPlan[],
  wanted: readonly Wanted[],
  fieldOf: FieldOf,
  budget: Budget,
): Witness | undefined {
  const asked = wanted.map(({ condition: at }) => conditions[at] as ExprPlan);
  const fields = fieldsOf(asked, fieldOf);
  if (fields.some((one) => fields.some((other) => isBelow(one, other)))) return undefined;
  const holds = asked.map((expr) => condition(expr));
  const trial = new Map<Field, Value>();
  const visit = (depth: number): boolean => {
    budget.steps -= 1;
    if (budget.steps < 0) return false;
    const facts = factsOf(trial);
    const truths = holds.map((each) => each(facts));
    if (truths.some((truth, index) => isWrong(truth, (wanted[index] as Wanted).be))) return false;
    const settled = truths.every((truth, index) => isSo(truth, (wanted[index] as Wanted).be));
    if (settled && fields.every((field) => field.optional || trial.has(field))) return true;
    const field = fields[depth];
    if (field === undefined) return false;
    for (const value of field.values) {
      trial.set(field, value);
      if (visit(depth + 1)) return true;
    }
    trial.delete(field);
    return field.optional && visit(depth + 1);
  };
  if (!visit(0)) return undefined;
  return new Map([...trial].map(([{ ref }, value]) => [nameOf(ref), value]));
}

const isSo = (truth: Truth, be: Wanted['be']): boolean =>
  be === 'not true' ? truth !== true : truth === (be === 'true');
/** Whether more values cannot mend it. */
const isWrong = (truth: Truth, be: Wanted['be']): boolean => truth !== unknown && !isSo(truth, be);

/** A field as conditions name it. */
export const nameOf = ({
  root,
  path,
}: Pick<Extract<ExprPlan, { op: 'ref' }>, 'root' | 'path'>): string => [root, ...path].join('.');

interface Field {
  readonly ref: Reference;
  readonly optional: boolean;
  readonly values: readonly Value[];
}

/** At most so many values of a field are tried. */
const mostValues = 48;

function fieldsOf(exprs: readonly ExprPlan[], fieldOf: FieldOf): readonly Field[] {
  const found = new Map<string, Reference>();
  const constants: Value[] = [];
  const texts: string[] = [];
  const visit = (expr: ExprPlan): void => {
    if (expr.op === 'literal') {
      const value = literal(expr);
      if (value !== unknown) constants.push(value);
    } else if (expr.op === 'like') texts.push(...matching(expr.pattern));
    for (const part of partsOf(expr)) visit(part);
  };
  for (const expr of exprs) {
    visit(expr);
    for (const ref of fieldsIn(expr)) found.set(nameOf(ref), ref);
  }
  return [...found.values()].map((ref) => {
    const { type, optional } = fieldOf(ref.root, ref.path);
    const kind = type?.type;
    const near = [...samplesOf(constants, type), ...texts];
    const values = near.flatMap((value) => fitting(value, kind));
    return { ref, optional, values: [...new Set(values)].slice(0, mostValues) };
  });
}

/** A value as a field of a type would have it; none where it cannot. */
function fitting(value: Value, kind: string | undefined): readonly Value[] {
  if (kind === undefined) return [value];
  if (['path', 'url', 'host', 'email', 'command'].includes(kind) && typeof value === 'string') {
    const read = readScalar(value, kind as Exclude<ScalarType, 'json'>);
    return read === undefined ? [] : [read];
  }
  return kindOf(value).includes(kind) ? [value] : [];
}

function kindOf(value: Value): readonly string[] {
  if (typeof value === 'string') return ['string', 'one of'];
  if (typeof value === 'boolean') return ['bool'];
  if (typeof value !== 'object') return ['int', 'decimal'];
  return 'kind' in value ? [value.kind] : ['list'];
}

/** Whether one field is part of another, so that they have no values of their own. */
const isBelow = ({ ref: a }: { ref: Reference }, { ref: b }: { ref: Reference }): boolean =>
  a.root === b.root &&
  a.path.length < b.path.length &&
  a.path.every((step, index) => step === b.path[index]);

type Tree = Map<string, Value | { readonly kind: 'record'; readonly fields: Tree }>;

/** Facts that hold fields and nothing else; a call has arguments, be there none. */
function factsOf(values: ReadonlyMap<{ readonly ref: Reference }, Value>): Facts {
  const roots: Tree = new Map([['args', { kind: 'record', fields: new Map() }]]);
  for (const [{ ref }, value] of values) {
    let fields = roots;
    for (const step of [ref.root, ...ref.path.slice(0, -1)]) {
      const known = fields.get(step) as { readonly fields: Tree } | undefined;
      const next = known ?? { kind: 'record' as const, fields: new Map() };
      fields.set(step, next as { readonly kind: 'record'; readonly fields: Tree });
      fields = next.fields;
    }
    fields.set(ref.path.at(-1) ?? '', value);
  }
  return Object.fromEntries(roots) as Facts;
}

/**
 * Whether conditions come out as wanted where fields have these values and nothing else is known;
 * evaluated, not worked out.
 */
export function isWitness(
  conditions: readonly ExprPlan[],
  wanted: readonly Wanted[],
  values: readonly (readonly [Extract<ExprPlan, { op: 'ref' }>, Value])[],
): boolean {
  const refs = values.map(([ref]) => ({ ref }));
  if (refs.some((one) => refs.some((other) => isBelow(one, other)))) return false;
  const facts = factsOf(new Map(values.map(([ref, value]) => [{ ref }, value])));
  return wanted.every(({ condition: at, be }) =>
    isSo(condition(conditions[at] as ExprPlan)(facts), be),
  );
}

/** Texts that match a pattern, and one that does not. */
function matching(pattern: string): readonly string[] {
  const plain = pattern.replaceAll('\\*', '\u0000');
  const filled = (by: string): string => plain.replaceAll('*', by).replaceAll('\u0000', '*');
  return [filled(''), filled('x'), `${filled('')}~`, '~'];
}
