import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import type { Document, LineCounter } from 'yaml';
import type {
  ConstraintPlan,
  FieldPlan,
  Plan,
  Root,
  ToolPlan,
  TypePlan,
} from '../../../runtime/contract/index.ts';
import type { Constraint, ConstraintKind } from './kinds/constraint.ts';
import { lower, NotSound, readField } from './kinds/lower.ts';
import { readConstraints } from './kinds/read.ts';

/** Larger files are refused; a constraint takes a few hundred characters. */
const largest = 1_048_576;

/** Why a file of constraints cannot be used. */
export class BadConstraints extends Error {
  readonly what: string;
  /** `file:line:column` in the file; undefined where it cannot be read at all. */
  readonly at: string | undefined;

  constructor(what: string, at?: string) {
    super(at === undefined ? what : `${at}: ${what}`);
    this.what = what;
    this.at = at;
  }
}

/** The library that reads YAML, loaded by the first who brings a file. */
const yaml = (): typeof import('yaml') => createRequire(import.meta.url)('yaml');

interface Placed {
  readonly constraint: Constraint;
  /** `file:line:column` */
  readonly at: string;
}

/**
 * Reads a file of constraints, YAML 1.2 or JSON. Numbers are exact; aliases, tags of one's own, keys that
 * stand twice and all that no constraint has are refused with their place.
 * @throws BadConstraints
 */
function readConstraintText(text: string, file: string): readonly Placed[] {
  if (text.length > largest) {
    throw new BadConstraints(`more than ${largest} characters`, `${file}:1:1`);
  }
  const lines = new (yaml().LineCounter)();
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const { document, json } = parsed(text, file, lines, placeOf);
  const { constraints, faults } = readConstraints(json);
  const [fault] = faults;
  if (fault !== undefined) {
    throw new BadConstraints(fault.message, placeOf(offsetOf(document, fault.path)));
  }
  return constraints.map((constraint, index) => ({
    constraint,
    at: placeOf(offsetOf(document, ['constraints', index])),
  }));
}

function parsed(
  text: string,
  file: string,
  lineCounter: LineCounter,
  placeOf: (at: number) => string,
) {
  try {
    const options = { lineCounter, intAsBigInt: true, uniqueKeys: true, stringKeys: true } as const;
    const document = yaml().parseDocument(text, options);
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) {
      const [what = ''] = problem.message.split('\n');
      throw new BadConstraints(what, placeOf(problem.pos[0]));
    }
    const json: unknown = document.toJS({ maxAliasCount: 0 });
    return { document, json };
  } catch (cause) {
    if (cause instanceof BadConstraints) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BadConstraints(why, `${file}:1:1`);
  }
}

/** Where a value stands, or the nearest thing around it. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (yaml().isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/**
 * The constraints of files as a plan has them: one claim for each tool that has the arguments they read.
 * @throws BadConstraints for a file that cannot be read, a constraint that fits no tool or a value that
 * does not fit its field
 */
export function constraintsFrom(
  files: readonly string[],
  plan: Pick<Plan, 'tools' | 'context' | 'file'>,
  from: {
    readonly base: string;
    readonly declaredIn: string;
    /** Texts by path as they were when the policy was read; without it the disk is read. */
    readonly texts: ReadonlyMap<string, string> | undefined;
  },
): readonly ConstraintPlan[] {
  const folder = resolve(from.base, relative(dirname(plan.file), dirname(from.declaredIn)));
  return files.flatMap((name) => {
    const text = textOf(resolve(folder, name), from.texts);
    if (text === undefined) throw new BadConstraints(`\`${name}\` cannot be read`);
    return readConstraintText(text, join(dirname(from.declaredIn), name))
      .filter(({ constraint }) => constraint.enabled !== false)
      .sort((a, b) => Number(b.constraint.priority ?? 100) - Number(a.constraint.priority ?? 100))
      .map((placed) => planOf(placed, plan));
  });
}

function textOf(path: string, texts: ReadonlyMap<string, string> | undefined): string | undefined {
  if (texts !== undefined) return texts.get(path);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function planOf({ constraint, at }: Placed, plan: Pick<Plan, 'tools' | 'context'>): ConstraintPlan {
  const tools = toolsOf(constraint, plan.tools, at);
  const holds = tools.map((tool) => {
    try {
      return { tools: [tool.name], expr: lower(constraint, typesOf(tool, plan.context), at), at };
    } catch (cause) {
      if (cause instanceof NotSound) throw new BadConstraints(cause.message, at);
      throw cause;
    }
  });
  return {
    name: constraint.name,
    agents: null,
    tools: tools.map(({ name }) => name),
    holds,
    otherwise: { verdict: 'forbid' },
    ...(constraint.description === undefined ? {} : { because: constraint.description }),
    at,
  };
}

/** The tools that a constraint names; otherwise all that have every argument it reads. */
function toolsOf(
  constraint: Constraint,
  all: readonly ToolPlan[],
  at: string,
): readonly ToolPlan[] {
  const args = fieldsOf(constraint).flatMap((field) => {
    const { root, path } = readField(field);
    return root === 'args' ? [path[0] ?? ''] : [];
  });
  const has = (tool: ToolPlan): boolean =>
    args.every((name) => tool.args.some((field) => field.name === name));
  const named = constraint.tools;
  if (named === undefined) {
    const tools = all.filter((tool) => !tool.event && has(tool));
    if (tools.length > 0) return tools;
    throw new BadConstraints(`no tool has ${args.map((name) => `\`${name}\``).join(' and ')}`, at);
  }
  return named.map((name) => {
    const tool = all.find((each) => each.name === name);
    if (tool === undefined) throw new BadConstraints(`there is no tool \`${name}\``, at);
    if (has(tool)) return tool;
    const missing = args.filter((arg) => !tool.args.some((field) => field.name === arg));
    throw new BadConstraints(`\`${name}\` has no \`${missing.join('`, `')}\``, at);
  });
}

function fieldsOf(kind: ConstraintKind): readonly string[] {
  switch (kind.type) {
    case 'AND':
    case 'OR':
      return kind.constraints.flatMap(fieldsOf);
    case 'NOT':
      return fieldsOf(kind.constraint);
    case 'IMPLIES':
      return [...fieldsOf(kind.condition), ...fieldsOf(kind.consequence)];
    default:
      return [kind.field ?? 'resource'];
  }
}

function typesOf(tool: ToolPlan, context: readonly FieldPlan[]) {
  return (root: Root, path: readonly string[]): TypePlan | undefined => {
    if (root === 'args') return typeIn(tool.args, path);
    return root === 'context' ? typeIn(context, path) : undefined;
  };
}

function typeIn(
  fields: readonly FieldPlan[],
  [first, ...rest]: readonly string[],
): TypePlan | undefined {
  const type = fields.find(({ name }) => name === first)?.type;
  if (rest.length === 0 || type === undefined) return type;
  return type.type === 'record' ? typeIn(type.fields, rest) : undefined;
}
