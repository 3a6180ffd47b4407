import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { condition } from '../../plan/evaluate.ts';
import type { ConditionPlan, ExprPlan } from '../../plan/plan.ts';
import type { Clause } from '../../syntax/ast.ts';
import type { Span } from '../../text/source.ts';
import type { Rule } from '../model.ts';
import type { Whole } from '../parts/whole.ts';
import { type Atom, excludes, type Understood } from './implication.ts';

/** Past so many comparisons the conditions of a rule are taken for ones that can hold. */
const mostCompared = 1_000;

/**
 * Reports rules of the entry file whose conditions are never all true: one that is false whatever it
 * reads, or two that exclude each other. As far as bounds and equal questions go.
 */
export function reportContradictions(whole: Whole, rules: readonly Understood[]): void {
  for (const { rule, atoms } of rules) {
    const { module, node, name } = rule;
    const apart = module.isEntry ? contradiction(rule, atoms) : undefined;
    if (apart === undefined) continue;
    const spans = node.clauses.filter(decides).map(({ span }) => span);
    const [first, second] = [spans[apart[0]], spans[apart[1]]] as [Span, Span];
    const other = { source: module.source, span: first, text: 'which this excludes' };
    const labels = first === second ? [] : [other];
    whole.findings.add(meaning.neverAll, module.source, second, { rule: name }, { labels });
  }
}

const decides = ({ kind }: Clause): boolean => kind === 'when' || kind === 'unless';

/** Which two conditions exclude each other, or twice one that is false by itself. */
function contradiction(
  { conditions }: Rule,
  atoms: readonly Atom[],
): readonly [number, number] | undefined {
  const wrong = conditions.findIndex(isFalse);
  if (wrong >= 0) return [wrong, wrong];
  let compared = 0;
  for (let later = 1; later < atoms.length; later += 1) {
    const atom = atoms[later] as Atom;
    for (let before = 0; before < later; before += 1) {
      const other = atoms[before] as Atom;
      compared += 1;
      if (compared > mostCompared) return undefined;
      if (excludes(other, atom)) return [other.of, atom.of];
    }
  }
  return undefined;
}

/** False with nothing known is false whatever becomes known. */
function isFalse({ word, expr }: ConditionPlan): boolean {
  return mayBeKnown(expr) && condition(expr)({}) === (word === 'unless');
}

/** Whether an expression could have a value with nothing known: most read something, and have none. */
function mayBeKnown(expr: ExprPlan): boolean {
  switch (expr.op) {
    case 'ref':
    case 'has':
      return false;
    case 'and':
    case 'or':
      return expr.of.some(mayBeKnown);
    case 'not':
    case 'negate':
    case 'runs':
      return mayBeKnown(expr.of);
    case 'in':
    case 'like':
      return mayBeKnown(expr.left);
    default:
      return !('right' in expr) || (mayBeKnown(expr.left) && mayBeKnown(expr.right));
  }
}
