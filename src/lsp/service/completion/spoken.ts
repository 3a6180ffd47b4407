import type { Actions, Field, Path, Target } from '../../../dsl/syntax/ast.ts';
import type { FlatToken } from '../names/flat.ts';
import type { Reading } from '../names/sites.ts';

// What the tokens before a cursor speak of, where the tree of an unfinished text may lack it.

const nowhere = { start: 0, end: 0 };

/** The path that ends with the token at an index, and where it begins. */
export function pathEnding(
  tokens: readonly FlatToken[],
  end: number,
): { readonly words: readonly string[]; readonly start: number } {
  const words: string[] = [];
  let index = end;
  while (index >= 0) {
    const token = tokens[index];
    if (token === undefined || token.kind === 'sign' || token.kind === 'amount') break;
    words.unshift(textOf(token));
    if (tokens[index - 1]?.text !== '.') return { words, start: index };
    index -= 2;
  }
  return { words, start: end + 1 };
}

/** The words of the path before the cursor, where it stands behind a dot: `args` in `args.`. */
export const pathBefore = (tokens: readonly FlatToken[]): readonly string[] =>
  tokens.at(-1)?.text === '.' ? pathEnding(tokens, tokens.length - 2).words : [];

const textOf = ({ kind, text }: FlatToken): string =>
  kind === 'string' ? text.replace(/^"|"$/g, '') : text;

/** A path without a place of its own. */
export function pathOf(words: readonly string[]): Path {
  const segments = words.map((text) => ({ text, span: nowhere }));
  return { segments, text: words.join('.'), span: nowhere };
}

/** What an expression at the end of these tokens may read. */
export function readingAt(tokens: readonly FlatToken[]): Reading {
  const [block] = tokens;
  const field = fieldBefore(tokens);
  if (field !== undefined) return { actions: [], target: undefined, field };
  const target = targetOf(tokens);
  if (block?.text === 'tool') {
    return { actions: [], target: undefined, within: pathAfter(tokens, 0) };
  }
  if (block?.text === 'audit' || block?.text === 'trace') return { actions: [anyTool], target };
  const words = block?.text === 'test' ? ['call'] : ['permit', 'forbid', 'for', 'on', 'every'];
  const actions: Actions[] = [];
  for (let index = tokens.length - 1; index > 0; index -= 1) {
    const token = tokens[index];
    if (token?.kind !== 'keyword' || !words.includes(token.text)) continue;
    if (isKey(tokens, index) || isHeader(tokens, index)) continue;
    actions.push(actionsAfter(tokens, index));
    if (block?.text !== 'limit' && block?.text !== 'gate') break;
  }
  return { actions, target };
}

/** The field whose `where` the tokens end in, as far as its name and a named type go. */
function fieldBefore(tokens: readonly FlatToken[]): Field | undefined {
  const where = tokens.findLastIndex((each) => each.text === 'where' && each.kind === 'keyword');
  if (where < 0 || tokens[where - 1]?.text === 'tool') return undefined;
  if (tokens.slice(where).some(({ text }) => text === ':' || text === '}')) return undefined;
  let colon = where;
  while (colon > 0 && tokens[colon]?.text !== ':') colon -= 1;
  const name = tokens[colon - 1];
  if (name === undefined) return undefined;
  const { words } = pathEnding(tokens, where - 1);
  return {
    kind: 'field',
    span: nowhere,
    name: { text: textOf(name), span: nowhere },
    type: { kind: 'named', span: nowhere, path: pathOf(words) },
    optional: false,
    label: undefined,
    where: undefined,
    doc: undefined,
  };
}

const isKey = (tokens: readonly FlatToken[], index: number): boolean =>
  tokens[index + 1]?.text === ':' || tokens[index - 1]?.text === '.';

/** `for` in the head of a block names agents, `for each` and `otherwise forbid` name nothing. */
function isHeader(tokens: readonly FlatToken[], index: number): boolean {
  const next = tokens[index + 1];
  if (next?.text === 'each' || tokens[index - 1]?.text === 'otherwise') return true;
  if (next?.text === 'when') return true;
  return tokens[index]?.text === 'for' && next?.text !== 'every' && index <= 3;
}

const anyTool: Extract<Actions, { kind: 'any tool' }> = {
  kind: 'any tool',
  span: nowhere,
  labelled: undefined,
  where: undefined,
};

function actionsAfter(tokens: readonly FlatToken[], index: number): Actions {
  if (tokens[index + 1]?.text === 'any') {
    const label = tokens[index + 3]?.text === 'labelled' ? tokens[index + 4] : undefined;
    if (label === undefined) return anyTool;
    return { ...anyTool, labelled: { text: label.text, span: nowhere } };
  }
  return { kind: 'paths', span: nowhere, paths: pathsAfter(tokens, index) };
}

function pathsAfter(tokens: readonly FlatToken[], index: number): readonly Path[] {
  const paths: Path[] = [];
  let at = index;
  do {
    const path = pathAfter(tokens, at);
    paths.push(path);
    at += path.segments.length * 2;
  } while (tokens[at]?.text === ',' && paths.length < 100);
  return paths;
}

function pathAfter(tokens: readonly FlatToken[], index: number): Path {
  const words: string[] = [];
  for (let at = index + 1; at < tokens.length; at += 2) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'sign' || token.kind === 'amount') break;
    words.push(textOf(token));
    if (tokens[at + 1]?.text !== '.') break;
  }
  return pathOf(words);
}

function targetOf(tokens: readonly FlatToken[]): Target | undefined {
  const brace = tokens.findIndex((each) => each.text === '{');
  const head = brace < 0 ? tokens : tokens.slice(0, brace);
  const word = head.findIndex((each) => each.text === 'for' && each.kind === 'keyword');
  if (word < 0 || head[word + 1]?.text === 'any') return undefined;
  return { kind: 'paths', span: nowhere, paths: pathsAfter(head, word) };
}

/** A written-out record that the tokens are inside of: the keys to the innermost, and where it opens. */
export function recordAround(tokens: readonly FlatToken[]): {
  readonly keys: readonly string[];
  /** The index of the outermost brace of the record. */
  readonly opens: number;
} {
  const keys: string[] = [];
  let depth = 0;
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const { text } = tokens[index] as FlatToken;
    if (text === '}') depth += 1;
    else if (text === '{' && depth > 0) depth -= 1;
    else if (text === '{') {
      const key = tokens[index - 1]?.text === ':' ? tokens[index - 2] : undefined;
      if (key === undefined) return { keys, opens: index };
      keys.unshift(textOf(key));
    }
  }
  return { keys, opens: -1 };
}

/** The key whose value the tokens are in, as `tools` in `tools: [a, `. */
export function keyAround(tokens: readonly FlatToken[]): string | undefined {
  let depth = 0;
  for (let index = tokens.length - 1; index > 0; index -= 1) {
    const { text } = tokens[index] as FlatToken;
    if (text === ']' || text === ')' || text === '}') depth += 1;
    else if (text === '[' || text === '(' || text === '{') depth -= 1;
    else if (text === ':' && depth <= 0) return textOf(tokens[index - 1] as FlatToken);
    if (text === '{' && depth < 0) return undefined;
  }
  return undefined;
}

const compares = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);

/** The reference that a comparison at the end of the tokens has on its left: `args.state` in `args.state == `. */
export function comparedBefore(tokens: readonly FlatToken[]): readonly string[] | undefined {
  let end = tokens.length - 1;
  if (tokens[end]?.text === '[' || tokens[end]?.text === ',') {
    while (end >= 0 && tokens[end]?.text !== '[') end -= 1;
    end -= 1;
  }
  if (!compares.has(tokens[end]?.text ?? '')) return undefined;
  const { words } = pathEnding(tokens, end - 1);
  return words.length === 0 ? undefined : words;
}
