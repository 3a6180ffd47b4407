import type { Span } from '../../../dsl/text/source.ts';
import type { Document, Workspace } from '../workspace.ts';
import { type Definition, declared, lookUp } from './declared.ts';
import { recordShapes, rootOf } from './reading.ts';
import type { Shape } from './shapes.ts';
import type { Site } from './sites.ts';

/** A part of a file that stands for something, and for what. */
export interface Occurrence {
  readonly span: Span;
  readonly definitions: readonly Definition[];
  /** True where the name is declared rather than used. */
  readonly declares: boolean;
  /** What a field is, where it is one. */
  readonly shapes?: readonly Shape[];
}

/** One text for what a definition defines, the same in whatever version of other files. */
export const keyOf = ({ kind, name, document, span }: Definition): string =>
  kind === 'label' ? `label ${name}` : `${document.source.name}:${span.start}`;

/** What the parts of one place stand for. What names nothing known gives nothing. */
export function occurrencesIn(
  workspace: Workspace,
  document: Document,
  site: Site,
): readonly Occurrence[] {
  switch (site.site) {
    case 'name':
      return inName(workspace, document, site);
    case 'rule': {
      const name = `${site.policy.text}.${site.name.text}`;
      const definition = declared(document, 'rule').get(name);
      return definition === undefined ? [] : [one(site.span, definition, true)];
    }
    case 'field': {
      const { node, span } = site;
      const definition: Definition = { kind: 'field', name: node.name.text, document, span, node };
      return [one(span, definition, true)];
    }
    case 'key': {
      const top = recordShapes(workspace, document, site.record);
      return follow(top, site.keys, [...site.keys.slice(1).map(() => undefined), site.span]);
    }
    default: {
      const [root, ...steps] = site.path.segments;
      const top = rootOf(workspace, document, site.reading, root?.text ?? '');
      if (top === undefined) return [];
      const { field } = site.reading;
      const below = follow(
        top,
        steps.map((step) => step.text),
        steps.map((step) => step.span),
      );
      if (field === undefined || root === undefined) return below;
      const { span, text: name } = field.name;
      const definition: Definition = { kind: 'field', name, document, span, node: field };
      return [one(root.span, definition, false), ...below];
    }
  }
}

const one = (span: Span, definition: Definition, declares: boolean): Occurrence => ({
  span,
  definitions: [definition],
  declares,
});

function inName(
  workspace: Workspace,
  document: Document,
  site: Extract<Site, { site: 'name' }>,
): readonly Occurrence[] {
  const { path, declares } = site;
  for (const kind of site.kinds) {
    if (kind === 'label') {
      const span = path.span;
      const definition: Definition = { kind, name: path.text, document, span, node: undefined };
      if (path.segments.length === 1) return [one(span, definition, false)];
      continue;
    }
    const found = lookUp(workspace, document, kind, path);
    if (found === undefined) continue;
    const { definition, through } = found;
    const rest = path.segments.slice(through);
    const end = path.span.end;
    const parts: Occurrence[] = [];
    const alias = through === 1 ? path.segments[0] : undefined;
    const import_ = alias === undefined ? undefined : declared(document, 'alias').get(alias.text);
    if (alias !== undefined && import_ !== undefined) parts.push(one(alias.span, import_, false));
    const last = rest.at(-1);
    if (kind === 'rule' && last !== undefined && rest[0] !== undefined) {
      const policy = definition.name.slice(0, definition.name.lastIndexOf('.'));
      const block = declared(definition.document, 'block').get(policy);
      const before = rest.at(-2)?.span.end ?? rest[0].span.end;
      if (block !== undefined) {
        parts.push(one({ start: rest[0].span.start, end: before }, block, false));
      }
      return [...parts, one({ start: last.span.start, end }, definition, false)];
    }
    const start = rest[0]?.span.start ?? path.span.start;
    return [...parts, one({ start, end }, definition, declares)];
  }
  return [];
}

/** Follows names through fields; each step that is known is an occurrence of the fields it may mean. */
function follow(
  top: readonly Shape[],
  steps: readonly string[],
  spans: readonly (Span | undefined)[],
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  let shapes = top;
  for (const [index, step] of steps.entries()) {
    const fitting = shapes.filter((each) => each.name === step);
    if (fitting.length === 0) return found;
    const span = spans[index];
    if (span !== undefined) {
      const definitions = fitting.flatMap((each) => definitionOf(each));
      found.push({ span, definitions, declares: false, shapes: fitting });
    }
    shapes = fitting.flatMap((each) => each.inner());
  }
  return found;
}

function definitionOf({ name, at }: Shape): readonly Definition[] {
  return at === undefined ? [] : [{ kind: 'field', name, ...at, node: undefined }];
}

/** The smallest part of a file that stands for something and holds an offset, its end included. */
export function occurrenceAt(
  workspace: Workspace,
  document: Document,
  offset: number,
): Occurrence | undefined {
  let best: Occurrence | undefined;
  for (const site of document.sites) {
    if (site.span.start > offset || site.span.end < offset) continue;
    for (const each of occurrencesIn(workspace, document, site)) {
      if (each.span.start > offset || each.span.end < offset) continue;
      const length = each.span.end - each.span.start;
      if (best === undefined || length < best.span.end - best.span.start) best = each;
    }
  }
  return best;
}
