import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { condition } from '../../plan/evaluate.ts';
import type { ConditionPlan } from '../../plan/plan.ts';
import type { Clause } from '../../syntax/ast.ts';
import type { Span } from '../../text/source.ts';
import type { Model, Rule } from '../model.ts';
import { declarations } from '../modules/module.ts';
import type { Whole } from '../parts/whole.ts';
import { type Atom, atomsOf, excludes } from './implication.ts';

/** Past so many comparisons the conditions of a rule are taken for ones that can hold. */
const mostCompared = 1_000;

/**
 * Reports rules of the entry file whose conditions are never all true: one that is false whatever it
 * reads, or two that exclude each other. As far as bounds and equal questions go.
 */
export function reportContradictions(whole: Whole, model: Model): void {
  const [entry] = whole.modules;
  const rules = new Map(model.rules.map((rule) => [rule.name, rule]));
  for (const policy of declarations(entry, 'policy')) {
    for (const node of policy.rules) {
      const rule = rules.get(`${policy.name.text}.${node.name.text}`);
      const apart = rule && contradiction(rule);
      if (rule === undefined || apart === undefined) continue;
      const spans = node.clauses.filter(decides).map(({ span }) => span);
      const [first, second] = [spans[apart[0]], spans[apart[1]]] as [Span, Span];
      const other = { source: entry.source, span: first, text: 'which this excludes' };
      const labels = first === second ? [] : [other];
      const params = { rule: rule.name };
      whole.findings.add(meaning.neverAll, entry.source, second, params, { labels });
    }
  }
}

const decides = ({ kind }: Clause): boolean => kind === 'when' || kind === 'unless';

/** Which two conditions exclude each other, or twice one that is false by itself. */
function contradiction({ conditions }: Rule): readonly [number, number] | undefined {
  const seen: { readonly atom: Atom; readonly of: number }[] = [];
  let compared = 0;
  for (const [of, each] of conditions.entries()) {
    if (isFalse(each)) return [of, of];
    for (const atom of atomsOf([each])) {
      for (const before of seen) {
        compared += 1;
        if (compared > mostCompared) return undefined;
        if (excludes(before.atom, atom) || excludes(atom, before.atom)) return [before.of, of];
      }
      seen.push({ atom, of });
    }
  }
  return undefined;
}

/** False with nothing known is false whatever becomes known. */
function isFalse({ word, expr }: ConditionPlan): boolean {
  return condition(expr)({}) === (word === 'unless');
}
