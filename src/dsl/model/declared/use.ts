import { names } from '../../diagnostics/catalogue/names/index.ts';
import { plugins } from '../../diagnostics/catalogue/plugins.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { UsePlan } from '../../plan/plan.ts';
import type { Expr, Fact, UseDeclaration } from '../../syntax/ast.ts';
import { setOwn } from '../../values/to-json.ts';
import type { Json } from '../../values/value.ts';
import { freeJson } from '../expressions/constant.ts';
import { type Module, nameIn } from '../modules/module.ts';
import { factsOf, textsFact, wrongFact } from '../parts/facts.ts';
import { nearMiss } from '../parts/findings.ts';
import { bareScope, type Whole } from '../parts/whole.ts';
import { checkConfig } from './manifest.ts';

/** The points that are filled today, and the shape of each. */
const builtPoints: ReadonlyMap<string, 'slot' | 'facet'> = new Map([
  ['policy', 'slot'],
  ['limits', 'slot'],
  ['approvals', 'slot'],
  ['sandbox', 'slot'],
  ['secrets', 'slot'],
  ['audit', 'slot'],
  ['clock', 'slot'],
  ['resolver', 'slot'],
  ['opinions', 'facet'],
  ['stages', 'facet'],
  ['scorers', 'facet'],
  ['proposers', 'facet'],
  ['compensators', 'facet'],
  ['solvers', 'facet'],
  ['analysts', 'facet'],
  ['detectors', 'facet'],
  ['scrubbers', 'facet'],
  ['channels', 'facet'],
  ['vaults', 'facet'],
  ['sources', 'facet'],
  ['capabilities', 'facet'],
  ['trace', 'facet'],
  ['heads', 'facet'],
  ['events', 'facet'],
]);
/** Points that the language knows and nothing serves yet. */
const unbuiltPoints = ['budgets', 'store', 'memory', 'labels', 'obligations', 'lint'];

const grantKeys = ['network', 'read', 'write', 'env', 'process'] as const;

/** A plugin, the point it fills, its config and what it may reach; undefined where nothing serves it. */
export function useOf(whole: Whole, module: Module, node: UseDeclaration): UsePlan | undefined {
  return whole.findings.muted(node.broken, () => {
    const built = pointIsBuilt(whole, module, node);
    const config = (node.config?.facts ?? []).map((fact) => configFact(whole, module, fact));
    repeats(whole, module, node.config?.facts ?? []);
    const grant = grantOf(whole, module, node.grant?.facts ?? []);
    const manifest = whole.manifest(node.package.text, module);
    if (manifest !== undefined) checkConfig(whole, module, node, manifest, config);
    if (!built) return undefined;
    return {
      package: node.package.text,
      point: node.point?.text ?? null,
      alias: node.alias === undefined ? null : module.prefix + node.alias.text,
      config: config.filter((each) => each !== undefined),
      grant,
      declaredIn: module.source.name,
      at: module.source.at(node.span),
    };
  });
}

function pointIsBuilt(whole: Whole, module: Module, node: UseDeclaration): boolean {
  const { point } = node;
  if (point === undefined) return true;
  const shape = builtPoints.get(point.text);
  if (shape === 'slot' && !module.isEntry && module.taken.has('plugins')) {
    const params = { point: point.text };
    whole.findings.add(plugins.displacedByImport, module.source, point.span, params);
  }
  if (shape !== undefined) return true;
  if (unbuiltPoints.includes(point.text)) {
    const params = { what: `\`use … for ${point.text}\``, point: point.text };
    whole.findings.add(plugins.notBuilt, module.source, point.span, params);
  } else {
    const near = nearMiss(point.text, [...builtPoints.keys(), ...unbuiltPoints], point.span);
    const params = { point: point.text };
    whole.findings.add(plugins.unknownPoint, module.source, point.span, params, near);
  }
  return false;
}

/** Reports each slot that two `use` lines of the files together want to fill. */
export function checkSlots(
  whole: Whole,
  uses: readonly { readonly module: Module; readonly node: UseDeclaration }[],
): void {
  const first = new Map<string, { readonly module: Module; readonly node: UseDeclaration }>();
  for (const each of uses) {
    const point = each.node.point;
    if (point === undefined || builtPoints.get(point.text) !== 'slot') continue;
    const before = first.get(point.text);
    if (before === undefined) {
      first.set(point.text, each);
      continue;
    }
    const { source } = before.module;
    whole.findings.add(
      plugins.slotUsedTwice,
      each.module.source,
      point.span,
      { point: point.text, first: source.at(before.node.span) },
      { labels: [{ source, span: before.node.span, text: 'first here' }] },
    );
  }
}

function repeats(whole: Whole, module: Module, facts: readonly Fact[]): void {
  const seen = new Set<string>();
  for (const { key } of facts) {
    if (seen.has(key.text)) {
      const params = { kind: 'key', name: key.text };
      whole.findings.add(names.declaredTwice, module.source, key.span, params);
    }
    seen.add(key.text);
  }
}

/** One fact of a config, with its value in canonical spelling. */
export interface ConfigFact {
  readonly name: string;
  readonly json: Json;
  readonly at: string;
}

/** A fact of a plugin's config; undefined after a report. */
export function configFact(whole: Whole, module: Module, fact: Fact): ConfigFact | undefined {
  if (fact.value.kind === 'verdict') {
    wrongFact(whole, module, fact, 'a value');
    return undefined;
  }
  const json = configJson(whole, module, fact.value);
  if (json === undefined) return undefined;
  return { name: fact.key.text, json, at: module.source.at(fact.key.span) };
}

/** A config's value: literals, lists and records of them, bare words as texts, and `secret(name)`. */
function configJson(whole: Whole, module: Module, expr: Expr): Json | undefined {
  if (expr.kind === 'word') return expr.text;
  if (expr.kind === 'list') {
    const items = expr.items.map((item) => configJson(whole, module, item));
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  if (expr.kind === 'record') {
    const json: Record<string, Json> = {};
    for (const { key, value } of expr.entries) {
      const of = configJson(whole, module, value);
      if (of === undefined) return undefined;
      setOwn(json, key.text, of);
    }
    return json;
  }
  if (expr.kind !== 'reference') return freeJson(expr, bareScope(whole, module));
  const argument = expr.call?.[0];
  const name = argument === undefined ? undefined : nameIn(argument);
  if (expr.path.text !== 'secret' || name === undefined || expr.call?.length !== 1) {
    if (expr.call === undefined) {
      whole.findings.add(types.notWrittenOut, module.source, expr.span, {});
    } else {
      const near = nearMiss(expr.path.text, ['secret'], expr.path.span);
      const params = { name: expr.path.text, known: ['secret'] };
      whole.findings.add(names.unknownFunction, module.source, expr.path.span, params, near);
    }
    return undefined;
  }
  const named = whole.symbols.find(module, 'secret', name);
  return named === undefined ? undefined : { $secret: named.name };
}

function grantOf(whole: Whole, module: Module, written: readonly Fact[]): UsePlan['grant'] {
  const facts = factsOf(whole, module, 'grant', written, grantKeys);
  const grant: ConfigFact[] = [];
  for (const key of grantKeys) {
    const fact = facts[key];
    if (fact === undefined) continue;
    const at = module.source.at(fact.key.span);
    if (key !== 'process') {
      grant.push({ name: key, json: textsFact(whole, module, fact), at });
    } else if (fact.value.kind === 'literal' && fact.value.type === 'bool') {
      grant.push({ name: key, json: fact.value.value === 'true', at });
    } else wrongFact(whole, module, fact, '`true` or `false`');
  }
  return grant;
}
