import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import { plugins } from '../../diagnostics/catalogue/plugins.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import { networkOrigin } from '../../plan/grants.ts';
import type { GrantsPlan, SandboxPlan } from '../../plan/plan.ts';
import type { Fact, ToolDeclaration } from '../../syntax/ast.ts';
import { parsePath } from '../../values/kinds/path.ts';
import type { Tool } from '../model.ts';
import { type Module, nameIn } from '../modules/module.ts';
import {
  amountFact,
  countFact,
  type Facts,
  factsOf,
  namesFact,
  textsFact,
  wordFact,
  wrongFact,
} from '../parts/facts.ts';
import { toolOf } from '../parts/selection.ts';
import type { Whole } from '../parts/whole.ts';
import { modulesOf } from './modules.ts';

export const defaultMemoryBytes: number = 64 * 1024 * 1024;
export const defaultTimeMs = 2_000;

const capabilities = ['network', 'read', 'write', 'env', 'tools', 'remember', 'calls'] as const;
const keys = ['memory', 'time', ...capabilities, 'tier', 'reuse', 'replay', 'modules'] as const;
type Key = (typeof keys)[number];
/** What means nothing for a tool without code. */
const ofCode = [...capabilities, 'modules'] as const;
const mostRemembered = 1024 * 1024;

/** What a tool's code may use and reach. */
export interface SandboxOf {
  readonly memoryBytes: number;
  readonly timeMs: number;
  readonly grants: Omit<GrantsPlan, 'tools'>;
  /** Absent where nothing but the usual is wanted. */
  readonly plan?: SandboxPlan | undefined;
}

/** How much a tool may use and what it may reach. What the sandbox cannot do is refused, never ignored. */
export function sandboxOf(
  whole: Whole,
  module: Module,
  node: ToolDeclaration,
  facts: Facts<'sandbox' | 'stream' | 'run'>,
): SandboxOf {
  const { stream } = facts;
  const defaults = { memoryBytes: defaultMemoryBytes, timeMs: defaultTimeMs, grants: {} };
  if (wordFact(whole, module, stream, ['chunked']) !== undefined && stream !== undefined) {
    notBuilt(whole, module, stream, '`stream: chunked`');
  }
  const { sandbox } = facts;
  if (sandbox === undefined) return defaults;
  if (sandbox.value.kind !== 'record') {
    wrongFact(whole, module, sandbox, 'facts in braces, such as `{ memory: 64MB, time: 2s }`');
    return defaults;
  }
  const inner = factsIn(whole, module, sandbox);
  if (facts.run === undefined) {
    for (const key of ofCode) {
      const fact = inner[key];
      if (fact === undefined) continue;
      const params = { tool: node.path.text, key };
      whole.findings.add(meaning.grantWithoutCode, module.source, fact.span, params);
    }
  }
  return {
    memoryBytes: within(whole, module, inner.memory, 'size') ?? defaults.memoryBytes,
    timeMs: within(whole, module, inner.time, 'duration') ?? defaults.timeMs,
    grants: grantsOf(whole, module, inner),
    plan: planOf(whole, module, node, inner, facts.run !== undefined),
  };
}

/** What engines and timers can hold. */
const bounds = {
  size: {
    least: 8 * 1024 * 1024,
    most: 2 * 1024 * 1024 * 1024,
    said: 'a size from `8MB` to `2GB`',
  },
  duration: { least: 1, most: 24 * 60 * 60 * 1000, said: 'a duration from `1ms` to `1d`' },
} as const;

function within(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
  type: keyof typeof bounds,
): number | undefined {
  const amount = amountFact(whole, module, fact, type);
  const { least, most, said } = bounds[type];
  if (fact === undefined || amount === undefined || (amount >= least && amount <= most)) {
    return amount;
  }
  wrongFact(whole, module, fact, said);
  return undefined;
}

const tiers = ['process', 'isolate', 'quickjs', 'inline'] as const;
const isTier = (word: string | undefined): word is (typeof tiers)[number] =>
  (tiers as readonly (string | undefined)[]).includes(word);
const unbuilt = ['thread', 'container', 'microvm'] as const;

/** Tier, reuse, replay and modules, each reported where it cannot hold. */
function planOf(
  whole: Whole,
  module: Module,
  node: ToolDeclaration,
  inner: Facts<Key>,
  hasCode: boolean,
): SandboxPlan | undefined {
  const tier = wordFact(whole, module, inner.tier, [...tiers, ...unbuilt]);
  const reuse = wordFact(whole, module, inner.reuse, ['session']);
  const replay = wordFact(whole, module, inner.replay, ['exact']);
  const cannot = (fact: Fact | undefined, word: string | undefined, why: string): void => {
    if (fact === undefined || word === undefined) return;
    const params = { key: fact.key.text, word, why };
    whole.findings.add(meaning.sandboxConflict, module.source, fact.span, params);
  };
  if (tier !== undefined && !isTier(tier)) {
    notBuilt(whole, module, inner.tier as Fact, `the tier \`${tier}\``);
    return undefined;
  }
  if (!hasCode) {
    if (tier === 'isolate' || tier === 'quickjs') {
      cannot(inner.tier, tier, 'the tool has no `run`, so nothing runs there');
    }
    cannot(inner.reuse, reuse, 'the tool has no `run`');
    cannot(inner.replay, replay, 'the tool has no `run`');
  } else if (tier === 'inline') cannot(inner.tier, tier, 'code of `run` never runs in the host');
  const stated = node.facts.find((fact) => fact.key.text === 'effect');
  const effect = stated === undefined ? undefined : nameIn(stated.value)?.text;
  if (hasCode && effect !== 'pure' && effect !== 'read') {
    cannot(inner.reuse, reuse, 'only a tool with the effect `pure` or `read` is reused');
  } else if (hasCode && replay !== undefined) {
    cannot(inner.reuse, reuse, 'a run that repeats exactly has a guest of its own');
  }
  const modules = modulesOf(whole, module, inner.modules);
  const plan: SandboxPlan = {
    ...(isTier(tier) ? { tier } : {}),
    ...(reuse === undefined ? {} : { reuse }),
    ...(replay === undefined ? {} : { replay }),
    ...(modules.length === 0 ? {} : { modules }),
  };
  return Object.keys(plan).length === 0 ? undefined : plan;
}

/** Settles which tools a tool's code may call, once every tool is known. */
export function settleCalls(whole: Whole, tool: Tool, node: ToolDeclaration): void {
  const sandbox = node.facts.find((fact) => fact.key.text === 'sandbox');
  if (sandbox?.value.kind !== 'record') return;
  const tools = sandbox.value.entries.find(({ key }) => key.text === 'tools');
  if (tools === undefined) return;
  const { key, value, span } = tools;
  whole.findings.muted(node.broken, () => {
    const { module } = tool;
    const found = new Set<Tool>();
    for (const path of namesFact(whole, module, { kind: 'fact', key, value, span })) {
      const called = toolOf(whole, module, path);
      if (called?.event === true) {
        whole.findings.add(meaning.eventHeld, module.source, path.span, { name: path.text });
      } else if (called !== undefined) found.add(called);
    }
    tool.calls = [...found];
  });
}

function factsIn(whole: Whole, module: Module, sandbox: Fact): Facts<Key> {
  if (sandbox.value.kind !== 'record') return {};
  const inner = sandbox.value.entries.map(({ key, value, span }) => ({
    kind: 'fact' as const,
    key,
    value,
    span,
  }));
  return factsOf(whole, module, 'sandbox', inner, keys);
}

function grantsOf(whole: Whole, module: Module, facts: Facts<Key>): SandboxOf['grants'] {
  const network = listed(whole, module, facts.network, networkOrigin, addresses);
  const read = listed(whole, module, facts.read, rootOf, folders);
  const write = listed(whole, module, facts.write, rootOf, folders);
  const env = listed(whole, module, facts.env, variable, variables);
  const calls = countFact(whole, module, facts.calls);
  const remember = amountFact(whole, module, facts.remember, 'size');
  if (facts.remember !== undefined && remember !== undefined && remember > mostRemembered) {
    wrongFact(whole, module, facts.remember, 'a size up to `1MB`');
  }
  return {
    ...(network.length === 0 ? {} : { network }),
    ...(read.length === 0 ? {} : { read }),
    ...(write.length === 0 ? {} : { write }),
    ...(env.length === 0 ? {} : { env }),
    ...(remember === undefined ? {} : { remember }),
    ...(calls === undefined ? {} : { calls }),
  };
}

const addresses = 'hosts such as `"api.example.com"` or `"10.0.0.7:8443"`';
const folders = 'paths such as `"./data"`';
const variables = 'names of variables such as `"LANG"`, none that vak reads keys from';
const rootOf = (text: string): string | undefined =>
  parsePath(text) === undefined ? undefined : text;
const variable = (text: string): string | undefined =>
  /^(?!VAK_AUDIT_)[A-Z_][A-Z0-9_]*$/i.test(text) ? text : undefined;

/** A list of texts, each read by `read`, in order and each once; those that cannot be are reported. */
function listed(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
  read: (text: string) => string | undefined,
  wanted: string,
): readonly string[] {
  const texts = textsFact(whole, module, fact);
  if (fact?.value.kind !== 'list') return [];
  const found = new Set<string>();
  for (const item of fact.value.items) {
    if (item.kind !== 'literal' || !texts.includes(item.value)) continue;
    const one = read(item.value);
    if (one === undefined) {
      const params = { key: fact.key.text, wanted };
      whole.findings.add(types.wrongFact, module.source, item.span, params);
    } else if (found.has(one)) {
      const params = { kind: 'grant', name: one };
      whole.findings.add(names.declaredTwice, module.source, item.span, params);
    } else found.add(one);
  }
  return [...found].sort();
}

function notBuilt(whole: Whole, module: Module, fact: Fact, what: string): void {
  whole.findings.add(plugins.notBuilt, module.source, fact.span, { what, point: 'sandbox' });
}
