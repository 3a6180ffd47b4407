import type { KeyChain } from '../head/chain.ts';
import { type Checkpoint, parseCheckpoint } from '../head/checkpoint.ts';
import { type Promised, readReceipt } from '../head/receipt.ts';
import type { Hash } from '../tree/hash.ts';
import type { Problem, VerifyOptions } from './verify.ts';

/** What was kept elsewhere of a log, its signatures checked. */
export interface Kept {
  readonly heads: readonly Checkpoint[];
  /** Heads that the keys of this log handed over at. */
  readonly handovers: readonly { readonly size: number; readonly root: Hash }[];
  readonly receipts: readonly Promised[];
}

/** What the entries say of it. */
export interface Found {
  readonly entries: number;
  /** The tree's root at the sizes asked for, as far as the log reaches. */
  readonly roots: ReadonlyMap<number, Hash>;
  readonly leaves: ReadonlyMap<number, Hash>;
}

/** Reads heads and receipts; what is not signed by this log's key is a problem and counts no further. */
export function readKept(
  { heads = [], receipts = [] }: VerifyOptions,
  keys: KeyChain | undefined,
  problems: Problem[],
): Kept {
  const read = <T>(texts: readonly string[], what: string, of: (text: string) => T | undefined) =>
    texts.flatMap((text) => {
      const made = of(text);
      if (made === undefined) problems.push({ problem: `a kept ${what} is not one of this log` });
      return made === undefined ? [] : [made];
    });
  return {
    handovers: keys?.handovers ?? [],
    heads: read(heads, 'head', (text) => (keys === undefined ? undefined : headOf(text, keys))),
    receipts: read(receipts, 'receipt', (text) =>
      keys === undefined ? undefined : readReceipt(text, keys),
    ),
  };
}

function headOf(text: string, keys: KeyChain): Checkpoint | undefined {
  const head = parseCheckpoint(text);
  return head !== undefined && keys.checkHead(head) === 'good' ? head : undefined;
}

/** Where the log is not what it signed before: cut, or rewritten. Each kept text is the proof. */
export function checkKept(kept: Kept, found: Found): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { size, root } of kept.heads) {
    if (size > found.entries) {
      const problem = `missing, though a kept head was signed over ${size} entries`;
      problems.push({ index: found.entries, problem });
    } else if (found.roots.get(size) !== root) {
      problems.push({ problem: `the first ${size} entries are not those of a kept head` });
    }
  }
  for (const { size, root } of kept.handovers) {
    if (size > found.entries) {
      const problem = `missing, though the key was changed over ${size} entries`;
      problems.push({ index: found.entries, problem });
    } else if (found.roots.get(size) !== root) {
      const problem = `the first ${size} entries are not those that the key was changed over`;
      problems.push({ problem });
    }
  }
  for (const { index, leaf } of kept.receipts) {
    if (index >= found.entries) {
      problems.push({ index, problem: 'missing, though a receipt was given for it' });
    } else if (found.leaves.get(index) !== leaf) {
      problems.push({ index, problem: 'not the entry that a receipt was given for' });
    }
  }
  return problems;
}
