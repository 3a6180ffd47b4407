import { builtins } from '../text/check.ts';
import { type Literal, variablesOf } from '../text/program.ts';

/** One condition with its place in the body as it was written. */
export interface Placed {
  readonly literal: Literal;
  readonly place: number;
}

/**
 * The order in which a body is joined: `first` leads, what only looks comes as soon as its variables are
 * known, and of the relations the one with the most known columns is next.
 */
export function order(
  body: readonly Literal[],
  known: Iterable<string>,
  first?: number,
): readonly Placed[] {
  const bound = new Set(known);
  const left: Placed[] = body.map((literal, place) => ({ literal, place }));
  const ordered: Placed[] = [];
  const outside = sharedWithOthers(body);
  const take = (at: number): void => {
    const [placed] = left.splice(at, 1);
    if (placed === undefined) return;
    ordered.push(placed);
    for (const name of boundBy(placed.literal)) bound.add(name);
  };
  if (first !== undefined) take(first);
  while (left.length > 0) {
    const looking = left.findIndex(({ literal, place }) => isReady(literal, bound, outside[place]));
    if (looking >= 0) take(looking);
    else take(best(left, bound));
  }
  return ordered;
}

const isRelation = (literal: Literal): boolean =>
  literal.kind === 'atom' && !builtins.includes(literal.relation);

function boundBy(literal: Literal): readonly string[] {
  if (literal.kind === 'aggregate') return variablesOf(literal.into);
  return literal.kind === 'not' ? [] : variablesOf(literal);
}

/** Of an aggregate, only what other conditions use too must be known before it. */
function sharedWithOthers(body: readonly Literal[]): readonly (ReadonlySet<string> | undefined)[] {
  return body.map((literal, place) => {
    if (literal.kind !== 'aggregate') return undefined;
    const others = body.flatMap((other, at) =>
      at === place ? [] : other.kind === 'aggregate' ? variablesOf(other.into) : variablesOf(other),
    );
    return new Set(others);
  });
}

function isReady(
  literal: Literal,
  bound: ReadonlySet<string>,
  outside: ReadonlySet<string> | undefined,
): boolean {
  const has = (name: string): boolean => bound.has(name);
  if (isRelation(literal)) return false;
  if (literal.kind === 'aggregate') {
    const inner = [
      ...literal.body.flatMap(variablesOf),
      ...(literal.value === undefined ? [] : variablesOf(literal.value)),
    ];
    return inner.every((name) => has(name) || outside?.has(name) !== true);
  }
  if (literal.kind !== 'compare' || literal.op !== '=') return variablesOf(literal).every(has);
  const [left, right] = [literal.left, literal.right];
  const leftKnown = variablesOf(left).every(has);
  const rightKnown = variablesOf(right).every(has);
  return (
    (leftKnown && rightKnown) ||
    (rightKnown && left.kind === 'variable') ||
    (leftKnown && right.kind === 'variable')
  );
}

function best(left: readonly Placed[], bound: ReadonlySet<string>): number {
  let found = 0;
  let most = -1;
  for (const [at, { literal }] of left.entries()) {
    if (!isRelation(literal) || literal.kind !== 'atom') continue;
    const known = literal.terms.filter(
      (term) => term.kind === 'constant' || (term.kind === 'variable' && bound.has(term.name)),
    ).length;
    if (known > most) {
      most = known;
      found = at;
    }
  }
  return found;
}
