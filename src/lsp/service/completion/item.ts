import type { Span } from '../../../dsl/text/source.ts';
import type { Definition } from '../names/declared.ts';
import type { Shape } from '../names/shapes.ts';

/** What a proposal stands for, as an editor shows it by a sign. */
export type ItemKind =
  | 'keyword'
  | 'tool'
  | 'agent'
  | 'type'
  | 'block'
  | 'rule'
  | 'field'
  | 'member'
  | 'label'
  | 'key'
  | 'value'
  | 'unit'
  | 'root'
  | 'module';

/** One thing that may be written at a cursor. */
export interface Item {
  readonly label: string;
  readonly kind: ItemKind;
  readonly detail?: string;
  readonly doc?: string;
  /** The text that stands in place of `span`. */
  readonly insert: string;
  readonly span: Span;
}

/** A proposal before it is known where it goes. */
export type Proposal = Omit<Item, 'span' | 'insert'> & { readonly insert?: string };

const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A word as a path or a key writes it: in quotes where it is none. */
export const spelled = (word: string): string => (plain.test(word) ? word : JSON.stringify(word));

/** Fields as proposals, one for each name. */
export function fieldProposals(
  shapes: readonly Shape[],
  kind: 'field' | 'key',
): readonly Proposal[] {
  return shapes.map(({ name, type, optional, doc }) => ({
    label: name,
    kind,
    detail: optional ? `${type}?` : type,
    ...(doc === undefined ? {} : { doc }),
    insert: kind === 'key' ? `${spelled(name)}: ` : spelled(name),
  }));
}

const kindOf: Partial<Record<Definition['kind'], ItemKind>> = {
  type: 'type',
  tool: 'tool',
  agent: 'agent',
  rule: 'rule',
  alias: 'module',
  label: 'label',
};

/** Names as proposals; behind the words of `before`, only how those go on. */
export function nameProposals(
  names: Iterable<readonly [string, Definition]>,
  before: readonly string[],
): readonly Proposal[] {
  const start = before.length === 0 ? '' : `${before.join('.')}.`;
  const found: Proposal[] = [];
  for (const [name, { kind, node }] of names) {
    if (!name.startsWith(start)) continue;
    const rest = name.slice(start.length);
    const doc = node !== undefined && 'doc' in node ? node.doc : undefined;
    found.push({
      label: rest,
      kind: kindOf[kind] ?? 'block',
      detail: node === undefined || node.kind === 'field' ? kind : node.kind,
      ...(doc === undefined ? {} : { doc }),
    });
  }
  return found;
}
