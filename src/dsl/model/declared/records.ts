import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import type { CallPlan, TracePlan } from '../../plan/plan.ts';
import type { Fact, FactsDeclaration, ReferenceExpr } from '../../syntax/ast.ts';
import type { Audit } from '../model.ts';
import type { Module } from '../modules/module.ts';
import { amountFact, callFact, factsOf, wordFact, wrongFact } from '../parts/facts.ts';
import { nearMiss } from '../parts/findings.ts';
import type { Whole } from '../parts/whole.ts';
import { partsOf, type Type } from '../types/type.ts';
import { known } from './parties.ts';

const auditKeys = ['to', 'hide', 'sensitive', 'keep', 'heads', 'events'] as const;

/** Where entries go, what they leave out, and how long they are kept. */
export function auditOf(whole: Whole, module: Module, node: FactsDeclaration): Audit {
  const facts = factsOf(whole, module, 'audit', node.facts, auditKeys);
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
    sensitive: sensitiveIn(whole, module, facts.sensitive),
    keepMs: amountFact(whole, module, facts.keep, 'duration'),
    heads: placesOf(whole, module, facts.heads),
    events: placesOf(whole, module, facts.events),
    at: module.source.at(node.span),
  };
}

/** Where signed heads or entries are sent, each a name with arguments; which names there are, plugins say. */
function placesOf(whole: Whole, module: Module, fact: Fact | undefined): readonly CallPlan[] {
  if (fact === undefined) return [];
  if (fact.value.kind !== 'list') {
    wrongFact(whole, module, fact, `a list such as \`[file("./${fact.key.text}/desk")]\``);
    return [];
  }
  return fact.value.items.flatMap((value) => {
    const call = callFact(whole, module, { ...fact, value });
    return call === undefined ? [] : [{ name: call.name, json: call.json }];
  });
}

/** How much is traced, and what traces leave out. All of it, where nothing is said. */
export function traceOf(whole: Whole, module: Module, node: FactsDeclaration): TracePlan {
  const facts = factsOf(whole, module, 'trace', node.facts, ['sample', 'phases', 'hide']);
  const sample = amountFact(whole, module, facts.sample, 'percent') ?? 1_000_000_000;
  const phases = wordFact(whole, module, facts.phases, ['events', 'spans']);
  if (sample > 1_000_000_000 && facts.sample !== undefined) {
    const params = { what: 'a percentage of at most `100%`' };
    whole.findings.add(meaning.badBound, module.source, facts.sample.value.span, params);
  }
  return {
    sampleNano: sample.toString(),
    ...(phases === 'spans' ? { phases: true } : {}),
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
  const wanted = { list: 'a list such as `[args.body]`', item: 'arguments such as `args.body`' };
  return pathsIn(whole, module, fact, ['args'], wanted).map(([, ...path]) => path);
}

/** What entries only commit to: paths below `args`, `result` or `context`. */
function sensitiveIn(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
): readonly (readonly string[])[] {
  const wanted = {
    list: 'a list such as `[args.body, result.name]`',
    item: 'fields below `args`, `result` or `context`',
  };
  return pathsIn(whole, module, fact, ['args', 'result', 'context'], wanted);
}

/** The paths that a fact lists, roots included; each must lead to something. */
function pathsIn(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
  roots: readonly string[],
  wanted: { readonly list: string; readonly item: string },
): readonly (readonly string[])[] {
  if (fact === undefined) return [];
  if (fact.value.kind !== 'list') {
    wrongFact(whole, module, fact, wanted.list);
    return [];
  }
  const paths: (readonly string[])[] = [];
  for (const item of fact.value.items) {
    const root = item.kind === 'reference' ? (item.path.segments[0]?.text ?? '') : '';
    if (item.kind !== 'reference' || !roots.includes(root)) {
      wrongFact(whole, module, { ...fact, value: item }, wanted.item);
    } else if (isSomewhere(whole, module, item)) {
      paths.push(item.path.segments.map((segment) => segment.text));
    }
  }
  return paths;
}

/** Whether some tool, or the context, has the field; reports it where none has. */
function isSomewhere(whole: Whole, module: Module, expr: ReferenceExpr): boolean {
  const [root, ...steps] = expr.path.segments;
  const tools = [...whole.tools.values(), ...whole.events.values()];
  const within: readonly (Type | undefined)[] =
    root?.text === 'args'
      ? tools.map(({ args }) => args)
      : root?.text === 'result'
        ? tools.map(({ result }) => result)
        : [whole.contexts.get(module)];
  const has = within.some((type) => {
    let left = elementOf(type);
    for (const step of steps) {
      left = elementOf(left === undefined ? undefined : partsOf(left)?.fields.get(step.text)?.type);
    }
    return left !== undefined;
  });
  const records = within.flatMap((type) => {
    const one = elementOf(type);
    return one === undefined ? [] : (partsOf(one) ?? []);
  });
  if ((has || records.some(({ partial }) => partial)) && steps.length > 0) return true;
  const last = steps.at(-1);
  const span = last?.span ?? expr.span;
  const fields = records.flatMap((record) => [...record.fields.keys()]);
  const near = nearMiss(last?.text ?? '', new Set(fields), span);
  const tool = root?.text === 'context' ? '' : 'any tool';
  const params = { name: last?.text ?? '', path: root?.text ?? '', tool };
  whole.findings.add(names.unknownField, module.source, span, params, near);
  return false;
}

/** What a list holds, and lists of lists; any other type itself. */
function elementOf(type: Type | undefined): Type | undefined {
  return type?.kind === 'list' ? elementOf(type.of) : type;
}
