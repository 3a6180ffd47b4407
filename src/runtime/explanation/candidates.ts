import { canonicalJson } from '../../dsl/plan/canonical.ts';
import { expression, type Facts } from '../../dsl/plan/evaluate.ts';
import type { ExprPlan, FieldPlan, TypePlan } from '../../dsl/plan/plan.ts';
import { add, subtract } from '../../dsl/values/arithmetic.ts';
import { readScalar } from '../../dsl/values/scalars/scalar.ts';
import { isList, toJson } from '../../dsl/values/to-json.ts';
import { type Json, type Unknown, unknown, type Value } from '../../dsl/values/value.ts';
import { references } from './conditions.ts';
import { around, folderTexts, likeTexts, quotient, unlike, withPart } from './neighbours.ts';

/** A leaf of the call's arguments or context with other values it might have had. */
export interface Leaf {
  readonly root: 'args' | 'context';
  readonly path: readonly string[];
  /** The value as it stands; undefined where the field is not there. */
  readonly now: Json | undefined;
  /** Nearest first; undefined stands for taking the field away. */
  readonly others: readonly (Json | undefined)[];
  /** True where there were more than are named. */
  readonly cut?: true;
}

/** What the leaves of a call may be. */
export interface LeafTypes {
  readonly args: readonly FieldPlan[];
  readonly context: readonly FieldPlan[];
  /** Arguments that a look-up was asked with: what it answers to another one is not known. */
  readonly fixed: readonly ExprPlan[];
  /** What limits count, with the most that they have room for. */
  readonly rooms: readonly Room[];
}

/** The most that something may come to. */
export interface Room {
  readonly of: ExprPlan;
  readonly most: Value;
}

type Reference = Extract<ExprPlan, { op: 'ref' }>;
type Propose = (of: ExprPlan, values: readonly (Value | undefined)[], piece?: string) => void;

/** At most this many other values of one leaf are tried. */
const mostOthers = 256;
/** And so many of what one condition names, or of texts joined from patterns. */
const mostNamed = 32;

/**
 * The leaves that conditions read, each with the values at which a condition may turn: what it is held
 * against, one step to either side, something else. Most of them change nothing; deciding tells.
 */
export function candidates(
  exprs: readonly ExprPlan[],
  facts: Facts,
  types: LeafTypes,
): readonly Leaf[] {
  const fixed = new Set(types.fixed.flatMap(references).map(keyOf));
  const found = new Map<string, Entry>();
  const propose: Propose = (of, values, piece) => {
    if (of.op !== 'ref' || (of.root !== 'args' && of.root !== 'context')) return;
    const key = keyOf(of);
    const type = typeOf(types[of.root], of.path);
    if (type === undefined) proposeWhole(of, of.root, values);
    if (fixed.has(key) || type === undefined) return;
    const entry = found.get(key) ?? { ref: of, type, values: new Map(), pieces: new Set() };
    found.set(key, entry);
    if (piece !== undefined) entry.pieces.add(piece);
    const more = type.type === 'one of' ? type.members : [];
    for (const value of values) offer(entry, value === undefined ? value : toJson(value));
    for (const value of more) offer(entry, value);
  };
  /** A part of a kind, such as the host of a URL, is changed by another spelling of the whole. */
  const proposeWhole = (
    of: Reference,
    root: Leaf['root'],
    values: readonly (Value | undefined)[],
  ): void => {
    const whole: Reference = { ...of, path: of.path.slice(0, -1) };
    const type = typeOf(types[root], whole.path)?.type;
    const now = expression(whole)(facts);
    if (type === undefined || now === unknown) return;
    const part = of.path.at(-1) ?? '';
    const spelled = values.map((to) =>
      to === undefined ? undefined : withPart(type, now, part, to),
    );
    propose(
      whole,
      spelled.filter((text) => text !== undefined),
    );
  };
  for (const { of, most } of types.rooms) meet(of, around(most), facts, propose);
  for (const expr of exprs) visit(expr, facts, propose);
  return [...found.values()].map((entry) => leafOf(widened(entry), facts));
}

/** What is proposed for one leaf. */
interface Entry {
  readonly ref: Reference;
  readonly type: TypePlan;
  readonly values: Map<string, Json | undefined>;
  /** What patterns on it spell out. */
  readonly pieces: Set<string>;
}

const offer = ({ values }: Entry, value: Json | undefined): unknown =>
  values.set(value === undefined ? '' : canonicalJson(value), value);

/** Several conditions on one leaf meet between what each of them names: a step beside it, or two texts joined. */
function widened(entry: Entry): Entry {
  const { type, values, pieces } = entry;
  if (type.type === 'string') {
    const texts = [...pieces].slice(0, mostNamed / 4);
    for (const a of texts) for (const b of texts) if (a !== b) offer(entry, a + b);
  }
  if (type.type === 'list' || type.type === 'record' || type.type === 'one of') return entry;
  if (type.type === 'json' || type.type === 'string') return entry;
  for (const json of [...values.values()].slice(0, mostOthers)) {
    const value = readScalar(json, type.type);
    const beside = value === undefined ? [] : around(value).slice(1);
    for (const each of beside) offer(entry, toJson(each));
  }
  return entry;
}

const keyOf = ({ root, path }: Reference): string => JSON.stringify([root, ...path]);

function leafOf({ ref, values }: Entry, facts: Facts): Leaf {
  const value = expression(ref)(facts);
  const now = value === unknown ? undefined : toJson(value);
  values.delete(now === undefined ? '' : canonicalJson(now));
  const others = [...values.values()].slice(0, mostOthers);
  const leaf = { root: ref.root as Leaf['root'], path: ref.path, now, others };
  return values.size > mostOthers ? { ...leaf, cut: true } : leaf;
}

/** The type of a field; undefined for a part of a kind, such as the host of a URL. */
function typeOf(fields: readonly FieldPlan[], path: readonly string[]): TypePlan | undefined {
  const [first, ...rest] = path;
  const type = fields.find(({ name }) => name === first)?.type;
  if (type === undefined || rest.length === 0) return type;
  return type.type === 'record' ? typeOf(type.fields, rest) : undefined;
}

function visit(expr: ExprPlan, facts: Facts, propose: Propose): void {
  switch (expr.op) {
    case 'ref':
      propose(expr, [true, false]);
      return;
    case 'and':
    case 'or':
      for (const part of expr.of) visit(part, facts, propose);
      return;
    case 'not':
      visit(expr.of, facts, propose);
      return;
    case 'has':
      presence(expr, facts, propose);
      return;
    case 'runs':
      propose(expr.of, [command([expr.program, ...expr.flags].join(' ')), command('true')]);
      return;
    case 'like':
      propose(expr.left, likeTexts(expr.pattern), likeTexts(expr.pattern)[0]);
      return;
    case 'in':
      membership(expr, facts, propose);
      return;
    case '==':
    case '!=':
      sides(expr, facts, (of, bound) => meet(of, [bound, ...unlike(bound)], facts, propose));
      return;
    case '<':
    case '<=':
    case '>':
    case '>=':
      sides(expr, facts, (of, bound) => meet(of, around(bound), facts, propose));
      return;
    default:
      return;
  }
}

/** A line as an argument would spell it; what is no such type is refused when it is read. */
const command = (line: string): Value => line;

type Binary = Extract<ExprPlan, { right: ExprPlan }>;

function sides(expr: Binary, facts: Facts, each: (of: ExprPlan, bound: Value) => void): void {
  const [left, right] = [expr.left, expr.right].map((side) => expression(side)(facts));
  if (right !== undefined && right !== unknown) each(expr.left, right);
  if (left !== undefined && left !== unknown) each(expr.right, left);
}

/** Gives a side the values wanted of it: a reference as they are, a sum by what it is short of them. */
function meet(of: ExprPlan, wanted: readonly Value[], facts: Facts, propose: Propose): void {
  if (of.op === 'ref') propose(of, wanted);
  if (of.op === '*') meetFactors(of, wanted, facts, propose);
  if (of.op !== '+' && of.op !== '-') return;
  const now = expression(of)(facts);
  if (now === unknown) return;
  for (const [part, sign] of [
    [of.left, 1],
    [of.right, of.op === '+' ? 1 : -1],
  ] as const) {
    const own = expression(part)(facts);
    if (own === unknown) continue;
    const moved = wanted.map((want) => shifted(own, now, want, sign));
    meet(
      part,
      moved.filter((value): value is Value => value !== unknown),
      facts,
      propose,
    );
  }
}

/** Of a product, either factor by what the other one leaves for it. */
function meetFactors(
  { left, right }: Binary,
  wanted: readonly Value[],
  facts: Facts,
  propose: Propose,
): void {
  for (const [part, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const own = expression(part)(facts);
    const by = expression(other)(facts);
    if (own === unknown || by === unknown) continue;
    const moved = wanted.flatMap((want) => quotient(own, want, by) ?? []);
    meet(part, moved, facts, propose);
  }
}

function shifted(own: Value, now: Value, want: Value, sign: 1 | -1): Value | Unknown {
  const short = subtract(want, now);
  if (short === unknown) return unknown;
  return sign === 1 ? add(own, short) : subtract(own, short);
}

function presence(expr: Extract<ExprPlan, { op: 'has' }>, facts: Facts, propose: Propose): void {
  if (expr.of.op !== 'ref') return;
  const field: Reference = { ...expr.of, path: [...expr.of.path, expr.field] };
  const value = expression(field)(facts);
  propose(field, value === unknown ? [] : [undefined]);
}

function membership(
  { left, right }: Extract<ExprPlan, { op: 'in' }> | Binary,
  facts: Facts,
  propose: Propose,
): void {
  const member = expression(left)(facts);
  const among = expression(right)(facts);
  if (among !== unknown && isList(among)) {
    propose(left, [...among.slice(0, mostNamed), ...(member === unknown ? [] : unlike(member))]);
    if (member === unknown) return;
    const same = canonicalJson(toJson(member));
    const without = among.filter((item) => canonicalJson(toJson(item)) !== same);
    propose(right, [[...without, member], without]);
    return;
  }
  if (among === unknown) return;
  const folder = typeof among === 'object' && 'text' in among ? among.text : among;
  if (typeof folder === 'string') propose(left, folderTexts(folder));
}
