import type { IToken } from 'chevrotain';
import { file as fileEntries } from '../diagnostics/catalogue/text/file.ts';
import { grammar as grammarEntries } from '../diagnostics/catalogue/text/grammar.ts';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from '../text/source.ts';
import { rootOf, type TreeNode } from './grammar/tree.ts';
import { nestingProblem } from './lexer/nesting.ts';
import { type Scan, scan } from './lexer/scan.ts';
import { attempt } from './recovery/attempt.ts';
import { repair } from './recovery/repair.ts';

/** A text made to fit the grammar, and all that was wrong with it. */
export interface ReadText {
  /** Undefined for a text that is not looked into at all: too large, or nested too deeply. */
  readonly tree: TreeNode | undefined;
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly diagnostics: Diagnostic[];
  /** Offsets at which something could not be read as it stands. */
  readonly damage: number[];
}

/** Characters of the largest file that is read. */
export const largestFile: number = 8 * 1024 * 1024;

/** How a file of two bytes a letter begins where it was taken for UTF-8. */
const wideText = /^\ufffd{0,2}(?:[^\0]?\0[^\0]|[^\0]\0)/;

/**
 * Reads a text into a concrete tree. Never throws, whatever the text. `scanned` gives what scanning this
 * very text gives, for those who keep it; it is not asked for a text that is too large.
 */
export function readText(source: Source, scanned: () => Scan = () => scan(source)): ReadText {
  if (source.text.length > largestFile) {
    const params = { size: source.text.length, limit: largestFile };
    const found = diagnose(fileEntries.tooLarge, source, { start: 0, end: 0 }, params);
    return refused([], [], found);
  }
  if (wideText.test(source.text)) {
    return refused([], [], diagnose(fileEntries.notUtf8, source, { start: 0, end: 0 }, {}));
  }
  const split = scanned();
  const deep = nestingProblem(source, split.tokens);
  if (deep !== undefined) return refused(split.tokens, split.comments, deep);
  return fitted(source, split);
}

function refused(
  tokens: readonly IToken[],
  comments: readonly IToken[],
  why: Diagnostic,
): ReadText {
  return { tree: undefined, tokens, comments, diagnostics: [why], damage: [] };
}

function fitted(source: Source, { tokens, comments, diagnostics }: Scan): ReadText {
  const read = attempt(tokens, 0);
  if ('whole' in read) {
    const tree = rootOf(read.whole.map(({ node }) => node));
    return { tree, tokens, comments, diagnostics, damage: [] };
  }
  const repaired = repair(source, tokens, read.stop);
  const line = (one: Diagnostic): number => source.position(one.span.start).line;
  const told = new Set(diagnostics.map(line));
  const ends = new Set(diagnostics.map((one) => one.span.end));
  const follows = (one: Diagnostic): boolean =>
    ends.has(source.text.slice(0, one.span.start).trimEnd().length);
  const ways = repaired.diagnostics.filter(({ code }) => code === grammarEntries.foreignWay.code);
  const within = (one: Diagnostic): boolean =>
    ways.some(({ span }) => span.start <= one.span.start && one.span.end <= span.end);
  const news = repaired.diagnostics.filter(
    (one) => ways.includes(one) || (!told.has(line(one)) && !follows(one)),
  );
  return {
    tree: repaired.tree,
    tokens,
    comments,
    diagnostics: [...diagnostics.filter((one) => !within(one)), ...news],
    damage: repaired.damage,
  };
}
