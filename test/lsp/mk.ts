import { posix } from 'node:path';
import { complete } from '../../src/lsp/service/completion/complete.ts';
import type { Item } from '../../src/lsp/service/completion/item.ts';
import { type Document, Workspace } from '../../src/lsp/service/workspace.ts';

/** A file under test with its cursors, which are written `<|>` in its text. */
export interface Marked {
  readonly workspace: Workspace;
  readonly document: Document;
  readonly cursors: readonly number[];
  /** The first cursor. */
  readonly at: number;
}

const cursor = '<|>';

/** Opens a text with cursors beside other files, none of which are on a disk. */
export function mk(marked: string, others: Readonly<Record<string, string>> = {}): Marked {
  const workspace = new Workspace({
    locate: (specifier, from) => posix.join(posix.dirname(from), specifier),
    load: (name) => others[name],
  });
  const parts = marked.split(cursor);
  const cursors: number[] = [];
  let length = 0;
  for (const part of parts.slice(0, -1)) {
    length += part.length;
    cursors.push(length);
  }
  const document = workspace.set('policy.vak', parts.join(''));
  for (const name of Object.keys(others)) workspace.document(name);
  return { workspace, document, cursors, at: cursors[0] ?? 0 };
}

/** What is proposed at the cursor. */
export function proposed(
  marked: string,
  others?: Readonly<Record<string, string>>,
): readonly Item[] {
  const { workspace, document, at } = mk(marked, others);
  return complete(workspace, document, at);
}

/** The labels of what is proposed at the cursor. */
export const labels = (
  marked: string,
  others?: Readonly<Record<string, string>>,
): readonly string[] => proposed(marked, others).map((each) => each.label);

/** A desk that lends items, as the head of other texts. */
export const desk = `vak 1

type Item {
  id: string
  price: money
  state: one of ["new", "used"]
}

context {
  member: { name: string, level: one of ["guest", "owner"] }
}

/// Looks an item up.
tool items.find {
  effect: read
  args { id: string }
  result: Item
  returns: trusted
}

/// Lends an item to a member.
tool items.lend {
  effect: write
  labels: [lending]
  args { id: string, days: int, deposit: money, place: path, until: duration? }
  result: { receipt: string }
  lookup { item: items.find { id: args.id } }
}

approvers owners { within: 8h, otherwise: forbid }

/// Stands at the counter.
agent lender {
  tools: [items.find, items.lend]
}

limit loans for lender {
  on items.lend
  at most 20 calls per 1h
}
`;

/** The desk with one rule, of which the text is given. */
export const rule = (text: string): string => `${desk}
policy lending for lender {
  rule find {
    permit items.find
  }
  rule lend {
    ${text}
  }
}
`;

/** A text of the document between two offsets. */
export const textAt = (
  document: Document,
  { start, end }: { start: number; end: number },
): string => document.source.text.slice(start, end);
