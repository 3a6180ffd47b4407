import type { IToken } from 'chevrotain';
import { file as fileEntries } from '../diagnostics/catalogue/text/file.ts';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from '../text/source.ts';
import type { File } from './ast.ts';
import { docsBefore, file } from './build/file.ts';
import { replacing } from './lexer/report.ts';
import { type Scan, scan } from './lexer/scan.ts';
import { readText } from './text.ts';

/** What parsing gives: always a tree, however much of it could be read. */
export interface Parsed {
  readonly file: File;
  /** In the order of their places. Empty exactly when all of the text was read. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Diagnostics one file can get; what is beyond is not worth reading before the first are mended. */
const mostDiagnostics = 100;

/**
 * Reads a file. Never throws, whatever the text: what cannot be read is reported, the tree lacks it,
 * and the declaration around it is marked `broken`. Names and types are not looked at.
 */
export function parse(source: Source): Parsed {
  return parseScanned(source, () => scan(source));
}

/** The same for those who keep what scanning the source gave. */
export function parseScanned(source: Source, scanned: () => Scan): Parsed {
  const { tree, tokens, comments, diagnostics, damage } = readText(source, scanned);
  if (tree === undefined) return { file: emptyFile(source), diagnostics };
  const at = { source, diagnostics, docs: docsBefore(tokens, comments), damage };
  const built = file(at, tree);
  checkEdition(source, built, tokens, diagnostics);
  diagnostics.sort((a, b) => a.span.start - b.span.start);
  return { file: built, diagnostics: diagnostics.slice(0, mostDiagnostics) };
}

function emptyFile(source: Source): File {
  const span = { start: 0, end: source.text.length };
  return { kind: 'file', span, edition: undefined, declarations: [] };
}

function checkEdition(
  source: Source,
  built: File,
  tokens: readonly IToken[],
  into: Diagnostic[],
): void {
  const first = tokens[0];
  if (built.edition === undefined) {
    if (first?.image === 'vak' && into.length > 0) return;
    const at = source.text.startsWith('\ufeff') ? 1 : 0;
    const place = { start: at, end: at };
    const fix = replacing('write `vak 1` first', true, place, 'vak 1\n\n');
    // What no file of vak begins with is a file of another kind: nothing more is said of its beginning.
    const more = into.findIndex(({ span }) => span.start === first?.startOffset);
    if (more >= 0) into.splice(more, 1);
    into.push(diagnose(fileEntries.noEdition, source, place, {}, { fixes: [fix] }));
  } else if (built.edition.value !== 1) {
    const found = `vak ${built.edition.value}`;
    into.push(diagnose(fileEntries.wrongEdition, source, built.edition.span, { found }));
  }
}
