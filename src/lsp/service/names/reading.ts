import { effects } from '../../../dsl/model/parts/whole.ts';
import { events } from '../../../dsl/model/types/events.ts';
import { noFields, recordOf, single } from '../../../dsl/model/types/type.ts';
import type { Actions, Path, Target, ToolDeclaration } from '../../../dsl/syntax/ast.ts';
import type { Document, Workspace } from '../workspace.ts';
import { type Definition, importsOf, lookUp, visible } from './declared.ts';
import { builtIn, meaningOf, type Shape, shapesOf } from './shapes.ts';
import type { Reading, RecordOf } from './sites.ts';

/** A tool as a file sees it: declared somewhere, or one of the four events. */
interface SeenTool {
  readonly name: string;
  readonly definition: Definition | undefined;
  readonly args: () => readonly Shape[];
}

/** The tool that a path names. */
function toolAt(workspace: Workspace, document: Document, path: Path): SeenTool | undefined {
  const event = events.get(path.text);
  if (event !== undefined) {
    return { name: path.text, definition: undefined, args: () => builtIn(event) };
  }
  const found = lookUp(workspace, document, 'tool', path)?.definition;
  return found === undefined ? undefined : seen(workspace, path.text, found);
}

function seen(workspace: Workspace, name: string, definition: Definition): SeenTool {
  const node = toolNode(definition);
  const args = () => shapesOf(workspace, definition.document, node?.args?.fields ?? []);
  return { name, definition, args };
}

/** The declaration behind a tool; undefined for an event. */
const toolNode = (definition: Definition | undefined): ToolDeclaration | undefined =>
  definition?.node?.kind === 'tool' ? definition.node : undefined;

/** The tools that actions select, as far as a file tells: of `any tool`, those that the agents hold. */
function toolsFor(
  workspace: Workspace,
  document: Document,
  actions: readonly Actions[],
  target: Target | undefined,
): readonly SeenTool[] {
  return actions.flatMap((each) => {
    if (each.kind === 'paths') {
      return each.paths.flatMap((path) => toolAt(workspace, document, path) ?? []);
    }
    const label = each.labelled?.text;
    const fitting = [...visible(workspace, document, 'tool')].filter(
      ([, definition]) => label === undefined || labelsOf(definition).includes(label),
    );
    const held = heldBy(workspace, document, target);
    const reachable = fitting.filter(([, definition]) => held?.has(definition) === true);
    const chosen = reachable.length > 0 ? reachable : fitting;
    return chosen.map(([name, definition]) => seen(workspace, name, definition));
  });
}

/** The labels that a tool's declaration carries. */
function labelsOf(definition: Definition): readonly string[] {
  const fact = toolNode(definition)?.facts.find((each) => each.key.text === 'labels');
  if (fact?.value.kind !== 'list') return [];
  return fact.value.items.flatMap((item) =>
    item.kind === 'word' ? [item.text] : item.kind === 'literal' ? [item.value] : [],
  );
}

function heldBy(
  workspace: Workspace,
  document: Document,
  target: Target | undefined,
): ReadonlySet<Definition> | undefined {
  if (target?.kind !== 'paths') return undefined;
  const held = new Set<Definition>();
  for (const path of target.paths) {
    const agent = lookUp(workspace, document, 'agent', path)?.definition;
    if (agent?.node?.kind !== 'agent') continue;
    const fact = agent.node.facts.find((each) => each.key.text === 'tools');
    const items = fact?.value.kind === 'list' ? fact.value.items : [];
    for (const item of items) {
      if (item.kind !== 'reference') continue;
      const tool = lookUp(workspace, agent.document, 'tool', item.path)?.definition;
      if (tool !== undefined) held.add(tool);
    }
  }
  return held;
}

const session = builtIn(
  recordOf([
    ['id', single('string')],
    ['principal', single('string')],
    ['tenant', single('string')],
    ['now', single('time')],
    ['labels', { kind: 'list', of: single('string') }],
  ]),
);

/** What a root gives to an expression, as one list of fields for all tools spoken of; undefined for no root. */
export function rootOf(
  workspace: Workspace,
  document: Document,
  reading: Reading,
  root: string,
): readonly Shape[] | undefined {
  if (reading.field !== undefined) {
    if (root !== reading.field.name.text) return undefined;
    return shapesOf(workspace, document, [reading.field])[0]?.inner();
  }
  const ofTools = (of: (tool: SeenTool) => readonly Shape[]): readonly Shape[] => {
    if (reading.within === undefined) {
      return toolsFor(workspace, document, reading.actions, reading.target).flatMap(of);
    }
    const tool = toolAt(workspace, document, reading.within);
    return tool === undefined ? [] : of(tool);
  };
  switch (root) {
    case 'args':
      return ofTools((tool) => tool.args());
    case 'lookup':
      return ofTools((tool) => lookupsOf(workspace, tool));
    case 'result':
      return ofTools((tool) => resultOf(workspace, tool.definition));
    case 'context':
      return contextOf(workspace, document);
    case 'session':
      return session;
    case 'tool':
      return aboutTools(workspace, document);
    case 'agent':
      return aboutAgents(workspace, document);
    default:
      return undefined;
  }
}

function lookupsOf(workspace: Workspace, tool: SeenTool): readonly Shape[] {
  const { definition } = tool;
  if (definition === undefined) return [];
  return (toolNode(definition)?.lookups ?? []).map(({ name, tool: from }) => {
    const read = lookUp(workspace, definition.document, 'tool', from)?.definition;
    return {
      name: name.text,
      type: `what \`${from.text}\` gives`,
      optional: false,
      doc: undefined,
      at: { document: definition.document, span: name.span },
      members: [],
      inner: () => resultOf(workspace, read),
    };
  });
}

/** The fields of a tool's result. */
function resultOf(workspace: Workspace, tool: Definition | undefined): readonly Shape[] {
  const type = toolNode(tool)?.result?.type;
  if (tool === undefined || type === undefined) return [];
  return meaningOf(workspace, tool.document, type).inner();
}

/** What the host supplies, as a file and those it imports say. */
function contextOf(workspace: Workspace, document: Document): readonly Shape[] {
  const files = [document, ...importsOf(workspace, document).values()];
  return files.flatMap((each) =>
    each.file.declarations.flatMap((node) =>
      node.kind === 'context' ? shapesOf(workspace, each, node.fields) : [],
    ),
  );
}

function aboutTools(workspace: Workspace, document: Document): readonly Shape[] {
  const tools = visible(workspace, document, 'tool');
  const labels = [...new Set([...tools.values()].flatMap(labelsOf))];
  return builtIn(
    recordOf([
      ['name', { kind: 'one of', members: [...tools.keys()] }],
      ['effect', { kind: 'one of', members: effects }],
      ['labels', { kind: 'list', of: { kind: 'one of', members: labels } }],
    ]),
  );
}

function aboutAgents(workspace: Workspace, document: Document): readonly Shape[] {
  const members = [...visible(workspace, document, 'agent').keys()];
  return builtIn(
    members.length === 0 ? noFields : recordOf([['name', { kind: 'one of', members }]]),
  );
}

/** The fields that a written-out record may have at its top. */
export function recordShapes(
  workspace: Workspace,
  document: Document,
  record: RecordOf,
): readonly Shape[] {
  if (record.of === 'context') return contextOf(workspace, document);
  if (record.of === 'result') {
    return resultOf(workspace, toolAt(workspace, document, record.tool)?.definition);
  }
  return toolsFor(workspace, document, record.actions, undefined).flatMap((each) => each.args());
}
