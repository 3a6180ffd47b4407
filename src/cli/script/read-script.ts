import { script as codes } from '../../dsl/diagnostics/catalogue/usage/script.ts';
import { diagnose } from '../../dsl/diagnostics/catalogue.ts';
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { suggest } from '../../dsl/diagnostics/suggest.ts';
import type { Plan, ToolPlan } from '../../dsl/plan/plan.ts';
import type { Source, Span } from '../../dsl/text/source.ts';
import { fromJson } from '../../dsl/values/from-json.ts';
import type { DurationValue, Json } from '../../dsl/values/value.ts';
import { type JsonEntry, type JsonTree, plain, readJson } from './json-tree.ts';
import type { Script, ScriptApprovals, ScriptCall, ScriptResult } from './script.ts';

/** The sessions of a script, or everything that keeps it from being one. */
export type ScriptReading =
  | { readonly ok: true; readonly scripts: readonly Script[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a script: one JSON document, or one a line where the source's name ends in `.jsonl`. Every
 * mistake found is reported with its place; nothing unknown is passed over.
 */
export function readScripts(source: Source, plan: Plan): ScriptReading {
  const reader = new ScriptReader(source, plan);
  const scripts = rangesOf(source).flatMap((range) => reader.document(range) ?? []);
  if (reader.diagnostics.length > 0) return { ok: false, diagnostics: reader.diagnostics };
  return { ok: true, scripts };
}

function rangesOf(source: Source): readonly Span[] {
  const { text, name } = source;
  if (!name.endsWith('.jsonl')) return [{ start: 0, end: text.length }];
  const ranges: Span[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    if (line.trim() !== '') ranges.push({ start, end: start + line.length });
    start += line.length + 1;
  }
  return ranges;
}

const scriptKeys = ['agent', 'session', 'context', 'approvals', 'results', 'calls'];
const callKeys = ['tool', 'args', 'user', 'context', 'result', 'approval', 'after'];

type Members = ReadonlyMap<string, JsonEntry>;

class ScriptReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: Source;
  readonly #plan: Plan;

  constructor(source: Source, plan: Plan) {
    this.#source = source;
    this.#plan = plan;
  }

  document(range: Span): Script | undefined {
    const read = readJson(this.#source, range);
    if ('fault' in read) {
      const { span, expected } = read.fault;
      this.#report(codes.notJson, span, { expected });
      return undefined;
    }
    const members = this.#members(read.tree, 'a script', scriptKeys, ['agent', 'calls']);
    if (members === undefined) return undefined;
    const agent = this.#agent(members.get('agent'));
    return {
      agent,
      at: this.#plan.agents.find(({ name }) => name === agent)?.at ?? '',
      session: this.#session(members.get('session')),
      context: jsonOf(members.get('context')),
      approvals: this.#approvals(members.get('approvals')),
      results: this.#results(members.get('results')),
      calls: this.#list(members.get('calls')).map((tree, index) => this.#call(tree, index)),
    };
  }

  #agent(entry: JsonEntry | undefined): string {
    const name = this.#text(entry) ?? '';
    const agents = this.#plan.agents.map((agent) => agent.name);
    if (entry !== undefined && name !== '' && !agents.includes(name)) {
      const meant = suggest(name, agents);
      this.#report(codes.unknownName, entry.value.span, { what: 'agent', name, meant });
    }
    return name;
  }

  #session(entry: JsonEntry | undefined): Script['session'] {
    if (entry === undefined) return {};
    if (entry.value.kind === 'scalar') {
      const id = this.#name(entry, 'a name, or a record of `id`, `tenant` and `principal`');
      return id === undefined ? {} : { id };
    }
    const members = this.#members(entry.value, '`session`', ['id', 'tenant', 'principal'], []);
    const texts = [...(members?.values() ?? [])].map((each) => [each.key, this.#name(each)]);
    return Object.fromEntries(texts.filter(([, text]) => text !== undefined));
  }

  #approvals(entry: JsonEntry | undefined): ScriptApprovals {
    if (entry === undefined) return 'nobody';
    const expected = '`"grant"`, `"deny"`, or a list of `{ "tool", "answer" }`';
    const { value } = entry;
    if (value.kind === 'array') return value.items.flatMap((item) => this.#approval(item) ?? []);
    if (value.kind === 'scalar' && (value.json === 'grant' || value.json === 'deny')) {
      return value.json;
    }
    this.#report(codes.wrongShape, value.span, { key: 'approvals', expected });
    return 'nobody';
  }

  #approval(tree: JsonTree): { tool: string; answer: 'grant' | 'deny' } | undefined {
    const keys = ['tool', 'answer'];
    const members = this.#members(tree, 'an entry of `approvals`', keys, keys);
    const entry = members?.get('answer');
    if (members === undefined || entry === undefined) return undefined;
    const answer = this.#text(entry, '`"grant"` or `"deny"`');
    if (answer === 'grant' || answer === 'deny') {
      const tool = members.get('tool');
      const name = this.#text(tool) ?? '';
      if (tool !== undefined && name !== '') this.#requireTool(name, tool.value.span);
      return { tool: name, answer };
    }
    if (answer !== undefined) {
      this.#report(codes.wrongShape, entry.value.span, {
        key: 'answer',
        expected: '`"grant"` or `"deny"`',
      });
    }
    return undefined;
  }

  #results(entry: JsonEntry | undefined): readonly ScriptResult[] {
    if (entry === undefined) return [];
    if (entry.value.kind !== 'object') {
      const expected = 'a record with the names of tools as keys';
      this.#report(codes.wrongShape, entry.value.span, { key: 'results', expected });
      return [];
    }
    return entry.value.entries.map((each) => {
      this.#requireHostTool(each.key, each.keySpan);
      return { tool: each.key, answers: answersOf(each.value) };
    });
  }

  #requireHostTool(name: string, span: Span): void {
    const tool = this.#requireTool(name, span);
    if (tool !== undefined && tool.run !== null) {
      this.#report(codes.resultOfCode, span, { tool: name });
    }
  }

  #requireTool(name: string, span: Span): ToolPlan | undefined {
    const tool = this.#plan.tools.find((each) => each.name === name);
    if (tool !== undefined) return tool;
    const names = this.#plan.tools.map((each) => each.name);
    this.#report(codes.unknownName, span, { what: 'tool', name, meant: suggest(name, names) });
    return undefined;
  }

  #call(tree: JsonTree, index: number): ScriptCall {
    const members = this.#members(tree, 'a call', callKeys, ['tool']) ?? new Map();
    const tool = this.#text(members.get('tool')) ?? '';
    const result = members.get('result');
    const known = this.#plan.tools.find((each) => each.name === tool);
    if (result !== undefined && known != null && known.run !== null) {
      this.#report(codes.resultOfCode, result.keySpan, { tool });
    }
    return {
      tool,
      args: jsonOf(members.get('args')) ?? {},
      user: this.#text(members.get('user')),
      context: jsonOf(members.get('context')),
      result: jsonOf(result),
      approval: this.#earlier(members.get('approval'), index),
      afterMs: this.#after(members.get('after')),
    };
  }

  #earlier(entry: JsonEntry | undefined, index: number): number | undefined {
    if (entry === undefined) return undefined;
    const json = jsonOf(entry);
    if (typeof json === 'number' && Number.isInteger(json) && json >= 0 && json < index)
      return json;
    const expected = 'the index of an earlier call, counted from 0';
    this.#report(codes.wrongShape, entry.value.span, { key: 'approval', expected });
    return undefined;
  }

  #after(entry: JsonEntry | undefined): number {
    if (entry === undefined) return 0;
    const read = fromJson(plain(entry.value), { type: 'duration' });
    if (read.ok && (read.value as DurationValue).ms >= 0) return (read.value as DurationValue).ms;
    const expected = 'a duration such as `"2h"`';
    this.#report(codes.wrongShape, entry.value.span, { key: 'after', expected });
    return 0;
  }

  #list(entry: JsonEntry | undefined): readonly JsonTree[] {
    if (entry === undefined) return [];
    if (entry.value.kind === 'array') return entry.value.items;
    this.#report(codes.wrongShape, entry.value.span, { key: entry.key, expected: 'a list' });
    return [];
  }

  #text(entry: JsonEntry | undefined, expected = 'a string'): string | undefined {
    if (entry === undefined) return undefined;
    const json = jsonOf(entry);
    if (typeof json === 'string' && entry.value.kind === 'scalar') return json;
    this.#report(codes.wrongShape, entry.value.span, { key: entry.key, expected });
    return undefined;
  }

  #name(entry: JsonEntry, expected = 'a string that is not empty'): string | undefined {
    const name = this.#text(entry, expected);
    if (name !== '') return name;
    this.#report(codes.wrongShape, entry.value.span, { key: entry.key, expected });
    return undefined;
  }

  /** The members of a record by key, with those unknown and those missing reported. */
  #members(
    tree: JsonTree,
    where: string,
    known: readonly string[],
    needed: readonly string[],
  ): Members | undefined {
    if (tree.kind !== 'object') {
      this.#report(codes.wrongShape, tree.span, { key: where, expected: 'a record' });
      return undefined;
    }
    const members = new Map(tree.entries.map((entry) => [entry.key, entry]));
    for (const { key, keySpan } of tree.entries) {
      if (known.includes(key)) continue;
      const meant = suggest(key, known);
      const help = meant === undefined ? {} : { help: `did you mean \`${meant}\`?` };
      this.diagnostics.push(
        diagnose(codes.unknownKey, this.#source, keySpan, { key, where, known }, help),
      );
    }
    for (const key of needed) {
      if (!members.has(key)) this.#report(codes.missingKey, tree.span, { key, where });
    }
    return members;
  }

  #report<P>(code: Parameters<typeof diagnose<P>>[0], span: Span, params: P): void {
    this.diagnostics.push(diagnose(code, this.#source, span, params));
  }
}

const jsonOf = (entry: JsonEntry | undefined): Json | undefined =>
  entry === undefined ? undefined : plain(entry.value);

/** `{ "sequence": […] }` and nothing beside it is one answer after the other. */
function answersOf(tree: JsonTree): ScriptResult['answers'] {
  if (tree.kind === 'object' && tree.entries.length === 1) {
    const [only] = tree.entries;
    if (only?.key === 'sequence' && only.value.kind === 'array') {
      return { sequence: only.value.items.map(plain) };
    }
  }
  return { always: plain(tree) };
}
