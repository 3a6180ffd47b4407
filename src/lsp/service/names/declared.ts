import type { Declaration, Field, Lookup, Name, Path, Rule } from '../../../dsl/syntax/ast.ts';
import type { Span } from '../../../dsl/text/source.ts';
import type { Document, Workspace } from '../workspace.ts';
import type { NameKind } from './sites.ts';

/** What a name stands for, and where that is said. */
export interface Definition {
  readonly kind: NameKind | 'field';
  /** As its own file spells it; a rule as `policy.rule`. */
  readonly name: string;
  readonly document: Document;
  /** The name itself. */
  readonly span: Span;
  readonly node: Declaration | Rule | Field | Lookup | undefined;
}

type Table = ReadonlyMap<NameKind, ReadonlyMap<string, Definition>>;

const kindOf: Partial<Record<Declaration['kind'], NameKind>> = {
  import: 'alias',
  use: 'plugin',
  type: 'type',
  tool: 'tool',
  agent: 'agent',
  approvers: 'approvers',
  secret: 'secret',
  memory: 'memory',
  policy: 'block',
  limit: 'block',
  constraint: 'block',
  gate: 'block',
  pipeline: 'block',
};

const tables = new WeakMap<Document, Table>();

/** The names of one kind that a file declares; of two equal ones the first. */
export function declared(document: Document, kind: NameKind): ReadonlyMap<string, Definition> {
  let table = tables.get(document);
  if (table === undefined) {
    table = tableOf(document);
    tables.set(document, table);
  }
  return table.get(kind) ?? new Map();
}

function tableOf(document: Document): Table {
  const table = new Map<NameKind, Map<string, Definition>>();
  const add = (kind: NameKind, name: string, span: Span, node: Definition['node']): void => {
    const space = table.get(kind) ?? new Map<string, Definition>();
    table.set(kind, space);
    if (!space.has(name)) space.set(name, { kind, name, document, span, node });
  };
  for (const node of document.file.declarations) {
    const kind = kindOf[node.kind];
    const name = nameOf(node);
    if (kind === undefined || name === undefined) continue;
    add(kind, name.text, name.span, node);
    if (node.kind !== 'policy') continue;
    for (const rule of node.rules) {
      add('rule', `${node.name.text}.${rule.name.text}`, rule.name.span, rule);
    }
  }
  return table;
}

/** The name that a declaration declares. */
function nameOf(node: Declaration): Name | undefined {
  if (node.kind === 'tool') return node.path;
  if (node.kind === 'use' || node.kind === 'import') return node.alias;
  return 'name' in node ? node.name : undefined;
}

/** The files that a file imports, by alias. */
export function importsOf(workspace: Workspace, document: Document): ReadonlyMap<string, Document> {
  const found = new Map<string, Document>();
  for (const node of document.file.declarations) {
    if (node.kind !== 'import') continue;
    const imported = workspace.imported(node.from.text, document.source.name);
    if (imported !== undefined) found.set(node.alias.text, imported);
  }
  return found;
}

/** What a path names, with the number of its segments that lead there through an import. */
export function lookUp(
  workspace: Workspace,
  document: Document,
  kind: NameKind,
  path: Path,
): { readonly definition: Definition; readonly through: 0 | 1 } | undefined {
  const own = declared(document, kind).get(path.text);
  if (own !== undefined) return { definition: own, through: 0 };
  const [first, ...rest] = path.segments;
  if (first === undefined || rest.length === 0) return undefined;
  const alias = declared(document, 'alias').get(first.text)?.node;
  if (alias?.kind !== 'import') return undefined;
  const imported = workspace.imported(alias.from.text, document.source.name);
  if (imported === undefined) return undefined;
  const found = declared(imported, kind).get(rest.map((each) => each.text).join('.'));
  return found === undefined ? undefined : { definition: found, through: 1 };
}

/** Every name of a kind as a file may write it, its own and those of what it imports. */
export function visible(
  workspace: Workspace,
  document: Document,
  kind: NameKind,
): ReadonlyMap<string, Definition> {
  const found = new Map(declared(document, kind));
  for (const [alias, imported] of importsOf(workspace, document)) {
    for (const [name, definition] of declared(imported, kind)) {
      found.set(`${alias}.${name}`, definition);
    }
  }
  return found;
}
