import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { Rule as RuleNode } from '../../syntax/ast.ts';
import type { Agent, Model, Reach, Rule, Tool } from '../model.ts';
import { declarations } from '../modules/module.ts';
import { heldBy } from '../parts/selection.ts';
import type { Whole } from '../parts/whole.ts';
import { type Atom, atomsOf, excludes, implies } from './implication.ts';

/** Past so many comparisons for one rule it is taken for one that matters. */
const mostCompared = 1_000;

interface Understood {
  readonly rule: Rule;
  readonly atoms: readonly Atom[];
}

/**
 * Reports rules of the entry file that another always overrides, and approval rules that no permit
 * overlaps. Conditions are compared as far as bounds and equal questions go; what cannot be told is
 * taken for a rule that matters.
 */
export function reportOverlaps(whole: Whole, model: Model): void {
  if (model.rules.every((rule) => rule.verdict === 'permit')) return;
  const all = model.rules.map((rule) => ({ rule, atoms: atomsOf(rule.conditions) }));
  const forbids = index(all.filter(({ rule }) => rule.verdict === 'forbid'));
  const permits = byTool(all.filter(({ rule }) => rule.verdict === 'permit'));
  const nodes = nodesOf(whole);
  const [entry] = whole.modules;
  for (const each of all) {
    const node = each.rule.module.isEntry ? nodes.get(each.rule.name) : undefined;
    if (node === undefined || each.rule.verdict === 'forbid') continue;
    const by = overriding(whole, each, forbids);
    if (by !== undefined) {
      const params = { rule: each.rule.name, by: by.name };
      whole.findings.add(meaning.overridden, entry.source, node.name.span, params);
    }
    if (each.rule.verdict === 'approval' && !opens(whole, each, permits)) {
      const params = { rule: each.rule.name };
      whole.findings.add(meaning.opensNothing, entry.source, node.name.span, params);
    }
  }
}

function nodesOf(whole: Whole): ReadonlyMap<string, RuleNode> {
  const [entry] = whole.modules;
  const nodes = new Map<string, RuleNode>();
  for (const policy of declarations(entry, 'policy')) {
    for (const rule of policy.rules) nodes.set(`${policy.name.text}.${rule.name.text}`, rule);
  }
  return nodes;
}

/** Forbid rules by one of their questions, so that few are looked at for each rule. */
function index(forbids: readonly Understood[]): ReadonlyMap<string, readonly Understood[]> {
  const found = new Map<string, Understood[]>();
  for (const each of forbids) {
    const [atom] = each.atoms;
    const isEqual = atom?.bound === undefined || atom.bound.operator === '==';
    const key = atom === undefined ? '' : isEqual ? atom.text : (atom.bound?.of ?? atom.text);
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
  const keys = new Set([
    '',
    ...of.atoms.flatMap((atom) => [atom.text, atom.bound?.of ?? atom.text]),
  ]);
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
