import { visible } from '../names/declared.ts';
import { recordShapes, rootOf } from '../names/reading.ts';
import type { Shape } from '../names/shapes.ts';
import type { NameKind, RecordOf } from '../names/sites.ts';
import type { Workspace } from '../workspace.ts';
import { fieldProposals, nameProposals, type Proposal } from './item.ts';
import { keysOf, valuesOf } from './keys.ts';
import type { Point } from './point.ts';
import {
  comparedBefore,
  keyAround,
  pathBefore,
  pathEnding,
  pathOf,
  readingAt,
  recordAround,
} from './spoken.ts';

/** The fields that a reference such as `args.order` leads to, one for each tool spoken of. */
function shapesAt(workspace: Workspace, point: Point, words: readonly string[]): readonly Shape[] {
  const [root = '', ...steps] = words;
  const top = rootOf(workspace, point.document, readingAt(point.tokens), root) ?? [];
  return steps.reduce<readonly Shape[]>(
    (shapes, step, index) =>
      shapes
        .filter((each) => each.name === step)
        .flatMap((each) => (index < steps.length - 1 ? each.inner() : [each])),
    top,
  );
}

/** The fields below a reference. */
function below(workspace: Workspace, point: Point, words: readonly string[]): readonly Shape[] {
  const [root = ''] = words;
  if (words.length < 2) {
    return rootOf(workspace, point.document, readingAt(point.tokens), root) ?? [];
  }
  return shapesAt(workspace, point, words).flatMap((each) => each.inner());
}

const roots: Readonly<Record<string, string>> = {
  args: 'the arguments of the call',
  lookup: 'what the runtime itself has read',
  context: 'what the host says of the session',
  tool: 'the tool that is called',
  agent: 'the agent that calls',
  session: 'the session of the call',
};

/** What an expression may begin or go on with: roots, fields, members of the enum on the other side. */
export function readProposals(
  workspace: Workspace,
  point: Point,
  rules: readonly string[],
): readonly Proposal[] {
  const { tokens } = point;
  if (tokens.at(-1)?.text === 'has') {
    const { words } = pathEnding(tokens, tokens.length - 2);
    return fieldProposals(below(workspace, point, words), 'field');
  }
  const before = pathBefore(tokens);
  if (before.length > 0) return fieldProposals(below(workspace, point, before), 'field');
  const isDuty = rules.includes('duty');
  if (rules.includes('fact')) return valueProposals(workspace, point, []);
  if (rules.includes('entry')) return enumProposals(workspace, point);
  const { field } = readingAt(tokens);
  if (field !== undefined) return [{ label: field.name.text, kind: 'root' }];
  const known: Readonly<Record<string, string>> =
    isDuty || tokens[0]?.text === 'test' ? { ...roots, result: 'what the tool gave' } : roots;
  const words = Object.entries(known).map(
    ([label, detail]): Proposal => ({ label, kind: 'root', detail }),
  );
  return [
    ...enumProposals(workspace, point),
    ...(isDuty ? approvers(workspace, point) : []),
    ...words,
  ];
}

const approvers = (workspace: Workspace, point: Point): readonly Proposal[] =>
  point.tokens.at(-1)?.text === 'notify'
    ? nameProposals(visible(workspace, point.document, 'approvers'), [])
    : [];

/** The members of the enum that is compared with, or that a key wants. */
export function enumProposals(workspace: Workspace, point: Point): readonly Proposal[] {
  const compared = comparedBefore(point.tokens);
  const shapes =
    compared !== undefined ? shapesAt(workspace, point, compared) : valueShapes(workspace, point);
  return shapes.flatMap((shape) =>
    shape.members.map(
      (label): Proposal => ({
        label,
        kind: 'member',
        detail: shape.name,
        insert: JSON.stringify(label),
      }),
    ),
  );
}

/** The field whose value is being written in a record. */
function valueShapes(workspace: Workspace, point: Point): readonly Shape[] {
  const { tokens } = point;
  const key = keyAround(tokens);
  if (key === undefined) return [];
  return recordFields(workspace, point).filter((each) => each.name === key);
}

/** The fields of the innermost record that is being written. */
function recordFields(workspace: Workspace, point: Point): readonly Shape[] {
  const { keys, opens } = recordAround(point.tokens);
  const record = recordOf(point, opens);
  if (record === undefined) return [];
  return keys.reduce<readonly Shape[]>(
    (shapes, key) => shapes.filter((each) => each.name === key).flatMap((each) => each.inner()),
    recordShapes(workspace, point.document, record),
  );
}

/** Which record the brace at an index opens, told by what stands before it. */
function recordOf({ tokens }: Point, opens: number): RecordOf | undefined {
  const before = tokens[opens - 1];
  if (before?.text === 'context') return { of: 'context' };
  if (before?.text === 'example' || before?.text === 'counterexample') {
    return { of: 'args', actions: readingAt(tokens.slice(0, opens)).actions };
  }
  if (before?.text === 'returns') {
    const [actions] = readingAt(tokens.slice(0, opens)).actions;
    const tool = actions?.kind === 'paths' ? actions.paths[0] : undefined;
    return tool === undefined ? undefined : { of: 'result', tool };
  }
  const { words, start } = pathEnding(tokens, opens - 1);
  if (words.length === 0) return undefined;
  const path = pathOf(words);
  const word = tokens[start - 1]?.text;
  if (word === 'result') return { of: 'result', tool: path };
  if (word !== 'call' && word !== ':') return undefined;
  return { of: 'args', actions: [{ kind: 'paths', span: path.span, paths: [path] }] };
}

/** The keys that may stand in a block of facts or in a record. */
export function keyProposals(
  workspace: Workspace,
  point: Point,
  rules: readonly string[],
): readonly Proposal[] {
  const { tokens } = point;
  const [block] = tokens;
  if (rules[1] === 'fact') {
    const isGrant = block?.text === 'use' && tokens.some((each) => each.text === 'grant');
    if (block?.text === 'use' && !isGrant) return [];
    return keys(point, isGrant ? 'grant' : (block?.text ?? ''));
  }
  const { keys: around } = recordAround(tokens);
  if (block?.text === 'tool' && around.at(-1) === 'sandbox') return keys(point, 'sandbox');
  return fieldProposals(recordFields(workspace, point), 'key');
}

const keys = ({ tokens }: Point, block: string): readonly Proposal[] => {
  const taken = new Set(
    tokens.flatMap((each, index) => (tokens[index + 1]?.text === ':' ? [each.text] : [])),
  );
  return Object.entries(keysOf[block] ?? {})
    .filter(([label]) => !taken.has(label) || block === 'sandbox')
    .map(([label, doc]) => ({ label, kind: 'key', doc, insert: `${label}: ` }));
};

const named: Readonly<Record<string, NameKind>> = {
  'agent.tools': 'tool',
  'agent.delegates': 'agent',
  'secret.for': 'tool',
};

/** What paths of a fact may begin with. */
const rootsOf: Readonly<Record<string, readonly string[]>> = {
  hide: ['args'],
  sensitive: ['args', 'result', 'context'],
};

/** What a fact's value may be: words and functions of its key, or names. */
export function valueProposals(
  workspace: Workspace,
  point: Point,
  before: readonly string[],
): readonly Proposal[] {
  const { tokens, document } = point;
  const place = `${tokens[0]?.text ?? ''}.${keyAround(tokens) ?? ''}`;
  const kind = named[place];
  if (kind !== undefined) return nameProposals(visible(workspace, document, kind), before);
  const roots = rootsOf[place.slice(place.indexOf('.') + 1)];
  if (roots !== undefined) {
    return before.length > 0 ? [] : roots.map((label) => ({ label, kind: 'root' }));
  }
  return (before.length > 0 ? [] : (valuesOf[place] ?? [])).map((label) => ({
    label,
    kind: 'value',
  }));
}

/** The types of the value that is compared with or written at the cursor. */
export function wantedTypes(workspace: Workspace, point: Point): readonly string[] {
  const compared = comparedBefore(point.tokens);
  const shapes =
    compared !== undefined ? shapesAt(workspace, point, compared) : valueShapes(workspace, point);
  return shapes.map((each) => each.type);
}
