import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source } from '../../text/source.ts';
import { rootOf, type TreeNode } from '../grammar/tree.ts';
import { Comma } from '../lexer/tokens.ts';
import { attempt, edition, type Placed, reach, type Stop } from './attempt.ts';
import { candidates, type Edit } from './candidates.ts';
import { declarationDrop, lineDrops } from './drops.ts';
import { habits, type Understood } from './habits.ts';
import { explain } from './report.ts';

/** The tree of tokens that fit, what was wrong with them, and where something is missing now. */
export interface Repaired {
  readonly tree: TreeNode;
  readonly diagnostics: readonly Diagnostic[];
  readonly damage: number[];
}

/** Tokens beyond an edit that must fit before it is believed without looking further. */
const horizon = 40;
/** Errors of one file that are looked into; what stands behind the last of them is left out. */
const mostErrors = 100;
/** Tokens that may be parsed again in search of edits; beyond, declarations are dropped whole. */
const budget = 150_000;
/** Tokens that must fit after an edit before the next error is told. */
const quiet = 4;

/**
 * Makes tokens fit the grammar by single edits, each near the place where the parser stopped: the
 * first candidate after which a stretch of text fits is taken, else the one that gets farthest, else
 * lines and in the end the declaration are left out. Always ends; the work is bounded whatever the
 * text. Each edit is told once, and an edit that follows from the one before is not told at all.
 */
export function repair(source: Source, original: readonly IToken[], first: Stop): Repaired {
  // Each attempt that fails throws inside the parser; its stack is never read, and costs the most.
  const kept = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return repairAll(source, original, first);
  } finally {
    Error.stackTraceLimit = kept;
  }
}

function repairAll(source: Source, original: readonly IToken[], first: Stop): Repaired {
  let tokens = [...original];
  let stop = first;
  const diagnostics: Diagnostic[] = [];
  const damage: number[] = [];
  const spent = { tokens: 0 };
  let kept: readonly Placed[] = [];
  let settled = -1;
  let toldUntil = -1;
  let toldLine = -1;
  for (let errors = 1; ; errors += 1) {
    const known = understand(source, tokens, stop, settled, spent);
    const edit = known?.edit ?? choose(source, tokens, stop, settled, spent);
    const told = known?.told ?? explain(source, tokens, stop, edit);
    const { line } = source.position(told.span.start);
    if ((stop.at > toldUntil || /^(?:respell|habit)$/.test(edit.kind)) && line !== toldLine) {
      diagnostics.push(told);
      toldLine = line;
    }
    if (!isHarmless(edit)) damage.push(...touched(tokens, edit));
    tokens = [...tokens.slice(0, edit.at), ...edit.insert, ...tokens.slice(edit.at + edit.remove)];
    settled = edit.at + edit.insert.length;
    toldUntil = Math.max(stop.at - edit.remove + edit.insert.length, settled) + quiet - 1;
    const [before, from] = untouched([...kept, ...stop.whole], stop, edit);
    kept = before;
    const next = attempt(tokens, from);
    if ('whole' in next) return { tree: treeOf([...kept, ...next.whole]), diagnostics, damage };
    stop = next.stop;
    if (errors === mostErrors) {
      const cut = Math.min(stop.declaration, stop.at);
      damage.push(tokens[cut]?.startOffset ?? 0);
      return { tree: treeOf([...kept, ...stop.whole]), diagnostics, damage };
    }
  }
}

const treeOf = (all: readonly Placed[]): TreeNode => rootOf(all.map(({ node }) => node));

/**
 * The declarations that an edit leaves as they are, and the first token that must be read again. One
 * declaration more than the edit is in is read again, for it may go on in what is new.
 */
function untouched(
  whole: readonly Placed[],
  stop: Stop,
  edit: Edit,
): readonly [readonly Placed[], number] {
  let count = 0;
  for (const [index] of whole.entries()) {
    const next = whole[index + 1]?.at ?? stop.declaration;
    if (next > stop.before || next >= edit.at) break;
    count = index + 1;
  }
  const from = whole[count]?.at ?? (count === 0 ? 0 : stop.declaration);
  return count === 0 || from === 0 ? [[], 0] : [whole.slice(0, count), from];
}

/** True for an edit after which the tree says all that its author wrote. */
function isHarmless(edit: Edit): boolean {
  return (
    edit.kind === 'respell' ||
    edit.kind === 'habit' ||
    (edit.kind === 'insert' && edit.insert[0]?.tokenType === Comma)
  );
}

function touched(tokens: readonly IToken[], edit: Edit): readonly number[] {
  if (edit.kind === 'insert') return edit.insert.map(({ startOffset }) => startOffset);
  const first = tokens[edit.at] ?? tokens.at(-1);
  const last = tokens[edit.at + Math.max(0, edit.remove - 1)] ?? first;
  return [first?.startOffset ?? 0, last?.startOffset ?? 0];
}

/** The first habit of another language after which the text fits beyond what it replaces. */
function understand(
  source: Source,
  tokens: readonly IToken[],
  stop: Stop,
  settled: number,
  spent: { tokens: number },
): Understood | undefined {
  if (spent.tokens > budget) return undefined;
  for (const known of habits(source, tokens, stop)) {
    const { edit } = known;
    if (edit.at < settled - 1 || edit.at < 0) continue;
    const { reached } = tryOut(tokens, stop, edit, spent);
    if (reached > stop.at && reached >= edit.at + edit.remove) return known;
  }
  return undefined;
}

function choose(
  source: Source,
  tokens: readonly IToken[],
  stop: Stop,
  settled: number,
  spent: { tokens: number },
): Edit {
  const whole = declarationDrop(source, tokens, stop);
  if (spent.tokens > budget) return whole;
  let best: Edit | undefined;
  let farthest = stop.at + quiet;
  const consider = (edit: Edit): boolean => {
    if (edit.at < settled - 1 || edit.at < 0 || edit.at > tokens.length) return false;
    const { reached, done } = tryOut(tokens, stop, edit, spent);
    const word = edit.kind === 'respell' && best === undefined && reached > stop.at + 1;
    if (word || reached > farthest || (done && best === undefined)) {
      best = edit;
      farthest = Math.max(farthest, reached);
    }
    return done;
  };
  for (const edit of candidates(tokens, stop)) if (consider(edit)) return edit;
  if (best !== undefined) return best;
  for (const edit of lineDrops(source, tokens, stop)) if (consider(edit)) return edit;
  return best ?? whole;
}

/** How far the text fits after an edit, as an index into the tokens before it. */
function tryOut(
  tokens: readonly IToken[],
  stop: Stop,
  edit: Edit,
  spent: { tokens: number },
): { readonly reached: number; readonly done: boolean } {
  const limit = Math.min(tokens.length, Math.max(stop.at, edit.at + edit.remove) + horizon);
  const head = headOf(tokens, stop, edit.at);
  const tail = [...edit.insert, ...tokens.slice(edit.at + edit.remove, limit)];
  spent.tokens += head.length + tail.length;
  const passed = reach(head, tail, limit < tokens.length);
  const reached = edit.at + edit.remove + passed - edit.insert.length;
  return { reached, done: passed > tail.length };
}

/** The tokens before an edit that the parser must see: not the finished items of the declaration. */
function headOf(tokens: readonly IToken[], stop: Stop, at: number): readonly IToken[] {
  const start = at < stop.declaration + 2 ? stop.before : stop.declaration;
  const opening = start === 0 ? [] : edition;
  if (start !== stop.declaration) return [...opening, ...tokens.slice(start, at)];
  const item = stop.items.findLast((index) => index <= at - 3);
  const first = stop.items[0];
  if (item === undefined || first === undefined) return [...opening, ...tokens.slice(start, at)];
  return [...opening, ...tokens.slice(start, first), ...tokens.slice(item, at)];
}
