import { names } from '../../diagnostics/catalogue/names/index.ts';
import type { UsePlan } from '../../plan/plan.ts';
import type { FactsDeclaration, TestDeclaration } from '../../syntax/ast.ts';
import { analyse } from '../analysis/analyse.ts';
import { approversOf, checked, secretOf } from '../declared/parties.ts';
import { auditOf, traceOf } from '../declared/records.ts';
import { checkSlots, useOf } from '../declared/use.ts';
import type { Approvers, Model, Objection, Rule, Secret } from '../model.ts';
import { declarations, type Module, type Takeable } from '../modules/module.ts';
import type { Whole } from '../parts/whole.ts';
import type { RecordType } from '../types/type.ts';
import { constraintOf, proofOf, refuseUnbuilt } from './constraint.ts';
import { gateOf } from './gate.ts';
import { limitOf } from './limit.ts';
import { pipelineOf } from './pipeline.ts';
import { policyRules } from './policy.ts';
import { testOf } from './test.ts';

/** Checks the blocks of all files and gathers what they mean together. */
export function modelOf(whole: Whole, context: RecordType): Model {
  const { modules, findings } = whole;
  const muting = <T>(broken: boolean, check: () => T): T => findings.muted(broken, check);
  const from = <T>(gather: (module: Module) => readonly T[]): T[] => modules.flatMap(gather);
  const approvers = new Map<string, Approvers>();
  for (const module of modules) {
    for (const named of whole.symbols.own(module, 'approvers').values()) {
      const found = checked(whole, named, approversOf);
      if (found !== undefined) approvers.set(found.name, found);
    }
  }
  const rules = from((module) =>
    declarations(module, 'policy').flatMap((each) =>
      muting(each.broken, () => policyRules(whole, module, each)),
    ),
  );
  const limits = from((module) =>
    declarations(module, 'limit').map((each) =>
      muting(each.broken, () => limitOf(whole, module, each)),
    ),
  );
  const constraints = from((module) =>
    declarations(module, 'constraint').map((each) =>
      muting(each.broken, () => constraintOf(whole, module, each)),
    ),
  );
  for (const module of modules) {
    for (const each of declarations(module, 'memory')) {
      muting(each.broken, () => refuseUnbuilt(whole, module, each));
    }
  }
  const gates = from((module) =>
    declarations(module, 'gate')
      .map((each) => muting(each.broken, () => gateOf(whole, module, each)))
      .filter((each) => each !== undefined),
  );
  const pipelines = from((module) =>
    declarations(module, 'pipeline').map((each) =>
      muting(each.broken, () => pipelineOf(whole, module, each)),
    ),
  );
  const model: Model = {
    modules,
    context,
    tools: [...whole.tools.values(), ...whole.events.values()],
    agents: whole.activeAgents,
    secrets: secretsOf(whole),
    rules,
    limits,
    constraints,
    gates,
    pipelines,
    approvers: [],
    audit: only(whole, 'audit', auditOf),
    trace: only(whole, 'trace', traceOf),
    uses: usesOf(whole),
    proofs: from((module) =>
      declarations(module, 'prove').map((each) =>
        muting(each.broken, () => proofOf(whole, module, each)),
      ),
    ),
    tests: from((module) =>
      uniqueTests(whole, module)
        .map((each) => testOf(whole, module, each))
        .filter((each) => each !== undefined && module.isEntry)
        .filter((each) => each !== undefined),
    ),
  };
  const complete = { ...model, approvers: asked(whole, model, approvers) };
  analyse(whole, complete);
  return complete;
}

function uniqueTests(whole: Whole, module: Module): readonly TestDeclaration[] {
  const seen = new Set<string>();
  const tests = declarations(module, 'test');
  for (const { name } of tests) {
    if (seen.has(name.text)) {
      const params = { kind: 'test', name: name.text };
      whole.findings.add(names.declaredTwice, module.source, name.span, params);
    }
    seen.add(name.text);
  }
  return tests;
}

/** The approvers of files that may bring theirs, and those that objections ask wherever they are from. */
function asked(
  whole: Whole,
  model: Model,
  approvers: ReadonlyMap<string, Approvers>,
): readonly Approvers[] {
  const wanted = new Set<string>();
  const want = (objection: Objection): void => {
    if (objection.verdict === 'approval') wanted.add(objection.from.approvers);
  };
  for (const module of whole.modules) {
    if (!module.taken.has('approvers')) continue;
    for (const named of whole.symbols.own(module, 'approvers').values()) wanted.add(named.name);
  }
  for (const rule of model.rules) for (const name of askedBy(rule)) wanted.add(name);
  for (const each of [...model.limits, ...model.constraints]) want(each.otherwise);
  for (const { objections, unavailable } of model.gates) {
    want(unavailable);
    for (const { objection } of objections) want(objection);
  }
  for (const { otherwise, stages } of model.pipelines) {
    want(otherwise);
    for (const stage of stages) if (stage.otherwise !== null) want(stage.otherwise);
  }
  for (const name of wanted) {
    const otherwise = approvers.get(name)?.otherwise;
    if (otherwise !== undefined) want(otherwise);
  }
  return [...wanted].map((name) => approvers.get(name)).filter((each) => each !== undefined);
}

function askedBy(rule: Rule): readonly string[] {
  const notified = rule.duties.map((duty) => (duty.duty === 'notify' ? duty.approvers : undefined));
  return [rule.from?.approvers, ...notified].filter((each) => each !== undefined);
}

function secretsOf(whole: Whole): readonly Secret[] {
  return whole.modules.flatMap((module) => {
    const own = [...whole.symbols.own(module, 'secret').values()];
    const secrets = own.map((named) => checked(whole, named, secretOf));
    return module.taken.has('secrets') ? secrets.filter((each) => each !== undefined) : [];
  });
}

function usesOf(whole: Whole): readonly UsePlan[] {
  const taken = whole.modules.flatMap((module) =>
    declarations(module, 'use')
      .map((node) => ({ module, node, plan: useOf(whole, module, node) }))
      .filter((each) => each.module.taken.has('plugins')),
  );
  checkSlots(whole, taken);
  return taken.map((each) => each.plan).filter((each) => each !== undefined);
}

/** The one block of a kind that counts: the entry's, or the one that an import was let bring. */
function only<T>(
  whole: Whole,
  kind: 'audit' | 'trace',
  check: (whole: Whole, module: Module, node: FactsDeclaration) => T,
): T | undefined {
  const taking: Takeable = kind;
  let found: { readonly of: T; readonly isEntry: boolean } | undefined;
  for (const module of whole.modules) {
    for (const node of declarations(module, kind)) {
      const of = whole.findings.muted(node.broken, () => check(whole, module, node));
      if (!module.taken.has(taking)) continue;
      if (found === undefined) found = { of, isEntry: module.isEntry };
      else if (module.isEntry || !found.isEntry) {
        const params = { kind: 'block', name: kind };
        whole.findings.add(names.declaredTwice, module.source, node.span, params);
      }
    }
  }
  return found?.of;
}
