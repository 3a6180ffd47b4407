import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import type { Effect } from '../../plan/plan.ts';
import type { ToolDeclaration } from '../../syntax/ast.ts';
import { scalarNames } from '../../values/scalars/scalar.ts';
import type { Tool } from '../model.ts';
import type { Module } from '../modules/module.ts';
import type { Named } from '../modules/symbols.ts';
import { factsOf, namesFact, textFact, textsFact, wordFact } from '../parts/facts.ts';
import { effects, type Whole } from '../parts/whole.ts';
import { events } from '../types/events.ts';
import { broken, loosened, noFields, type RecordType, type Type } from '../types/type.ts';
import { defaultMemoryBytes, defaultTimeMs, type SandboxOf, sandboxOf } from './sandbox.ts';

const keys = [
  'effect',
  'labels',
  'result',
  'returns',
  'root',
  'run',
  'sandbox',
  'signers',
  'stream',
] as const;

/**
 * A tool's contract. Where the author states no effect the gravest is meant, `irreversible`; a tool
 * that can reach out (a `url`, `host` or `email` among its arguments) is at least `egress`.
 */
export function toolSignature(whole: Whole, named: Named): Tool | undefined {
  const { module, declaration } = named;
  if (declaration.kind !== 'tool') return undefined;
  return whole.findings.muted(declaration.broken, () =>
    signature(whole, module, declaration, named.name),
  );
}

function signature(whole: Whole, module: Module, node: ToolDeclaration, name: string): Tool {
  const { findings, types } = whole;
  const facts = factsOf(whole, module, 'tool', node.facts, keys);
  const written = types.record(node.args?.fields ?? [], module, 'no labels');
  const args = node.broken ? loosened(written) : written;
  const sandbox = sandboxOf(whole, module, node, facts);
  const run = textFact(whole, module, facts.run);
  const result =
    node.result === undefined ? undefined : types.resolve(node.result.type, module, 'labels');
  const returns = wordFact(whole, module, facts.returns, ['trusted', 'untrusted']);
  if (returns === 'trusted' && facts.returns !== undefined) {
    findings.add(meaning.trusted, module.source, facts.returns.value.span, { tool: name });
  }
  return {
    name,
    module,
    path: node.path,
    effect: effectOf(whole, module, node, args, sandbox.grants),
    effectSpan: facts.effect?.value.span ?? node.path.span,
    labels: namesFact(whole, module, facts.labels).map((label) => label.text),
    args,
    result: node.broken ? loosened(result ?? broken) : result,
    trusted: returns === 'trusted',
    root: textFact(whole, module, facts.root),
    run:
      run === undefined || facts.run === undefined
        ? undefined
        : { path: run, at: module.source.at(facts.run.value.span) },
    memoryBytes: sandbox.memoryBytes,
    timeMs: sandbox.timeMs,
    sandbox: sandbox.plan,
    grants: sandbox.grants,
    signers: textsFact(whole, module, facts.signers),
    event: false,
    doc: node.doc,
    at: module.source.at(node.path.span),
    lookups: [],
    lookedUp: noFields,
    serialBy: undefined,
    calls: [],
  };
}

function effectOf(
  whole: Whole,
  module: Module,
  node: ToolDeclaration,
  args: RecordType,
  grants: SandboxOf['grants'],
): Effect {
  const fact = node.facts.find((each) => each.key.text === 'effect');
  const stated = wordFact(whole, module, fact, effects);
  if (stated === undefined) return 'irreversible';
  const least = leastEffect(args, grants);
  if (least === undefined || effects.indexOf(stated) >= effects.indexOf(least.effect)) {
    return stated;
  }
  if (fact !== undefined) {
    const params = { tool: node.path.text, stated, ...least };
    whole.findings.add(meaning.raisedEffect, module.source, fact.value.span, params);
  }
  return least.effect;
}

/** The gravest effect that something of a tool gives it whatever it says, and what that is. */
function leastEffect(
  args: RecordType,
  { network, read, write, env, remember }: SandboxOf['grants'],
): { readonly effect: Effect; readonly through: string; readonly does: string } | undefined {
  if (write !== undefined) return { effect: 'write', through: 'write', does: 'write' };
  const out = reachesOut(args) ?? (network === undefined ? undefined : 'network');
  if (out !== undefined) return { effect: 'egress', through: out, does: 'reach out' };
  const inward = Object.entries({ read, env, remember }).find(([, given]) => given !== undefined);
  return inward === undefined ? undefined : { effect: 'read', through: inward[0], does: 'read' };
}

/** The argument through which a tool can address the world outside. */
function reachesOut(type: Type, path = ''): string | undefined {
  if (type.kind === 'single') return ['url', 'host', 'email'].includes(type.of) ? path : undefined;
  if (type.kind === 'list') return reachesOut(type.of, path);
  if (type.kind !== 'record') return undefined;
  for (const field of type.fields.values()) {
    const found = reachesOut(field.type, path === '' ? field.name : `${path}.${field.name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const eventEffects: Readonly<Record<string, Effect>> = {
  'agent.input': 'pure',
  'model.call': 'egress',
  'agent.reply': 'egress',
  'agent.delegate': 'pure',
};

/** The four reserved tools, as if the entry file declared them. */
export function eventTools(module: Module): ReadonlyMap<string, Tool> {
  const path = { segments: [], span: { start: 0, end: 0 } };
  const made = [...events].map(([name, args]): readonly [string, Tool] => [
    name,
    {
      name,
      module,
      path: { ...path, text: name },
      effect: eventEffects[name] ?? 'egress',
      effectSpan: path.span,
      labels: [],
      args: args ?? noFields,
      result: undefined,
      trusted: false,
      root: undefined,
      run: undefined,
      memoryBytes: defaultMemoryBytes,
      timeMs: defaultTimeMs,
      sandbox: undefined,
      grants: {},
      signers: [],
      event: true,
      doc: undefined,
      at: 'vak:1:1',
      lookups: [],
      lookedUp: noFields,
      serialBy: undefined,
      calls: [],
    },
  ]);
  return new Map(made);
}

/** Reports tools whose names are taken: by an event, an import's alias, or a label. */
export function checkToolNames(whole: Whole): void {
  const { findings, symbols } = whole;
  for (const module of whole.modules) {
    for (const [text, named] of symbols.own(module, 'tool')) {
      if (events.has(text)) findings.add(names.reserved, module.source, named.span, { name: text });
      const first =
        named.declaration.kind === 'tool' ? named.declaration.path.segments[0] : undefined;
      if (
        first !== undefined &&
        (module.imports.has(first.text) || module.absent.has(first.text))
      ) {
        findings.add(names.aliasIsTool, module.source, first.span, { name: first.text });
      }
      if (whole.labels.has(named.name)) {
        findings.add(names.labelIsTool, module.source, named.span, { name: named.name });
      }
    }
    for (const [text, named] of symbols.own(module, 'type')) {
      if (scalarLike(text)) {
        findings.add(names.reserved, module.source, named.span, { name: text });
      }
    }
  }
}

const scalarLike = (text: string): boolean => (scalarNames as readonly string[]).includes(text);
