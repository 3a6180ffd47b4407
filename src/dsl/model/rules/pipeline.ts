import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import type { StagePlan } from '../../plan/plan.ts';
import type { Expr, Fact, Path, PipelineDeclaration, Stage } from '../../syntax/ast.ts';
import { configFact } from '../declared/use.ts';
import { elaborate } from '../expressions/elaborate.ts';
import type { Agent, Pipeline, Tool } from '../model.ts';
import { type Module, nameIn } from '../modules/module.ts';
import { amountFact, factsOf, namesFact, wrongFact } from '../parts/facts.ts';
import { nearMiss } from '../parts/findings.ts';
import { targetOf } from '../parts/selection.ts';
import { objectionOf } from '../parts/verdict.ts';
import { callScope, type Whole } from '../parts/whole.ts';

/** Keys of every stage, and those of the kinds that the language knows. */
const shared = ['timeout', 'otherwise', 'fallback'] as const;
const ownKeys = { symbolic: ['facts', 'check', 'rules'], prm: ['gate'] } as const;
const wanted = {
  symbolic: '`facts`, `check` or `rules`',
  prm: 'a `gate`',
} as const;
const kinds = ['symbolic', 'prm', 'neural'];

/** A pipeline: its stages in the author's order, each with what it asks. */
export function pipelineOf(whole: Whole, module: Module, node: PipelineDeclaration): Pipeline {
  const agents = targetOf(whole, module, node.target);
  if (node.stages.length === 0) {
    const params = { pipeline: node.name.text };
    whole.findings.add(meaning.pipelineEmpty, module.source, node.name.span, params);
  }
  const seen = new Set<string>();
  for (const { name } of node.stages) {
    if (seen.has(name.text)) {
      const params = { kind: 'stage', name: name.text };
      whole.findings.add(names.declaredTwice, module.source, name.span, params);
    }
    seen.add(name.text);
  }
  return {
    name: module.prefix + node.name.text,
    agents,
    stages: node.stages.map((stage, index) =>
      stageOf(whole, module, stage, agents, node.stages.slice(index + 1)),
    ),
    otherwise: objectionOf(whole, module, node.otherwise),
    at: module.source.at(node.name.span),
  };
}

function stageOf(
  whole: Whole,
  module: Module,
  node: Stage,
  agents: readonly Agent[] | undefined,
  later: readonly Stage[],
): StagePlan {
  const written = node.facts?.facts ?? [];
  const kind = node.stageKind.text;
  const closed = kind === 'symbolic' || kind === 'prm' ? kind : undefined;
  requireKind(whole, module, node);
  const keys = closed === undefined ? [] : ownKeys[closed];
  const mine = closed === undefined ? written.filter(isShared) : written;
  const facts = factsOf(whole, module, 'stage', mine, [...shared, ...keys]);
  const rest = closed === undefined ? written.filter((fact) => !isShared(fact)) : [];
  const own = (key: string): Fact | undefined =>
    closed === undefined ? undefined : facts[key as 'facts'];
  if (closed !== undefined && keys.every((key) => own(key) === undefined)) {
    const params = { stage: node.name.text, wanted: wanted[closed] };
    whole.findings.add(meaning.stageIdle, module.source, node.name.span, params);
  }
  const rules = own('rules');
  return {
    name: node.name.text,
    kind: aliases(whole, module).includes(kind) ? module.prefix + kind : kind,
    needs: needsOf(whole, module, own('facts'), agents),
    orders: [
      ...ordered(whole, module, namesFact(whole, module, own('check')), 'constraint'),
      ...ordered(whole, module, gateOf(whole, module, own('gate')), 'gate'),
    ],
    config: [...(rules === undefined ? [] : [rules]), ...rest]
      .map((fact) => configFact(whole, module, fact))
      .filter((each) => each !== undefined),
    timeoutMs: amountFact(whole, module, facts.timeout, 'duration') ?? null,
    otherwise: otherwiseOf(whole, module, facts.otherwise),
    fallback: fallbackOf(whole, module, node, facts.fallback, later),
    declaredIn: module.source.name,
    at: module.source.at(node.span),
  };
}

const isShared = ({ key }: Fact): boolean => (shared as readonly string[]).includes(key.text);

/** Names under which this file uses plugins that answer stages. */
const aliases = (whole: Whole, module: Module): readonly string[] =>
  [...whole.symbols.own(module, 'plugin').values()].flatMap(({ declaration }) =>
    declaration.kind === 'use' && declaration.point?.text === 'stages' && declaration.alias
      ? [declaration.alias.text]
      : [],
  );

function requireKind(whole: Whole, module: Module, { stageKind }: Stage): void {
  const known = [...kinds, ...aliases(whole, module)];
  if (known.includes(stageKind.text) || module.damaged) return;
  const near = nearMiss(stageKind.text, known, stageKind.span);
  const params = { kind: stageKind.text };
  whole.findings.add(meaning.unknownStageKind, module.source, stageKind.span, params, near);
}

function otherwiseOf(whole: Whole, module: Module, fact: Fact | undefined): StagePlan['otherwise'] {
  if (fact === undefined) return null;
  if (fact.value.kind === 'verdict') return objectionOf(whole, module, fact.value);
  wrongFact(whole, module, fact, '`forbid` or `require approval from …`');
  return null;
}

function fallbackOf(
  whole: Whole,
  module: Module,
  node: Stage,
  fact: Fact | undefined,
  later: readonly Stage[],
): string | null {
  if (fact === undefined) return null;
  const name = fact.value.kind === 'verdict' ? undefined : nameIn(fact.value);
  if (name === undefined) {
    wrongFact(whole, module, fact, 'the name of a later stage');
    return null;
  }
  if (later.some((stage) => stage.name.text === name.text)) return name.text;
  const known = later.map((stage) => stage.name.text);
  const params = { stage: node.name.text, fallback: name.text };
  const near = nearMiss(name.text, known, name.span);
  whole.findings.add(meaning.badFallback, module.source, name.span, params, near);
  return null;
}

function gateOf(whole: Whole, module: Module, fact: Fact | undefined): readonly Path[] {
  if (fact === undefined) return [];
  const name = fact.value.kind === 'verdict' ? undefined : nameIn(fact.value);
  if (name !== undefined) return [name];
  wrongFact(whole, module, fact, 'the name of a gate');
  return [];
}

/** The plan's names of the blocks that a stage orders; one of another kind is unknown here. */
function ordered(
  whole: Whole,
  module: Module,
  paths: readonly Path[],
  kind: 'constraint' | 'gate',
): readonly string[] {
  return paths.flatMap((path) => {
    const named = whole.symbols.find(module, 'block', path);
    if (named === undefined) return [];
    if (named.declaration.kind === kind) return [named.name];
    const known = [...whole.symbols.own(module, 'block').values()]
      .filter(({ declaration }) => declaration.kind === kind)
      .map(({ span }) => module.source.text.slice(span.start, span.end));
    const params = { name: path.text };
    const near = nearMiss(path.text, known, path.span);
    whole.findings.add(names.unknownBlock, module.source, path.span, params, near);
    return [];
  });
}

/**
 * What must be known of a call. A look-up or an argument is asked of the tools that have it, so that
 * one list serves all tools of an agent.
 */
function needsOf(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
  agents: readonly Agent[] | undefined,
): StagePlan['needs'] {
  if (fact === undefined) return [];
  if (fact.value.kind !== 'list') {
    wrongFact(whole, module, fact, 'a list of facts such as `[lookup.order]`');
    return [];
  }
  const all = agents?.flatMap((agent) => [...agent.tools]) ?? [...whole.tools.values()];
  const held = [...new Set(all)];
  return fact.value.items.map((item) => {
    const tools = havingIt(held, item);
    const { plan } = elaborate(item, callScope(whole, module, tools));
    return { tools: tools.map((tool) => tool.name).sort(), expr: plan };
  });
}

function havingIt(tools: readonly Tool[], item: Expr): readonly Tool[] {
  const [root, first] = item.kind === 'reference' ? item.path.segments : [];
  if (root === undefined || first === undefined) return tools;
  if (root.text !== 'lookup' && root.text !== 'args') return tools;
  const having = tools.filter((tool) => {
    const type = root.text === 'args' ? tool.args : tool.lookedUp;
    return type.fields.has(first.text);
  });
  return having.length > 0 ? having : tools;
}
