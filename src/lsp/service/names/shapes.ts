import { describe, partsOf, type RecordType, single } from '../../../dsl/model/types/type.ts';
import type { Field, Type } from '../../../dsl/syntax/ast.ts';
import type { Span } from '../../../dsl/text/source.ts';
import { scalarNames } from '../../../dsl/values/scalars/scalar.ts';
import type { Document, Workspace } from '../workspace.ts';
import { lookUp } from './declared.ts';

/** One field as an expression or a record sees it. */
export interface Shape {
  readonly name: string;
  /** Its type in the author's words. */
  readonly type: string;
  readonly optional: boolean;
  readonly doc: string | undefined;
  /** Where it is declared; undefined for what the language itself has. */
  readonly at: { readonly document: Document; readonly span: Span } | undefined;
  /** What it can be, for an enum. */
  readonly members: readonly string[];
  /** What stands below it. */
  readonly inner: () => readonly Shape[];
}

/** What is known of a type. */
interface Meaning {
  readonly members: readonly string[];
  readonly inner: () => readonly Shape[];
}

const nothing: Meaning = { members: [], inner: () => [] };

/** The fields as written in a file. */
export function shapesOf(
  workspace: Workspace,
  document: Document,
  fields: readonly Field[],
): readonly Shape[] {
  return fields.map((field) => ({
    name: field.name.text,
    type: document.source.text.slice(field.type.span.start, field.type.span.end),
    optional: field.optional,
    doc: field.doc,
    at: { document, span: field.name.span },
    ...meaningOf(workspace, document, field.type),
  }));
}

/** What a type as written in a file means. */
export function meaningOf(workspace: Workspace, document: Document, type: Type): Meaning {
  switch (type.kind) {
    case 'fields':
      return { members: [], inner: () => shapesOf(workspace, document, type.fields) };
    case 'one of':
      return {
        members: type.members.flatMap((each) =>
          each.kind === 'literal' ? [each.value] : each.kind === 'word' ? [each.text] : [],
        ),
        inner: () => [],
      };
    case 'list of':
      return { members: meaningOf(workspace, document, type.of).members, inner: () => [] };
    default: {
      const scalar = scalarNames.find((each) => each === type.path.text);
      if (scalar !== undefined) return { members: [], inner: () => parts(scalar) };
      const found = lookUp(workspace, document, 'type', type.path)?.definition;
      if (found?.node?.kind !== 'type') return nothing;
      const { fields } = found.node;
      return { members: [], inner: () => shapesOf(workspace, found.document, fields) };
    }
  }
}

function parts(scalar: (typeof scalarNames)[number]): readonly Shape[] {
  const record = partsOf(single(scalar));
  return record === undefined ? [] : builtIn(record);
}

/** The fields of a record that the language itself declares. */
export function builtIn(record: RecordType): readonly Shape[] {
  return [...record.fields.values()].map(({ name, type, optional }) => {
    const of = type.kind === 'list' ? type.of : type;
    return {
      name,
      type: describe(type),
      optional,
      doc: undefined,
      at: undefined,
      members: of.kind === 'one of' ? of.members : [],
      inner: () => {
        const below = partsOf(type);
        return below === undefined ? [] : builtIn(below);
      },
    };
  });
}
