import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { File } from '../syntax/ast.ts';
import type { Source } from '../text/source.ts';
import { contextsOf, mergedContext } from './declared/context.ts';
import { settleLookups } from './declared/lookups.ts';
import { agentOf, checked } from './declared/parties.ts';
import { settleCalls } from './declared/sandbox.ts';
import { checkToolNames, eventTools, toolSignature } from './declared/tool.ts';
import type { Agent, Model, Tool } from './model.ts';
import { loadModules, type Reader } from './modules/load.ts';
import type { Module } from './modules/module.ts';
import { type Named, Symbols } from './modules/symbols.ts';
import { Findings } from './parts/findings.ts';
import { builtInLabels, type Whole } from './parts/whole.ts';
import { modelOf } from './rules/gather.ts';
import { Types } from './types/resolve.ts';
import type { Type } from './types/type.ts';

/** What checking gives. The model exists exactly when no diagnostic is an error. */
export interface CheckResult {
  /** The entry file's tree, however much of it could be read. */
  readonly file: File;
  readonly model?: Model;
  /** File by file, in the order of their places. */
  readonly diagnostics: readonly Diagnostic[];
  /** The entry and every file it imports, each once. */
  readonly sources: readonly Source[];
}

/**
 * Checks a file and all it imports: every name, every type, and what the blocks mean together. Pure:
 * other files come through `reader`. Never throws for what an author wrote. Linear in the text, but
 * for rules about `any tool`, which cost as many steps as there are tools.
 */
export function check(entry: Source, reader: Reader): CheckResult {
  const findings = new Findings();
  const modules = loadModules(entry, reader, findings);
  const whole = declare(modules, reader, findings);
  const model = modelOf(whole, mergedContext(whole.contexts, findings));
  const diagnostics = findings.all();
  const result = {
    file: modules[0].file,
    diagnostics,
    sources: modules.map((each) => each.source),
  };
  return findings.errors > 0 ? result : { ...result, model };
}

/** Works out, in the order in which they need each other: types, contexts, tools, look-ups, agents. */
function declare(
  modules: readonly [Module, ...Module[]],
  reader: Reader,
  findings: Findings,
): Whole {
  const symbols = new Symbols(modules, findings);
  const types = new Types(symbols, findings);
  const tools = new Map<Named, Tool>();
  const agents = new Map<Named, Agent>();
  const activeAgents: Agent[] = [];
  const labels = new Set<string>(builtInLabels);
  const whole: Whole = {
    modules,
    findings,
    symbols,
    types,
    contexts: contextsOf(modules, types, findings),
    tools,
    events: eventTools(modules[0]),
    agents,
    activeAgents,
    labels,
    labelsNamed: new Set(),
    manifest: (specifier, from) => reader.manifest?.(specifier, from.source.name),
  };
  for (const named of all(whole, 'type')) addFieldLabels(types.declared(named), labels);
  for (const named of all(whole, 'tool')) {
    const tool = toolSignature(whole, named);
    if (tool === undefined) continue;
    tools.set(named, tool);
    for (const label of tool.labels) labels.add(label);
    if (tool.result !== undefined) addFieldLabels(tool.result, labels);
  }
  checkToolNames(whole);
  for (const [{ declaration }, tool] of tools) {
    if (declaration.kind !== 'tool') continue;
    settleLookups(whole, tool, declaration);
    settleCalls(whole, tool, declaration);
  }
  for (const named of all(whole, 'agent')) {
    const agent = checked(whole, named, agentOf);
    if (agent === undefined) continue;
    agents.set(named, agent);
    if (named.module.taken.has('agents')) activeAgents.push(agent);
  }
  return whole;
}

function all(whole: Whole, kind: 'type' | 'tool' | 'agent'): readonly Named[] {
  return whole.modules.flatMap((module) => [...whole.symbols.own(module, kind).values()]);
}

function addFieldLabels(type: Type, labels: Set<string>): void {
  if (type.kind === 'list') addFieldLabels(type.of, labels);
  if (type.kind !== 'record') return;
  for (const field of type.fields.values()) {
    if (field.label !== undefined) labels.add(field.label);
    addFieldLabels(field.type, labels);
  }
}
