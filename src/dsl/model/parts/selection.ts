import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import { condition as evaluate } from '../../plan/evaluate.ts';
import { type ExprPlan, partsOf } from '../../plan/expression.ts';
import type { Actions, Expr, Path, Target } from '../../syntax/ast.ts';
import type { RecordValue, Value } from '../../values/value.ts';
import { condition } from '../expressions/elaborate.ts';
import { referencesIn } from '../expressions/references.ts';
import type { Scope } from '../expressions/scope.ts';
import type { Agent, Reach, Tool } from '../model.ts';
import { declarations, type Module } from '../modules/module.ts';
import { nearMiss } from '../parts/findings.ts';
import { toolRoot, type Whole } from './whole.ts';

/** The agents a block names; undefined for every agent. */
export function targetOf(
  whole: Whole,
  module: Module,
  target: Target,
): readonly Agent[] | undefined {
  if (target.kind === 'any agent') return undefined;
  const agents: Agent[] = [];
  for (const path of target.paths) {
    const named = whole.symbols.find(module, 'agent', path);
    const agent = named === undefined ? undefined : whole.agents.get(named);
    if (agent !== undefined && !agents.includes(agent)) agents.push(agent);
  }
  return agents;
}

/** The tool a path names, events included; undefined after a report. */
export function toolOf(whole: Whole, module: Module, path: Path): Tool | undefined {
  const event = whole.events.get(path.text);
  if (event !== undefined) return event;
  const named = whole.symbols.find(module, 'tool', path);
  return named === undefined ? undefined : whole.tools.get(named);
}

/**
 * The tools that actions select. `any tool` means those that the agents spoken of hold, so that what
 * no call can reach needs no guard; where they hold none that fits, all that fit.
 */
export function toolsOf(
  whole: Whole,
  module: Module,
  actions: Actions,
  agents: readonly Agent[] | undefined,
): readonly Tool[] {
  if (actions.kind === 'paths') {
    const [only] = actions.paths;
    if (only !== undefined && actions.paths.length === 1) {
      const tool = toolOf(whole, module, only);
      return tool === undefined ? [] : [tool];
    }
    const tools = actions.paths.map((path) => toolOf(whole, module, path));
    return [...new Set(tools.filter((tool) => tool !== undefined))];
  }
  const matching = [...whole.tools.values()].filter(filterOf(whole, module, actions));
  const held = heldBy(whole, agents);
  const reachable = matching.filter((tool) => held.has(tool));
  return reachable.length > 0 ? reachable : matching;
}

/** Whether some tool's labels could not be read, so that any label may be one of them. */
const lacksLabels = (whole: Whole): boolean =>
  whole.modules.some((module) =>
    declarations(module, 'tool').some(({ facts }) =>
      facts.some(
        ({ key, value }) =>
          key.text === 'label' || (key.text === 'labels' && value.kind !== 'list'),
      ),
    ),
  );

type AnyTool = Extract<Actions, { kind: 'any tool' }>;

function filterOf(whole: Whole, module: Module, actions: AnyTool): (tool: Tool) => boolean {
  const { labelled, where } = actions;
  if (labelled !== undefined) {
    whole.labelsNamed.add(labelled.text);
    if (!whole.labels.has(labelled.text) && !module.damaged && !lacksLabels(whole)) {
      const near = nearMiss(labelled.text, whole.labels, labelled.span);
      const params = { name: labelled.text };
      whole.findings.add(names.unknownLabel, module.source, labelled.span, params, near);
    }
    return (tool) => tool.labels.includes(labelled.text);
  }
  if (where === undefined) return () => true;
  const plan = aboutTools(whole, module, where);
  if (plan === undefined) return () => false;
  for (const label of labelsIn(plan)) whole.labelsNamed.add(label);
  const holds = evaluate(plan);
  return (tool) => holds({ tool: toolFacts(tool) }) === true;
}

/** Types what stands after `any tool where`; it may read `tool.*` only, for it is answered here. */
function aboutTools(whole: Whole, module: Module, where: Expr): ExprPlan | undefined {
  const before = whole.findings.errors;
  const other = referencesIn(where)
    .map((each) => each.path.segments[0])
    .find((root) => root !== undefined && root.text !== 'tool');
  if (other !== undefined) {
    whole.findings.add(meaning.whereReadsCall, module.source, other.span, { root: other.text });
    return undefined;
  }
  const scope: Scope = {
    module,
    findings: whole.findings,
    roots: new Map([['tool', toolRoot(whole)]]),
    guards: new Set(),
  };
  const plan = condition(where, scope);
  return whole.findings.errors > before ? undefined : plan;
}

const facts = new WeakMap<Tool, RecordValue>();

/** A tool as conditions about tools see it. */
export function toolFacts(tool: Tool): RecordValue {
  let record = facts.get(tool);
  if (record === undefined) {
    const fields = new Map<string, Value>([
      ['name', tool.name],
      ['effect', tool.effect],
      ['labels', tool.labels],
    ]);
    record = { kind: 'record', fields };
    facts.set(tool, record);
  }
  return record;
}

/** The texts that a condition about labels of tool or session spells out; none where it asks of other things. */
export function labelsIn(plan: ExprPlan): readonly string[] {
  if (!readsLabels(plan)) return [];
  const texts: string[] = [];
  const look = (each: ExprPlan): void => {
    if (each.op === 'literal') {
      if (typeof each.json === 'string') texts.push(each.json);
    } else for (const part of partsOf(each)) look(part);
  };
  look(plan);
  return texts;
}

const readsLabels = (plan: ExprPlan): boolean =>
  plan.op === 'ref'
    ? labelled.has(plan.root) && plan.path[0] === 'labels'
    : partsOf(plan).some(readsLabels);

const labelled: ReadonlySet<string> = new Set(['tool', 'session']);

/**
 * The tools that agents hold; of every agent that stands in the plan when none is named. Files without
 * any agent are written for others, who may hold any of their tools.
 */
export function heldBy(whole: Whole, agents: readonly Agent[] | undefined): ReadonlySet<Tool> {
  const of = agents ?? whole.activeAgents;
  let held = holdings.get(of);
  if (held === undefined) {
    const isForOthers = agents === undefined && of.length === 0;
    held = new Set(isForOthers ? whole.tools.values() : of.flatMap((agent) => [...agent.tools]));
    holdings.set(of, held);
  }
  return held;
}

const holdings = new WeakMap<readonly Agent[], ReadonlySet<Tool>>();

/** Whether some call could ever be one that a block speaks of. */
export function isReachable(whole: Whole, reach: Reach): boolean {
  const held = heldBy(whole, reach.agents);
  return reach.tools.some((tool) => tool.event || held.has(tool));
}
