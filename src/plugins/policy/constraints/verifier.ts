import {
  analyseSet,
  condition,
  type ExprPlan,
  type Facts,
  type RecordValue,
  readScalar,
  reasonUnknown,
  referencesIn,
  VakError,
  type Value,
  witnessJson,
} from '../../../runtime/contract/index.ts';
import { type ConstraintAnalysis, inWords, notCompared, type SetFinding } from './analysis.ts';
import type { Constraint, ConstraintValue, VerificationResult } from './kinds/constraint.ts';
import { fieldNamed, lower, NotSound, readField, simpleIn } from './kinds/lower.ts';
import { readConstraints } from './kinds/read.ts';

/** What a set of constraints says of values: satisfied only where every one of them is. */
export interface VerificationReport {
  readonly status: VerificationResult['status'];
  /** One for each constraint that is enabled, the highest priority first. */
  readonly results: readonly VerificationResult[];
}

/** Searches for one analysis take at most so many steps together. */
const mostSteps = 500_000;

interface Compiled {
  readonly of: Constraint;
  readonly expr: ExprPlan;
  readonly holds: ReturnType<typeof condition>;
  /** The answer where it holds; one frozen object for all times. */
  readonly satisfied: VerificationResult;
}

/**
 * Constraints made ready once and asked any number of times: exact, three-valued, and linear in the
 * constraint. What cannot be decided is `unknown`, with the facts to supply.
 *
 * @example
 * const verifier = new ConstraintVerifier([
 *   { name: 'small', type: 'LESS_THAN', field: 'amount', value: 50 },
 * ]);
 * verifier.verify({ amount: 60 }).status; // 'violated'
 */
export class ConstraintVerifier {
  readonly #compiled: readonly Compiled[];
  /** Fields that hold paths. */
  readonly #paths: ReadonlySet<string>;

  /**
   * @throws VakError VAK6202 for what is no constraint, as a kind that there is not, and for one that
   * means nothing, as a pattern beyond the linear ones
   */
  constructor(constraints: readonly Constraint[]) {
    const enabled = sound(constraints).filter((each) => each.enabled !== false);
    this.#paths = new Set(enabled.flatMap(pathsOf));
    const ordered = [...enabled].sort((a, b) => (b.priority ?? 100) - (a.priority ?? 100));
    this.#compiled = ordered.map((of) => {
      const expr = meant(of);
      const satisfied = Object.freeze({ constraint: of.name, status: 'satisfied' } as const);
      return { of, expr, holds: condition(expr), satisfied };
    });
  }

  /**
   * Holds values against every constraint. A field that is missing, or is no value, makes what reads it
   * unknown.
   */
  verify(values: Readonly<Record<string, ConstraintValue>>): VerificationReport {
    if (typeof values !== 'object' || values === null) {
      throw new VakError('VAK6202', '`values` is a record of values by the names of fields');
    }
    const given: Given = { values, paths: this.#paths };
    const facts = factsOf(given);
    const results = this.#compiled.map((each) => resultOf(each, facts, given));
    let status: VerificationResult['status'] = 'satisfied';
    for (const each of results) {
      if (each.status === 'violated') status = 'violated';
      else if (each.status === 'unknown' && status === 'satisfied') status = 'unknown';
    }
    return { status, results };
  }

  /** What the constraints mean together: which cannot all hold, which say nothing, which say it twice. */
  analyse(): ConstraintAnalysis {
    const named = this.#compiled.map(({ of }) => of.name);
    const conditions = this.#compiled.map(({ expr }) => expr);
    const found = analyseSet(conditions, { witnesses: true, steps: mostSteps });
    const { witness } = found;
    return {
      findings: found.findings.map(({ finding, of }) => ({
        finding,
        constraints: of.map((index) => named[index] as string),
      })) as SetFinding[],
      undecided: [
        ...(found.uncompared ? [wordsOf(notCompared(named.length))] : []),
        ...found.undecided.map((question) => inWords(question, named)),
      ],
      witness: witness === undefined ? undefined : witnessJson(witness),
    };
  }
}

const wordsOf = ({ what, because }: ReturnType<typeof notCompared>): string =>
  `${what}: ${because}`;

/** Values by field, and which of them are paths. */
interface Given {
  readonly values: Readonly<Record<string, ConstraintValue>>;
  readonly paths: ReadonlySet<string>;
}

/** Constraints as they were given, once each is known to be one. */
function sound(constraints: readonly Constraint[]): readonly Constraint[] {
  const [fault] = readConstraints({ version: '1.0', constraints }).faults;
  if (fault === undefined) return constraints;
  throw new VakError('VAK6202', `${fault.path.join('.')}: ${fault.message}`);
}

function meant(of: Constraint): ExprPlan {
  try {
    return lower(of, { typeOf: () => undefined, at: () => of.name });
  } catch (cause) {
    if (!(cause instanceof NotSound)) throw cause;
    throw new VakError('VAK6202', `constraint \`${of.name}\`: ${cause.message}`);
  }
}

const pathsOf = (of: Constraint): readonly string[] =>
  simpleIn(of)
    .filter(({ type }) => type === 'FORBIDDEN')
    .map(fieldNamed);

function resultOf(
  { of, expr, holds, satisfied }: Compiled,
  facts: Facts,
  given: Given,
): VerificationResult {
  const truth = holds(facts);
  if (truth === true) return satisfied;
  if (truth === false) {
    const counterexample = counterexampleOf(of, expr, given);
    return { constraint: of.name, status: 'violated', counterexample };
  }
  const missing = fieldsOf(expr).filter((field) => read(given, field) === undefined);
  const reason = missing.length > 0 ? '' : reasonUnknown(expr, facts);
  const questions = missing.map((field) => `what is \`${field}\`?`);
  return {
    constraint: of.name,
    status: 'unknown',
    questions: missing.length > 0 ? questions : [reason ?? 'it cannot be decided'],
  };
}

/** The fewest of the values, taken away one by one, that still make the constraint false. */
function counterexampleOf(
  of: Constraint,
  expr: ExprPlan,
  { values, paths }: Given,
): NonNullable<VerificationResult['counterexample']> {
  const holds = condition(expr);
  let kept = Object.fromEntries(
    fieldsOf(expr).flatMap((field) => {
      const value = Object.hasOwn(values, field) ? values[field] : undefined;
      return value === undefined ? [] : [[field, value] as const];
    }),
  );
  for (const field of Object.keys(kept)) {
    const { [field]: _, ...fewer } = kept;
    if (holds(factsOf({ values: fewer, paths })) === false) kept = fewer;
  }
  const said = Object.entries(kept).map(([field, value]) => `${field} = ${spelled(value)}`);
  const explanation = `\`${of.name}\` is false for ${said.join(', ') || 'every value'}`;
  return { values: kept, explanation };
}

const spelled = (value: ConstraintValue): string =>
  Array.isArray(value)
    ? `[${value.map(spelled).join(', ')}]`
    : typeof value === 'string'
      ? JSON.stringify(value)
      : String(value);

/** The fields an expression reads, as a caller names them. */
const fieldsOf = (expr: ExprPlan): readonly string[] => [
  ...new Set(
    referencesIn(expr).map(({ root, path }) =>
      root === 'args' ? path.join('.') : [root, ...path].join('.'),
    ),
  ),
];

/** Values by the paths that constraints read them under. */
function factsOf(given: Given): Facts {
  const facts: Record<string, RecordValue> = {};
  for (const field in given.values) {
    const value = read(given, field);
    if (value === undefined) continue;
    const { root, path } = field.includes('.') ? readField(field) : { root: 'args', path: [field] };
    facts[root] ??= { kind: 'record', fields: new Map<string, Value>() };
    put(facts[root].fields as Map<string, Value>, path, value);
  }
  return facts;
}

/** What is given for a field; undefined where that is nothing, or no value. */
function read({ values, paths }: Given, field: string): Value | undefined {
  if (!Object.hasOwn(values, field)) return undefined;
  const value = values[field] as ConstraintValue;
  return paths.has(field) && typeof value === 'string' ? readScalar(value, 'path') : exactly(value);
}

function put(fields: Map<string, Value>, [first, ...rest]: readonly string[], value: Value): void {
  if (first === undefined) return;
  if (rest.length === 0) {
    fields.set(first, value);
    return;
  }
  const known = fields.get(first);
  const inner =
    typeof known === 'object' && 'kind' in known && known.kind === 'record'
      ? new Map(known.fields)
      : new Map<string, Value>();
  put(inner, rest, value);
  fields.set(first, { kind: 'record', fields: inner });
}

/** A value, exact; undefined for a number that has no exact form, and for what is no value. */
function exactly(value: unknown): Value | undefined {
  if (Array.isArray(value)) {
    const items = value.map(exactly);
    return items.includes(undefined) ? undefined : (items as Value[]);
  }
  if (['string', 'boolean', 'bigint'].includes(typeof value)) return value as string;
  if (typeof value !== 'number') return undefined;
  // A negative zero is written as zero.
  if (Number.isSafeInteger(value)) return value + 0;
  return Number.isInteger(value)
    ? readScalar(String(BigInt(value)), 'int')
    : readScalar(String(value), 'decimal');
}
