import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { ExprPlan } from '../../plan/plan.ts';
import type { Agent, Reach, Rule, Tool } from '../model.ts';
import { heldBy } from '../parts/selection.ts';
import type { Whole } from '../parts/whole.ts';
import { type Atom, excludes, implies, type Understood } from './implication.ts';

/** Past so many comparisons for one rule it is taken for one that matters. */
const mostCompared = 1_000;

/**
 * Reports rules of the entry file that another always overrides, and approval rules that no permit
 * overlaps. Conditions are compared as far as bounds and equal questions go; what cannot be told is
 * taken for a rule that matters.
 */
export function reportOverlaps(whole: Whole, all: readonly Understood[]): void {
  if (all.every(({ rule }) => rule.verdict === 'permit')) return;
  const forbids = index(all.filter(({ rule }) => rule.verdict === 'forbid'));
  const permits = byTool(all.filter(({ rule }) => rule.verdict === 'permit'));
  for (const each of all) {
    const { module, node, verdict } = each.rule;
    if (!module.isEntry || verdict === 'forbid') continue;
    const by = overriding(whole, each, forbids);
    if (by !== undefined) {
      const params = { rule: each.rule.name, by: by.name };
      whole.findings.add(meaning.overridden, module.source, node.name.span, params);
    }
    if (verdict === 'approval' && !opens(whole, each, permits)) {
      const params = { rule: each.rule.name };
      whole.findings.add(meaning.opensNothing, module.source, node.name.span, params);
    }
  }
}

/** Forbid rules by what their first question is about, so that few are looked at for each rule. */
function index(forbids: readonly Understood[]): ReadonlyMap<string, readonly Understood[]> {
  const found = new Map<string, Understood[]>();
  for (const each of forbids) {
    const [atom] = each.atoms;
    const key = atom === undefined ? '' : exactly(atom);
    const list = found.get(key);
    if (list === undefined) found.set(key, [each]);
    else list.push(each);
  }
  return found;
}

function overriding(
  whole: Whole,
  of: Understood,
  forbids: ReadonlyMap<string, readonly Understood[]>,
): Rule | undefined {
  if (forbids.size === 0) return undefined;
  const keys = new Set(['']);
  for (const atom of of.atoms) keys.add(about(atom.expr)).add(exactly(atom));
  const tools = reachedTools(whole, of.rule);
  let compared = 0;
  for (const key of keys) {
    for (const each of forbids.get(key) ?? []) {
      compared += 1;
      if (compared > mostCompared) return undefined;
      if (!tools.every((tool) => each.rule.tools.includes(tool))) continue;
      if (!coversAgents(whole, each.rule, of.rule)) continue;
      const always = each.atoms.every((wanted) => of.atoms.some((given) => implies(given, wanted)));
      if (always) return each.rule;
    }
  }
  return undefined;
}

/** Equal for questions of which one may answer the other, and for few others. */
function exactly({ expr, bound }: Atom): string {
  const of = about(expr);
  if (bound !== undefined) return bound.operator === '==' ? `${of} == ${bound.by.json}` : of;
  if (expr.op === 'like') return `${of} like ${expr.pattern}`;
  if (expr.op === 'has') return `${of} has ${expr.field}`;
  const isIn = expr.op === 'in' && expr.right.op === 'literal';
  return isIn ? `${of} in ${expr.right.json}` : `${of} ${expr.op}`;
}

/** What an expression reads first. */
function about(expr: ExprPlan): string {
  switch (expr.op) {
    case 'ref':
      return `${expr.root}.${expr.path.length === 1 ? expr.path[0] : expr.path.join('.')}`;
    case 'literal':
      return '';
    case 'list':
      return aboutFirst(expr.items);
    case 'record':
      return aboutFirst(expr.entries.map((each) => each.value));
    case 'and':
    case 'or':
      return aboutFirst(expr.of);
    case 'like':
      return about(expr.left);
    default:
      return 'of' in expr ? about(expr.of) : about(expr.left) || about(expr.right);
  }
}

function aboutFirst(parts: readonly ExprPlan[]): string {
  for (const part of parts) {
    const found = about(part);
    if (found !== '') return found;
  }
  return '';
}

function byTool(permits: readonly Understood[]): ReadonlyMap<Tool, readonly Understood[]> {
  const found = new Map<Tool, Understood[]>();
  for (const each of permits) {
    for (const tool of each.rule.tools) {
      const list = found.get(tool);
      if (list === undefined) found.set(tool, [each]);
      else list.push(each);
    }
  }
  return found;
}

function opens(
  whole: Whole,
  of: Understood,
  permits: ReadonlyMap<Tool, readonly Understood[]>,
): boolean {
  let compared = 0;
  for (const tool of reachedTools(whole, of.rule)) {
    if (tool.event) return true;
    for (const each of permits.get(tool) ?? []) {
      compared += 1;
      if (compared > mostCompared) return true;
      if (!sharesAgent(whole, each.rule, of.rule)) continue;
      const apart = of.atoms.some((a) => each.atoms.some((b) => excludes(a, b)));
      if (!apart) return true;
    }
  }
  return false;
}

/** The tools of a rule that some of its agents hold. */
function reachedTools(whole: Whole, reach: Reach): readonly Tool[] {
  const held = heldBy(whole, reach.agents);
  return reach.tools.filter((tool) => tool.event || held.has(tool));
}

const agentsOf = (whole: Whole, reach: Reach): readonly Agent[] =>
  reach.agents ?? whole.activeAgents;

const coversAgents = (whole: Whole, wide: Reach, narrow: Reach): boolean =>
  wide.agents === undefined ||
  agentsOf(whole, narrow).every((agent) => wide.agents?.includes(agent) === true);

const sharesAgent = (whole: Whole, left: Reach, right: Reach): boolean =>
  left.agents === undefined ||
  agentsOf(whole, right).some((agent) => left.agents?.includes(agent) === true);
