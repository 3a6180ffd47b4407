import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { TestPlan, TestStepPlan } from '../../plan/plan.ts';
import type { Expr, Path, TestDeclaration, TestStep } from '../../syntax/ast.ts';
import { constant, constantRecord } from '../expressions/constant.ts';
import { condition, elaborate } from '../expressions/elaborate.ts';
import { plainRoot, type Scope } from '../expressions/scope.ts';
import type { Tool } from '../model.ts';
import { declarations, type Module } from '../modules/module.ts';
import { amountOf } from '../parts/facts.ts';
import { nearMiss } from '../parts/findings.ts';
import { toolOf } from '../parts/selection.ts';
import { whoOf } from '../parts/verdict.ts';
import { bareScope, callScope, type Whole } from '../parts/whole.ts';
import { is, noFields, single } from '../types/type.ts';
import { pathOf } from './duties.ts';

/** A test with its values in canonical spelling, and what it expects resolved to names of the plan. */
export function testOf(whole: Whole, module: Module, node: TestDeclaration): TestPlan | undefined {
  return whole.findings.muted(node.broken, () => {
    const agent = whole.symbols.find(module, 'agent', node.agent);
    const steps: TestStepPlan[] = [];
    let last: Tool | undefined;
    for (const each of node.steps) {
      if (each.kind === 'call') last = toolOf(whole, module, each.tool);
      if (each.kind.startsWith('expect') && !node.steps.some((step) => step.kind === 'call')) {
        whole.findings.add(meaning.expectsNothing, module.source, each.span, {});
        continue;
      }
      const step = stepOf(whole, module, each, last);
      if (step !== undefined) steps.push({ ...step, at: module.source.at(each.span) });
    }
    if (agent === undefined) return undefined;
    const at = module.source.at(node.name.span);
    return { name: node.name.text, agent: agent.name, steps, at };
  });
}

type Unplaced<T> = T extends unknown ? Omit<T, 'at'> : never;

function stepOf(
  whole: Whole,
  module: Module,
  step: TestStep,
  last: Tool | undefined,
): Unplaced<TestStepPlan> | undefined {
  const bare = bareScope(whole, module);
  switch (step.kind) {
    case 'given context': {
      const type = whole.contexts.get(module) ?? noFields;
      const json = constantRecord(step.record, type, bare);
      return json === undefined ? undefined : { step: 'context', json };
    }
    case 'given clock': {
      const time = timeOf(step.time, bare);
      return time === undefined ? undefined : { step: 'clock', time };
    }
    case 'given user':
      return { step: 'user', text: step.text.text };
    case 'given score':
      return { step: 'score', scores: scoresOf(whole, module, step) };
    case 'given result': {
      const tool = toolOf(whole, module, step.tool);
      const json = tool === undefined ? undefined : resultJson(step.value, tool, bare);
      return tool === undefined || json === undefined
        ? undefined
        : { step: 'result', tool: tool.name, json };
    }
    case 'call': {
      if (last === undefined) return undefined;
      const args = constantRecord(step.args, last.args, bare);
      const returns = step.returns === undefined ? undefined : resultJson(step.returns, last, bare);
      if (args === undefined) return undefined;
      const more = returns === undefined ? {} : { returns };
      return { step: 'call', tool: last.name, args, ...more };
    }
    case 'wait': {
      const ms = amountOf(step.duration, 'duration');
      if (ms !== undefined) return { step: 'wait', ms };
      const params = { what: 'a positive duration' };
      whole.findings.add(meaning.badBound, module.source, step.duration.span, params);
      return undefined;
    }
    default:
      return expectation(whole, module, step, last);
  }
}

type Expectation = Extract<TestStep, { kind: `expect${string}` }>;

function expectation(
  whole: Whole,
  module: Module,
  step: Expectation,
  last: Tool | undefined,
): Unplaced<TestStepPlan> | undefined {
  switch (step.kind) {
    case 'expect verdict': {
      const by = step.by === undefined ? undefined : speakerOf(whole, module, step.by);
      const more = by === undefined ? {} : { by };
      return { step: 'expect verdict', verdict: step.verdict, ...more };
    }
    case 'expect approval': {
      const from = whoOf(whole, module, step.from);
      return from === undefined ? undefined : { step: 'expect approval', from };
    }
    case 'expect hide': {
      const tools = last === undefined ? [] : [last];
      const path = pathOf(whole, module, step.subject, tools, ['args']);
      return path === undefined ? undefined : { step: 'expect hide', path: path.slice(1) };
    }
    case 'expect missed': {
      const constraint = speakerOf(whole, module, step.constraint);
      return constraint === undefined ? undefined : { step: 'expect missed', constraint };
    }
    default:
      return { step: 'expect', expr: condition(step.expr, outcomeScope(whole, module, last)) };
  }
}

/** What is known after a call: what could be read before it, and its result. */
function outcomeScope(whole: Whole, module: Module, last: Tool | undefined): Scope {
  const scope = callScope(whole, module, last === undefined ? [] : [last]);
  const result = plainRoot('result', last?.result ?? single('json'));
  return { ...scope, roots: new Map(scope.roots).set('result', result) };
}

function resultJson(expr: Expr, tool: Tool, scope: Scope): ReturnType<typeof constant> {
  return constant(expr, tool.result ?? single('json'), scope);
}

function timeOf(expr: Expr, scope: Scope): string | undefined {
  const call = { segments: [{ text: 'time', span: expr.span }], text: 'time', span: expr.span };
  const isText = expr.kind === 'literal' && expr.type === 'string';
  const read: Expr = isText
    ? { kind: 'reference', span: expr.span, path: call, call: [expr] }
    : expr;
  const typed = elaborate(read, scope);
  if (typed.type.kind === 'broken') return undefined;
  if (is(typed.type, 'time') && typed.plan.op === 'literal') return String(typed.plan.json);
  const params = { wanted: 'a time such as `"2026-01-01T00:00:00Z"`', found: 'something else' };
  scope.findings.add(types.wrongType, scope.module.source, expr.span, params);
  return undefined;
}

/** The scores that gates get, by the gates' names in the plan. */
function scoresOf(
  whole: Whole,
  module: Module,
  step: Extract<TestStep, { kind: 'given score' }>,
): readonly { readonly gate: string; readonly score: string }[] {
  const scores: { gate: string; score: string }[] = [];
  for (const { key, value } of step.record.entries) {
    const path = { segments: [key], text: key.text, span: key.span };
    const named = whole.symbols.find(module, 'block', path);
    if (named !== undefined && named.declaration.kind !== 'gate') {
      const gates = declarations(module, 'gate').map((gate) => gate.name.text);
      const near = nearMiss(key.text, gates, key.span);
      whole.findings.add(names.unknownBlock, module.source, key.span, { name: key.text }, near);
    }
    const score = shareOf(value);
    if (score === undefined) {
      const params = { wanted: 'a score from 0 to 1 such as `0.8`', found: 'something else' };
      whole.findings.add(types.wrongType, module.source, value.span, params);
    } else if (named !== undefined) scores.push({ gate: named.name, score });
  }
  return scores;
}

function shareOf(value: Expr): string | undefined {
  if (value.kind !== 'literal' || (value.type !== 'decimal' && value.type !== 'int'))
    return undefined;
  return Number(value.value) >= 0 && Number(value.value) <= 1 ? value.value : undefined;
}

/** The plan's name of a rule or block that may speak about a call, or `default`. */
function speakerOf(whole: Whole, module: Module, path: Path): string | undefined {
  if (path.text === 'default') return 'default';
  const { symbols, findings } = whole;
  const own = [module, ...[...module.imports.values()].map((each) => each.module)];
  const speakers = own.flatMap((each) => speakersOf(whole, each));
  const found = speakers.find((each) => each.seenFrom(module) === path.text);
  if (found !== undefined) return found.name;
  findings.muted(module.damaged, () => {
    const known = speakers.map((each) => each.seenFrom(module));
    const policy = symbols.own(module, 'block').get(path.text);
    const near =
      policy?.declaration.kind === 'policy'
        ? { help: `\`${path.text}\` is a policy: name one of its rules, as in \`${path.text}.…\`` }
        : nearMiss(path.text, known, path.span);
    findings.add(names.unknownBlock, module.source, path.span, { name: path.text }, near);
  });
  return undefined;
}

interface Speaker {
  readonly name: string;
  seenFrom(module: Module): string;
}

function speakersOf(whole: Whole, module: Module): readonly Speaker[] {
  const local: string[] = [];
  for (const [name, { declaration }] of whole.symbols.own(module, 'block')) {
    if (declaration.kind !== 'policy') local.push(name);
    else for (const rule of declaration.rules) local.push(`${name}.${rule.name.text}`);
  }
  return local.map((text) => ({
    name: module.prefix + text,
    seenFrom(from) {
      if (from === module) return text;
      for (const [alias, each] of from.imports) {
        if (each.module === module) return `${alias}.${text}`;
      }
      return module.prefix + text;
    },
  }));
}
