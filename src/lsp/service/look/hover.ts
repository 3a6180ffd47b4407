import type { Model } from '../../../dsl/model/model.ts';
import type { Declaration, Field, Lookup, Rule } from '../../../dsl/syntax/ast.ts';
import { keywords } from '../../../dsl/syntax/lexer/keywords.ts';
import type { Span } from '../../../dsl/text/source.ts';
import { keysOf } from '../completion/keys.ts';
import type { Definition } from '../names/declared.ts';
import { type Occurrence, occurrenceAt } from '../names/occurrences.ts';
import type { Document, Workspace } from '../workspace.ts';
import { verdictTable } from './verdict-table.ts';

/** What is said of a place, as Markdown, and the text it is said of. */
export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/**
 * What a name at an offset stands for: its kind, its declaration's first line, its doc comment; for a
 * rule also whom and what it speaks of, as a table. `model` is the last that was whole; without one a
 * rule has no table.
 */
export function hover(
  workspace: Workspace,
  document: Document,
  offset: number,
  model: Model | undefined,
): Hover | undefined {
  const found = occurrenceAt(workspace, document, offset);
  if (found === undefined) return aboutKey(document, offset);
  const text = describe(found, model);
  return text === undefined ? undefined : { span: found.span, markdown: text };
}

function describe(found: Occurrence, model: Model | undefined): string | undefined {
  const [definition] = found.definitions;
  const [shape] = found.shapes ?? [];
  if (shape !== undefined) {
    const types = [...new Set(found.shapes?.map((each) => each.type))].join('` or `');
    const doc = shape.doc === undefined ? '' : `\n\n${shape.doc}`;
    const members = shape.members.length === 0 ? '' : `\n\nOne of ${listed(shape.members)}.`;
    return `field \`${shape.name}\`: \`${types}${shape.optional ? '?' : ''}\`${doc}${members}`;
  }
  return definition === undefined ? undefined : describeDefinition(definition, model);
}

const listed = (members: readonly string[]): string =>
  members.map((each) => `\`${each}\``).join(', ');

function describeDefinition(definition: Definition, model: Model | undefined): string {
  const { kind, name, node } = definition;
  if (kind === 'label') return `label \`${name}\``;
  if (node === undefined) return `${kind} \`${name}\``;
  const parts = [`\`\`\`vak\n${headOf(definition, node)}\n\`\`\``];
  if ('doc' in node && node.doc !== undefined) parts.push(node.doc);
  if (node.kind === 'rule') {
    const because = node.clauses.find((each) => each.kind === 'because');
    if (because?.kind === 'because') parts.push(`Because: ${because.text.text}`);
    const table = model === undefined ? undefined : verdictTable(model, definition);
    if (table !== undefined) parts.push(table);
  }
  if (node.kind === 'agent' || node.kind === 'tool' || node.kind === 'type') {
    parts.push(`declared in \`${definition.document.source.at(definition.span)}\``);
  }
  return parts.join('\n\n');
}

/** The first line of a declaration, up to its brace; of a rule its verb too. */
function headOf(definition: Definition, node: Declaration | Rule | Field | Lookup): string {
  const { text } = definition.document.source;
  if (node.kind === 'rule') {
    const { start, end } = node.verdictSpan;
    const last = Math.max(end, node.actions.span.end);
    return `rule ${node.name.text}: ${text.slice(start, last)}`.replace(/\s+/g, ' ');
  }
  const whole = text.slice(node.span.start, node.span.end);
  if (node.kind === 'field' || node.kind === 'import') return whole;
  return (whole.split('{')[0] ?? whole).replace(/\s+/g, ' ').trim();
}

/** What a key of a block of facts is for. */
function aboutKey(document: Document, offset: number): Hover | undefined {
  const { tokens } = document.flat;
  const index = tokens.findIndex((each) => each.start <= offset && offset <= each.end);
  const token = tokens[index];
  if (token === undefined || tokens[index + 1]?.text !== ':') return undefined;
  const block = document.file.declarations.find(
    ({ span }) => span.start <= token.start && token.end <= span.end,
  );
  if (block === undefined || !keywords.includes(block.kind)) return undefined;
  const about = keysOf[block.kind]?.[token.text] ?? keysOf.sandbox?.[token.text];
  if (about === undefined || !['tool', ...Object.keys(keysOf)].includes(block.kind)) {
    return undefined;
  }
  const { start, end } = token;
  return { span: { start, end }, markdown: `\`${token.text}\`: ${about}` };
}
