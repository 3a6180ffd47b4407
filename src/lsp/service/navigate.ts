import type { Span } from '../../dsl/text/source.ts';
import { type Definition, declared } from './names/declared.ts';
import { keyOf, type Occurrence, occurrenceAt, occurrencesIn } from './names/occurrences.ts';
import type { Document, Workspace } from './workspace.ts';

/** A part of some file. */
export interface Place {
  readonly document: Document;
  readonly span: Span;
}

/** Where what stands at an offset is declared: several places for a field that several tools have. */
export function definitions(
  workspace: Workspace,
  document: Document,
  offset: number,
): readonly Place[] {
  const imported = importAt(workspace, document, offset);
  if (imported !== undefined) return [{ document: imported, span: { start: 0, end: 0 } }];
  const found = occurrenceAt(workspace, document, offset);
  if (found === undefined) return [];
  return unique(found.definitions.flatMap((each) => declaredAt(workspace, each)));
}

/** A label is declared wherever a tool or a field carries it; all else in one place. */
function declaredAt(workspace: Workspace, definition: Definition): readonly Place[] {
  if (definition.kind !== 'label') return [definition];
  const carried = uses(workspace, new Set([keyOf(definition)])).filter(({ document, span }) =>
    document.file.declarations.some(
      (node) =>
        (node.kind === 'tool' || node.kind === 'type') &&
        node.span.start <= span.start &&
        span.end <= node.span.end,
    ),
  );
  return carried.length > 0 ? carried : [definition];
}

function importAt(workspace: Workspace, document: Document, offset: number): Document | undefined {
  for (const node of document.file.declarations) {
    if (node.kind !== 'import') continue;
    const { span, text } = node.from;
    if (span.start <= offset && offset <= span.end) {
      return workspace.imported(text, document.source.name);
    }
  }
  return undefined;
}

/** Every place of all known files that stands for the same as the one at an offset, itself included. */
export function references(
  workspace: Workspace,
  document: Document,
  offset: number,
): readonly Place[] {
  const found = occurrenceAt(workspace, document, offset);
  if (found === undefined) return [];
  return unique(uses(workspace, bound(workspace, found)));
}

/**
 * All that must keep one name together: a field that a rule reads of two tools at once ties the fields
 * of both.
 */
function bound(workspace: Workspace, found: Occurrence): ReadonlySet<string> {
  const keys = new Set(found.definitions.map(keyOf));
  let size = -1;
  while (size !== keys.size) {
    size = keys.size;
    for (const [, each] of occurrences(workspace)) {
      const own = each.definitions.map(keyOf);
      if (own.length > 1 && own.some((key) => keys.has(key))) for (const key of own) keys.add(key);
    }
  }
  return keys;
}

function uses(workspace: Workspace, keys: ReadonlySet<string>): readonly Place[] {
  const found: Place[] = [];
  for (const [document, each] of occurrences(workspace)) {
    if (each.definitions.some((definition) => keys.has(keyOf(definition)))) {
      found.push({ document, span: each.span });
    }
  }
  return found;
}

function* occurrences(workspace: Workspace): Generator<readonly [Document, Occurrence]> {
  for (const document of workspace.all()) {
    for (const site of document.sites) {
      for (const each of occurrencesIn(workspace, document, site)) yield [document, each];
    }
  }
}

function unique(places: readonly Place[]): readonly Place[] {
  const seen = new Map<string, Place>();
  for (const { document, span } of places) {
    const key = `${document.source.name}:${span.start}:${span.end}`;
    if (!seen.has(key)) seen.set(key, { document, span });
  }
  return [...seen.values()];
}

/** The declarations of a file with their names, rules inside their policies. */
export interface Outline {
  readonly name: string;
  readonly kind: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly inside: readonly Outline[];
}

/** What a file declares, in its order. */
export function outline(document: Document): readonly Outline[] {
  const rules = [...declared(document, 'rule').values()];
  return document.file.declarations.map((node): Outline => {
    const name =
      node.kind === 'tool'
        ? node.path
        : node.kind === 'use' || node.kind === 'import'
          ? (node.alias ?? ('package' in node ? node.package : node.from))
          : 'name' in node
            ? node.name
            : undefined;
    const inside = rules.flatMap(({ node: rule }): readonly Outline[] => {
      if (rule?.kind !== 'rule' || node.kind !== 'policy' || !node.rules.includes(rule)) return [];
      const { span, name: of } = rule;
      return [{ name: of.text, kind: 'rule', span, nameSpan: of.span, inside: [] }];
    });
    const nameSpan = name?.span ?? { start: node.span.start, end: node.span.start };
    return { name: name?.text || node.kind, kind: node.kind, span: node.span, nameSpan, inside };
  });
}
