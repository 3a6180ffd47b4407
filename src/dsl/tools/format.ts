import { file as entries } from '../diagnostics/catalogue/text/file.ts';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type ConcreteNode, type ConcreteText, concrete } from '../syntax/concrete.ts';
import { parse } from '../syntax/parse.ts';
import { Source, type Span } from '../text/source.ts';
import { print } from './format/doc.ts';
import { Layout } from './format/layout.ts';
import { attach, leaves } from './format/trivia.ts';

/** What formatting gives: the text to keep, and what is wrong with the file. */
export interface Formatted {
  readonly text: string;
  readonly changed: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Columns past which lists are broken. */
const width = 100;

/**
 * Lays a file out in the one form there is: two spaces, a clause a line, one empty line between
 * declarations. Comments keep their places and order; a declaration with an error in it is left as
 * it is, but for its line ends. The result is read again before it is returned: unless it has the same tree and the same
 * comments, the text comes back unchanged with a diagnostic. A file that is no UTF-8 is left alone, for
 * what it says is not in its text. Never throws.
 */
export function format(source: Source): Formatted {
  const { diagnostics } = parse(source);
  if (diagnostics.some(({ code }) => code === entries.notUtf8.code)) {
    return { text: source.text, changed: false, diagnostics };
  }
  const read = concrete(source);
  const marks = [...read.damage, ...diagnostics.map(({ span }) => span.start)];
  const text = read.root === undefined ? source.text : layOut(source, read, read.root, marks);
  if (text === source.text) return { text, changed: false, diagnostics };
  if (meaning(new Source(source.name, text)) === meaning(source)) {
    return { text, changed: true, diagnostics };
  }
  const refusal = diagnose(entries.notFormatted, source, { start: 0, end: 0 }, {});
  return { text: source.text, changed: false, diagnostics: [...diagnostics, refusal] };
}

/**
 * A text in which only the declarations that a span touches, and that hold no error, are laid out, each
 * where it stands and with the line ends of the text. Unchanged where something else would be. Never throws.
 */
export function formatRange(source: Source, span: Span): string {
  const { diagnostics } = parse(source);
  const read = concrete(source);
  if (read.root === undefined) return source.text;
  const marks = [...read.damage, ...diagnostics.map((each) => each.span.start)];
  const layout = new Layout(attach(source.text, read.root, read.comments));
  const lineEnd = source.text.includes('\r\n') ? '\r\n' : '\n';
  let done = '';
  let end = 0;
  for (const child of sound(read.root, marks)) {
    if (child.start > span.end || child.end < span.start) continue;
    const text = print(layout.alone(child), width).trimEnd().replaceAll('\n', lineEnd);
    done += source.text.slice(end, child.start) + text;
    end = child.end;
  }
  const after = done + source.text.slice(end);
  return meaning(new Source(source.name, after)) === meaning(source) ? after : source.text;
}

/** The declarations that hold no error and overlap none before them. */
function* sound(root: ConcreteNode, marks: readonly number[]): Generator<ConcreteNode> {
  let end = 0;
  for (const child of root.children) {
    if (!('rule' in child) || child.rule !== 'declaration' || child.start < end) continue;
    const isMarked = marks.some((offset) => offset >= child.start && offset <= child.end);
    if (isMarked || leaves(child).some(({ text }) => text === '')) continue;
    end = child.end;
    yield child;
  }
}

function layOut(
  source: Source,
  read: ConcreteText,
  root: ConcreteNode,
  marks: readonly number[],
): string {
  const layout = new Layout(attach(source.text, root, read.comments));
  if (marks.length === 0) return print(layout.file(root), width);
  const kept = (from: number, to?: number): string =>
    source.text.slice(from, to).replaceAll(/\r\n?/g, '\n');
  let done = '';
  let end = 0;
  for (const child of sound(root, marks)) {
    done += kept(end, child.start) + print(layout.alone(child), width).trimEnd();
    end = child.end;
  }
  return done + kept(end);
}

/** All that formatting must keep, as text: the tree without places, and the comments in order. */
function meaning(source: Source): string {
  const { file, diagnostics } = parse(source);
  const tree = JSON.stringify(file, (key, value: unknown) =>
    key === 'span' || key === 'verdictSpan' ? undefined : value,
  );
  const comments = concrete(source).comments.map(({ text }) => text.trimEnd());
  return JSON.stringify([tree, comments, diagnostics.map(({ code }) => code)]);
}
