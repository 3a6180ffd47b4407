import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import {
  type Claim,
  ClaimAnalysis,
  type ClaimFinding,
} from '../../plan/evaluation/together/claims.ts';
import { type FieldOf, fieldsOfCall } from '../../plan/evaluation/together/field.ts';
import type { Constraint, Model, Tool } from '../model.ts';
import { heldBy } from '../parts/selection.ts';
import type { Whole } from '../parts/whole.ts';
import { fieldPlans } from '../types/type.ts';

/** A clause of a constraint as a claim. */
interface Clause extends Claim {
  readonly of: Constraint;
  readonly holds: Constraint['holds'][number];
}

/** Searches about one tool take at most so many steps together: what is not told by then is not. */
const mostSteps = 10_000;

/**
 * Reports what clauses `for every … holds` mean together: those that no call of a tool meets, those that
 * every call meets, and those that another one says already. Only what is proved is told.
 */
export function reportConstraints(whole: Whole, model: Model): void {
  const clauses = model.constraints.flatMap((of) => clausesOf(whole, of));
  if (clauses.length === 0) return;
  const tools = new Map(model.tools.map((tool) => [tool.name, tool]));
  const context = fieldPlans(model.context);
  const fieldsOf = (name: string): FieldOf => {
    const { args, lookedUp } = tools.get(name) as Tool;
    return fieldsOfCall({ args: fieldPlans(args), context, lookup: fieldPlans(lookedUp) });
  };
  const analysis = new ClaimAnalysis(clauses, { fieldsOf, steps: mostSteps });
  for (const each of analysis.findings()) report(whole, each);
}

/** The clauses of a constraint, about tools that somebody holds. */
function clausesOf(whole: Whole, of: Constraint): readonly Clause[] {
  const { agents, otherwise } = of;
  const held = heldBy(whole, agents);
  return of.holds.flatMap((holds) => {
    const tools = holds.tools.filter((tool) => tool.event || held.has(tool));
    if (tools.length === 0) return [];
    const bound = agents === undefined ? null : agents.map(({ name }) => name);
    const names = tools.map(({ name }) => name);
    return [{ of, holds, expr: holds.expr, tools: names, agents: bound, otherwise }];
  });
}

function report({ findings }: Whole, found: ClaimFinding<Clause>): void {
  // Told at the clause that the author may change here, the last one where there are several.
  const at = [...found.of].reverse().find(({ holds }) => holds.module.isEntry);
  if (at === undefined) return;
  const { module, span } = at.holds;
  const others = found.of.filter((each) => each !== at);
  const names = found.of.map(({ of }) => of.name);
  const say = (text: string) => ({
    labels: others.map(({ holds }) => ({ source: holds.module.source, span: holds.span, text })),
  });
  if (found.finding === 'conflict') {
    const params = { names, tool: found.tool };
    findings.add(meaning.neverTogether, module.source, span, params, say('and this one'));
  } else if (found.finding === 'vacuous') {
    findings.add(meaning.alwaysHolds, module.source, span, { name: names[0] as string });
  } else if (at === found.of[1]) {
    const [by, name] = names as [string, string];
    findings.add(meaning.saidAlready, module.source, span, { name, by }, say('which says it'));
  }
}
