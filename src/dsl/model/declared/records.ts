import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import type { CallPlan, TracePlan } from '../../plan/plan.ts';
import type { Fact, FactsDeclaration, ReferenceExpr } from '../../syntax/ast.ts';
import type { Audit } from '../model.ts';
import type { Module } from '../modules/module.ts';
import { amountFact, callFact, factsOf, wrongFact } from '../parts/facts.ts';
import { nearMiss } from '../parts/findings.ts';
import type { Whole } from '../parts/whole.ts';
import { partsOf, type Type } from '../types/type.ts';
import { known } from './parties.ts';

/** Where entries go, what they leave out, and how long they are kept. */
export function auditOf(whole: Whole, module: Module, node: FactsDeclaration): Audit {
  const facts = factsOf(whole, module, 'audit', node.facts, ['to', 'hide', 'keep', 'heads']);
  const to = callFact(whole, module, facts.to);
  if (to !== undefined) known(whole, module, to, ['dir'], 'audit', names.unknownLog);
  if (to?.name === 'dir' && facts.to !== undefined) {
    const [folder] = to.json;
    if (to.json.length !== 1 || typeof folder !== 'string' || folder === '') {
      wrongFact(whole, module, facts.to, 'one folder, such as `dir("./audit")`');
    }
  }
  return {
    to: to === undefined ? undefined : { name: to.name, json: to.json },
    hide: hiddenOf(whole, module, facts.hide),
    keepMs: amountFact(whole, module, facts.keep, 'duration'),
    heads: placesOf(whole, module, facts.heads),
    at: module.source.at(node.span),
  };
}

/** Where signed heads are sent, each a name with arguments; which names there are, plugins say. */
function placesOf(whole: Whole, module: Module, fact: Fact | undefined): readonly CallPlan[] {
  if (fact === undefined) return [];
  if (fact.value.kind !== 'list') {
    wrongFact(whole, module, fact, 'a list such as `[file("./heads/desk")]`');
    return [];
  }
  return fact.value.items.flatMap((value) => {
    const call = callFact(whole, module, { ...fact, value });
    return call === undefined ? [] : [{ name: call.name, json: call.json }];
  });
}

/** How much is traced, and what traces leave out. All of it, where nothing is said. */
export function traceOf(whole: Whole, module: Module, node: FactsDeclaration): TracePlan {
  const facts = factsOf(whole, module, 'trace', node.facts, ['sample', 'hide']);
  const sample = amountFact(whole, module, facts.sample, 'percent') ?? 1_000_000_000;
  if (sample > 1_000_000_000 && facts.sample !== undefined) {
    const params = { what: 'a percentage of at most `100%`' };
    whole.findings.add(meaning.badBound, module.source, facts.sample.value.span, params);
  }
  return {
    sampleNano: sample.toString(),
    hide: hiddenOf(whole, module, facts.hide),
    at: module.source.at(node.span),
  };
}

/** Arguments to leave out, below `args`: of every tool that has them, and some tool must. */
function hiddenOf(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
): readonly (readonly string[])[] {
  if (fact === undefined) return [];
  if (fact.value.kind !== 'list') {
    wrongFact(whole, module, fact, 'a list such as `[args.body]`');
    return [];
  }
  const paths: (readonly string[])[] = [];
  for (const item of fact.value.items) {
    if (item.kind !== 'reference' || item.path.segments[0]?.text !== 'args') {
      wrongFact(whole, module, { ...fact, value: item }, 'arguments such as `args.body`');
    } else if (someToolHas(whole, module, item)) {
      paths.push(item.path.segments.slice(1).map((segment) => segment.text));
    }
  }
  return paths;
}

function someToolHas(whole: Whole, module: Module, expr: ReferenceExpr): boolean {
  const [, ...steps] = expr.path.segments;
  const all = [...whole.tools.values(), ...whole.events.values()];
  const has = all.some((tool) => {
    let type: Type | undefined = tool.args;
    for (const step of steps) {
      type = type === undefined ? undefined : partsOf(type)?.fields.get(step.text)?.type;
    }
    return type !== undefined;
  });
  if ((has || all.some((tool) => tool.args.partial)) && steps.length > 0) return true;
  const last = steps.at(-1);
  const span = last?.span ?? expr.span;
  const fields = all.flatMap((tool) => [...tool.args.fields.keys()]);
  const near = nearMiss(last?.text ?? '', new Set(fields), span);
  const params = { name: last?.text ?? '', path: 'args', tool: 'any tool' };
  whole.findings.add(names.unknownField, module.source, span, params, near);
  return false;
}
