import type { CstNode } from 'chevrotain';
import { file as fileEntries } from '../diagnostics/catalogue/text/file.ts';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from '../text/source.ts';
import type { File } from './ast.ts';
import { docsBefore, file } from './build/file.ts';
import { nestingProblem } from './lexer/nesting.ts';
import { replacing } from './lexer/report.ts';
import { type Scan, scan } from './lexer/scan.ts';
import { vakParser } from './parser.ts';
import { repair } from './recovery/repair.ts';

/** What parsing gives: always a tree, however much of it could be read. */
export interface Parsed {
  readonly file: File;
  /** In the order of their places. Empty exactly when all of the text was read. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Characters of the largest file that is read. */
export const largestFile: number = 8 * 1024 * 1024;

/** Diagnostics one file can get; what is beyond is not worth reading before the first are mended. */
const mostDiagnostics = 100;

/**
 * Reads a file. Never throws, whatever the text: what cannot be read is reported, the tree lacks it,
 * and the declaration around it is marked `broken`. Names and types are not looked at.
 */
export function parse(source: Source): Parsed {
  if (source.text.length > largestFile) {
    const params = { size: source.text.length, limit: largestFile };
    const found = diagnose(fileEntries.tooLarge, source, { start: 0, end: 0 }, params);
    return { file: emptyFile(source), diagnostics: [found] };
  }
  const scanned = scan(source);
  const deep = nestingProblem(source, scanned.tokens);
  if (deep !== undefined) return { file: emptyFile(source), diagnostics: [deep] };
  const { tree, diagnostics, damage } = parseTokens(source, scanned);
  const at = { source, diagnostics, docs: docsBefore(scanned.tokens, scanned.comments), damage };
  const built = file(at, tree);
  checkEdition(source, built, scanned, diagnostics);
  diagnostics.sort((a, b) => a.span.start - b.span.start);
  return { file: built, diagnostics: diagnostics.slice(0, mostDiagnostics) };
}

function emptyFile(source: Source): File {
  const span = { start: 0, end: source.text.length };
  return { kind: 'file', span, edition: undefined, declarations: [] };
}

function parseTokens(source: Source, scanned: Scan): Fitted {
  const parser = vakParser();
  parser.input = scanned.tokens;
  const tree = parser.file();
  if (parser.errors.length === 0) return { tree, diagnostics: scanned.diagnostics, damage: [] };
  const { tokens, diagnostics, damage } = repair(source, scanned.tokens);
  parser.input = tokens;
  const mended = parser.file();
  const lines = new Set(scanned.diagnostics.map((one) => source.position(one.span.start).line));
  const news = diagnostics.filter((one) => !lines.has(source.position(one.span.start).line));
  return { tree: mended, diagnostics: [...scanned.diagnostics, ...news], damage };
}

interface Fitted {
  readonly tree: CstNode;
  readonly diagnostics: Diagnostic[];
  readonly damage: number[];
}

function checkEdition(source: Source, built: File, scanned: Scan, into: Diagnostic[]): void {
  const first = scanned.tokens[0];
  if (built.edition === undefined) {
    if (first?.image === 'vak' && into.length > 0) return;
    const at = source.text.startsWith('\ufeff') ? 1 : 0;
    const place = { start: at, end: at };
    const fix = replacing('write `vak 1` first', true, place, 'vak 1\n\n');
    into.push(diagnose(fileEntries.noEdition, source, place, {}, { fixes: [fix] }));
  } else if (built.edition.value !== 1) {
    const found = `vak ${built.edition.value}`;
    into.push(diagnose(fileEntries.wrongEdition, source, built.edition.span, { found }));
  }
}
