import { plainRoot, type RootView, type Scope } from '../expressions/scope.ts';
import type { Agent, Tool } from '../model.ts';
import type { Manifest } from '../modules/load.ts';
import type { Module } from '../modules/module.ts';
import type { Named, Symbols } from '../modules/symbols.ts';
import type { Findings } from '../parts/findings.ts';
import type { Types } from '../types/resolve.ts';
import { noFields, type RecordType, recordOf, single } from '../types/type.ts';

/** What every check of a block may need: all names, types, tools and agents, and where to report. */
export interface Whole {
  readonly modules: readonly [Module, ...Module[]];
  readonly findings: Findings;
  readonly symbols: Symbols;
  readonly types: Types;
  /** What each file says that the host supplies. */
  readonly contexts: ReadonlyMap<Module, RecordType>;
  /** Every tool by the name it was declared under, events by theirs. */
  readonly tools: ReadonlyMap<Named, Tool>;
  readonly events: ReadonlyMap<string, Tool>;
  readonly agents: ReadonlyMap<Named, Agent>;
  /** Agents that stand in the plan. */
  readonly activeAgents: readonly Agent[];
  /** Every label that a tool or a field carries, and those the language has. */
  readonly labels: ReadonlySet<string>;
  /** Labels that a rule, limit or constraint named. */
  readonly labelsNamed: Set<string>;
  manifest(specifier: string, from: Module): Manifest | undefined;
}

/** Labels that the language gives meaning to. */
export const builtInLabels: readonly string[] = [
  'user',
  'host',
  'untrusted',
  'confidential',
  'model',
  'suspicious',
];

export const effects = ['pure', 'read', 'egress', 'write', 'irreversible'] as const;

/** A scope that reads nothing: for values written out. */
export const bareScope = (whole: Whole, module: Module): Scope => ({
  module,
  findings: whole.findings,
  roots: new Map(),
  guards: new Set(),
});

const toolRoots = new WeakMap<Whole, RootView>();

/** What a tool's own facts are to a condition. Asked once every tool is known. */
export function toolRoot(whole: Whole): RootView {
  let root = toolRoots.get(whole);
  if (root === undefined) {
    const all = [...whole.tools.values(), ...whole.events.values()];
    const labels = [...new Set(all.flatMap((tool) => tool.labels))];
    const type = recordOf([
      ['name', { kind: 'one of', members: all.map((tool) => tool.name) }],
      ['effect', { kind: 'one of', members: effects }],
      ['labels', { kind: 'list', of: { kind: 'one of', members: labels } }],
    ]);
    root = plainRoot('tool', type);
    toolRoots.set(whole, root);
  }
  return root;
}

const callScopes = new WeakMap<Module, Map<string, Scope>>();

/**
 * What a block that decides about calls of these tools may read; made once for equal tools. Asked
 * once every tool is known, with its look-ups.
 */
export function callScope(whole: Whole, module: Module, tools: readonly Tool[]): Scope {
  let scopes = callScopes.get(module);
  if (scopes === undefined) {
    scopes = new Map();
    callScopes.set(module, scopes);
  }
  const key = tools.map(({ name }) => `${name.length}:${name}`).join('');
  let scope = scopes.get(key);
  if (scope === undefined) {
    scope = unsettledScope(whole, module, tools);
    scopes.set(key, scope);
  }
  return scope;
}

/** The same, while look-ups are being settled. */
export function unsettledScope(whole: Whole, module: Module, tools: readonly Tool[]): Scope {
  const roots = new Map<string, RootView>([
    ['args', { root: 'args', views: tools.map((tool) => ({ of: tool.name, type: tool.args })) }],
    [
      'lookup',
      { root: 'lookup', views: tools.map((tool) => ({ of: tool.name, type: tool.lookedUp })) },
    ],
    ['context', plainRoot('context', whole.contexts.get(module) ?? noFields)],
    ['tool', toolRoot(whole)],
    ['agent', plainRoot('agent', agentType(whole))],
    ['session', plainRoot('session', sessionType(whole))],
  ]);
  return { module, findings: whole.findings, roots, guards: new Set() };
}

const sessionTypes = new WeakMap<Whole, RecordType>();

/** Who a call is for, when it is, and the labels of all that the session was shown. */
function sessionType(whole: Whole): RecordType {
  let type = sessionTypes.get(whole);
  if (type === undefined) {
    type = recordOf([
      ['id', single('string')],
      ['principal', single('string')],
      ['tenant', single('string')],
      ['now', single('time')],
      ['labels', { kind: 'list', of: { kind: 'one of', members: [...whole.labels] } }],
    ]);
    sessionTypes.set(whole, type);
  }
  return type;
}

const agentTypes = new WeakMap<Whole, RecordType>();

function agentType(whole: Whole): RecordType {
  let type = agentTypes.get(whole);
  if (type === undefined) {
    const members = whole.modules.flatMap((module) =>
      [...whole.symbols.own(module, 'agent').values()].map((agent) => agent.name),
    );
    type = recordOf([['name', { kind: 'one of', members }]]);
    agentTypes.set(whole, type);
  }
  return type;
}
