import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type {
  CallFields,
  ConstraintPlan,
  Plan,
  ToolPlan,
} from '../../../runtime/contract/index.ts';
import type { Constraint, ConstraintKind } from './kinds/constraint.ts';
import { type Misread, readDocument } from './kinds/document.ts';
import { callFields, typeOfField } from './kinds/fields.ts';
import { fieldNamed, lower, NotSound, readField, simpleIn } from './kinds/lower.ts';
import { readConstraints } from './kinds/read.ts';

/** Something that keeps a file of constraints from being used. */
export interface FileFault {
  /** The file as it is named. */
  readonly name: string;
  readonly what: string;
  /** `file:line:column` in the file; undefined where it cannot be read at all. */
  readonly at: string | undefined;
}

/** Why files of constraints cannot be used. */
class BadConstraints extends Error {
  constructor(faults: readonly FileFault[]) {
    const [first, ...more] = faults.map(({ what, at }) =>
      at === undefined ? what : `${at}: ${what}`,
    );
    super(more.length === 0 ? first : `${first} (and ${more.length} more)`);
  }
}

/** A constraint with the places of its parts, each `file:line:column`. */
interface Placed {
  readonly constraint: Constraint;
  readonly at: (kind: ConstraintKind) => string;
}

/** Reads a text; everything wrong in it is told, each with its place. */
function readConstraintText(text: string, file: string) {
  const { json, faults: misread, offsetOf, offsetOfRecord, lines } = readDocument(text, file);
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const faultsAt = (faults: readonly Misread[]) =>
    faults.map(({ message, offset }) => ({ what: message, at: placeOf(offset) }));
  if (misread.length > 0) return { constraints: [], faults: faultsAt(misread) };
  const { constraints, faults } = readConstraints(json);
  const at = (kind: ConstraintKind): string => placeOf(offsetOfRecord(kind));
  return {
    constraints: constraints.map((constraint): Placed => ({ constraint, at })),
    faults: faultsAt(faults.map(({ message, path }) => ({ message, offset: offsetOf(path) }))),
  };
}

type Whole = Pick<Plan, 'tools' | 'context' | 'file' | 'constraints'>;

/** Where files of constraints are named, and how they are read. */
export interface FilesFrom {
  readonly base: string;
  readonly declaredIn: string;
  /** Texts by path as they were when the policy was read; without it the disk is read. */
  readonly texts: ReadonlyMap<string, string> | undefined;
}

/**
 * The constraints of files as a plan has them, one claim for each tool that has the fields they read, and
 * all that is wrong in the files: what cannot be read, a constraint that fits no tool, a value that does
 * not fit its field, a name that is taken.
 */
export function readConstraintFiles(
  files: readonly string[],
  plan: Whole,
  from: FilesFrom,
): { readonly constraints: readonly ConstraintPlan[]; readonly faults: readonly FileFault[] } {
  const folder = resolve(from.base, relative(dirname(plan.file), dirname(from.declaredIn)));
  const faults: FileFault[] = [];
  const taken = new Set(plan.constraints.map(({ name }) => name));
  const constraints = files.flatMap((name) => {
    const text = textOf(resolve(folder, name), from.texts);
    if (text === undefined) {
      faults.push({ name, what: `\`${name}\` cannot be read`, at: undefined });
      return [];
    }
    const read = readConstraintText(text, join(dirname(from.declaredIn), name));
    const say = (what: string, at: string): void => {
      const isKnown = faults.some((each) => each.what === what && each.at === at);
      if (!isKnown) faults.push({ name, what, at });
    };
    for (const { what, at } of read.faults) say(what, at);
    return [...read.constraints]
      .filter(({ constraint }) => constraint.enabled !== false)
      .sort((a, b) => Number(b.constraint.priority ?? 100) - Number(a.constraint.priority ?? 100))
      .flatMap((placed) => {
        const { constraint, at } = placed;
        if (taken.has(constraint.name)) {
          say(`there is a constraint \`${constraint.name}\` already`, at(constraint));
        }
        taken.add(constraint.name);
        return planOf(placed, plan, say);
      });
  });
  return { constraints, faults };
}

/**
 * The constraints of files as a plan has them.
 * @throws BadConstraints where anything is wrong in one of them
 */
export function constraintsFrom(
  files: readonly string[],
  plan: Whole,
  from: FilesFrom,
): readonly ConstraintPlan[] {
  const { constraints, faults } = readConstraintFiles(files, plan, from);
  if (faults.length > 0) throw new BadConstraints(faults);
  return constraints;
}

function textOf(path: string, texts: ReadonlyMap<string, string> | undefined): string | undefined {
  if (texts !== undefined) return texts.get(path);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

type Say = (what: string, at: string) => void;

function planOf({ constraint, at }: Placed, plan: Whole, say: Say): readonly ConstraintPlan[] {
  const place = at(constraint);
  const tools = toolsOf(constraint, plan, (what) => say(what, place));
  const holds = tools.flatMap((tool) => {
    const fields = callFields(tool, plan);
    const typeOf: Parameters<typeof lower>[1]['typeOf'] = (root, path) => {
      const type = typeOfField(fields, root, path);
      if (type !== undefined) return type;
      const name = root === 'args' ? path.join('.') : [root, ...path].join('.');
      throw new NotSound(`\`${name}\` is no field of calls of \`${tool.name}\``);
    };
    try {
      const expr = lower(constraint, { typeOf, at });
      return [{ tools: [tool.name], expr, at: place }];
    } catch (cause) {
      if (!(cause instanceof NotSound)) throw cause;
      say(cause.message, at(cause.kind ?? constraint));
      return [];
    }
  });
  if (holds.length === 0) return [];
  return [
    {
      name: constraint.name,
      agents: null,
      tools: tools.map(({ name }) => name),
      holds,
      otherwise: { verdict: 'forbid' },
      ...(constraint.description === undefined ? {} : { because: constraint.description }),
      at: place,
    },
  ];
}

/** The tools that a constraint names; otherwise all that have every argument and look-up it reads. */
function toolsOf(
  { tools: named, ...constraint }: Constraint,
  plan: Whole,
  say: (what: string) => void,
): readonly ToolPlan[] {
  const wanted = [
    ...new Set(
      simpleIn(constraint as ConstraintKind)
        .map(fieldNamed)
        .map(namedFirst),
    ),
  ].filter((each) => each !== undefined);
  const lacking = (tool: ToolPlan): readonly string[] => {
    const { args, lookup }: CallFields = callFields(tool, plan);
    const has = [...args.map(({ name }) => name), ...lookup.map(({ name }) => `lookup.${name}`)];
    return wanted.filter((each) => !has.includes(each));
  };
  if (named === undefined) {
    const tools = plan.tools.filter((tool) => !tool.event && lacking(tool).length === 0);
    if (tools.length === 0) say(`no tool has ${wanted.map((name) => `\`${name}\``).join(' and ')}`);
    return tools;
  }
  return named.flatMap((name) => {
    const tool = plan.tools.find((each) => each.name === name);
    const missing = tool === undefined ? [] : lacking(tool);
    if (tool === undefined) say(`there is no tool \`${name}\``);
    else if (missing.length > 0) say(`\`${name}\` has no \`${missing.join('`, `')}\``);
    return tool === undefined || missing.length > 0 ? [] : [tool];
  });
}

/** What a tool must have for a field to be read: an argument, or a look-up. */
function namedFirst(field: string): string | undefined {
  const { root, path } = readField(field);
  if (root === 'args') return path[0] ?? '';
  return root === 'lookup' ? `lookup.${path[0] ?? ''}` : undefined;
}
