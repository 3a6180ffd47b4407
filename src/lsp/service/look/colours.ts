import { keyOf, occurrencesIn } from '../names/occurrences.ts';
import type { Document, Workspace } from '../workspace.ts';

/** What an editor may colour a part of a text as. */
export const colourNames = [
  'keyword',
  'comment',
  'string',
  'number',
  'operator',
  'type',
  'function',
  'class',
  'namespace',
  'property',
  'variable',
  'method',
  'enumMember',
] as const;
export type Colour = (typeof colourNames)[number];

/** A part of a text with its colour. */
export interface Coloured {
  readonly start: number;
  readonly end: number;
  readonly colour: Colour;
  readonly declares: boolean;
}

const byKind: Readonly<Record<string, Colour>> = {
  tool: 'function',
  agent: 'class',
  approvers: 'class',
  type: 'type',
  alias: 'namespace',
  plugin: 'namespace',
  rule: 'method',
  block: 'namespace',
  field: 'property',
  secret: 'variable',
  memory: 'variable',
  label: 'enumMember',
};

const byToken = {
  keyword: 'keyword',
  comment: 'comment',
  string: 'string',
  amount: 'number',
  sign: 'operator',
  word: 'variable',
} as const;

const braces = /^[{}()[\],.:]$/;

/**
 * Every word, text, number and sign of a file with its colour, in order and without overlap. Names get
 * the colour of what they name; a reserved word that is a name or a key is one.
 */
export function colours(workspace: Workspace, document: Document): readonly Coloured[] {
  const named = namedIn(workspace, document);
  const { tokens, comments } = document.flat;
  const found: Coloured[] = [];
  for (const [index, { kind, text, start, end }] of tokens.entries()) {
    if (kind === 'sign' && braces.test(text)) continue;
    const name = named.get(start);
    const isKey = (kind === 'word' || kind === 'keyword') && tokens[index + 1]?.text === ':';
    const colour = name?.colour ?? (isKey ? 'property' : byToken[kind]);
    found.push({ start, end, colour, declares: name?.declares ?? false });
  }
  for (const { start, end } of comments) {
    found.push({ start, end, colour: 'comment', declares: false });
  }
  return found.sort((a, b) => a.start - b.start);
}

interface Named {
  readonly colour: Colour;
  readonly declares: boolean;
}

/** What the tokens that name something name, by where they begin. */
function namedIn(workspace: Workspace, document: Document): ReadonlyMap<number, Named> {
  const found = new Map<number, Named>();
  const { tokens } = document.flat;
  const starts = tokens.map((each) => each.start);
  for (const site of document.sites) {
    for (const { span, definitions, declares, shapes } of occurrencesIn(
      workspace,
      document,
      site,
    )) {
      const [definition] = definitions;
      const kind = definition?.kind ?? (shapes === undefined ? undefined : 'field');
      const colour = kind === undefined ? undefined : byKind[kind];
      if (colour === undefined) continue;
      const isOwn = declares || (definition !== undefined && isHere(document, definition, span));
      for (let at = indexOf(starts, span.start); (starts[at] ?? span.end) < span.end; at += 1) {
        found.set(starts[at] as number, { colour, declares: isOwn });
      }
    }
  }
  return found;
}

const isHere = (
  document: Document,
  definition: Parameters<typeof keyOf>[0],
  span: { readonly start: number },
): boolean =>
  definition.kind !== 'label' && keyOf(definition) === `${document.source.name}:${span.start}`;

function indexOf(starts: readonly number[], wanted: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
