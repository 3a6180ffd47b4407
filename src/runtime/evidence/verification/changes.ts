import type { LeafList } from '../log/leaf-list.ts';
import type { Line } from '../log/lines.ts';
import { linesOf, openEntries } from '../log/read.ts';
import { TreeRange } from '../tree/range.ts';
import { align, type Change } from './align.ts';
import type { Inspected, Problem } from './verify.ts';

/**
 * Where entries and signed head part. Names the entries when the leaf hashes still are those that were
 * signed; otherwise says that they were changed too, and names where entries and hashes differ.
 */
export async function nameChanges(inspected: Inspected, most: number): Promise<readonly Problem[]> {
  const { head, leaves, entries, agreed, covered, bundles } = inspected;
  if (head === null) return [];
  const intact = covered === head.root;
  // Of an export the leaf hashes are tiles, and looked at as such.
  if (intact && bundles !== undefined) return [];
  // The list says of every entry what the entry itself says, and the head is over those.
  if (intact && agreed >= head.size && leaves !== undefined) return [];
  const listed = leaves === undefined ? 0 : Math.min(leaves.size, head.size);
  const trusted =
    leaves !== undefined && listed === head.size && rootOf(leaves, listed) === head.root;
  if (intact && trusted) return [];
  if (intact) return [...(await namedLeaves(inspected, listed, most))];

  const named =
    leaves === undefined || entries === 0 ? [] : await compare(inspected, leaves, listed, most);
  const problems = named.map((change) => ({ index: change.index, problem: wordsFor(change) }));
  if (entries < head.size && !named.some(({ change }) => change === 'removed')) {
    const problem = `missing, like all after it: the head was signed over ${head.size} entries`;
    problems.push({ index: entries, problem });
  }
  if (trusted && problems.length > 0) return problems;
  const what =
    leaves === undefined
      ? 'the list of leaf hashes is missing'
      : 'the leaf hashes were changed too';
  return [
    ...problems,
    { problem: `the entries are not those of the signed head; ${what}, so more may have changed` },
  ];
}

/** Leaf hashes, as a list of them or an export's tiles say. */
type Leaves = Pick<LeafList, 'size' | 'at'>;

const rootOf = (leaves: Leaves, size: number) => {
  const range = new TreeRange();
  for (let index = 0; index < size; index += 1) range.append(leaves.at(index));
  return range.root();
};

/** The entries are as signed, so what differs is the list of their hashes. */
async function namedLeaves(
  inspected: Inspected,
  listed: number,
  most: number,
): Promise<readonly Problem[]> {
  const { leaves, head } = inspected;
  if (leaves === undefined)
    return [{ problem: 'the entries are as signed, but `leaves` is missing' }];
  const changes = await compare(inspected, leaves, listed, most);
  const problems = changes.map(({ index }) => ({
    index,
    problem: 'the entry is as signed, but its hash in `leaves` was changed',
  }));
  if (listed < (head?.size ?? 0)) {
    const problem = 'the entries are as signed, but `leaves` ends before this one';
    problems.push({ index: listed, problem });
  }
  return problems;
}

async function compare(
  inspected: Inspected,
  leaves: Leaves,
  size: number,
  most: number,
): Promise<readonly Change[]> {
  const found = (async function* () {
    for await (const lines of linesIn(inspected)) for (const { leaf } of lines) yield leaf;
  })();
  try {
    return await align({ size, at: (index) => leaves.at(index) }, found, most);
  } finally {
    await found.return();
  }
}

async function* linesIn({ folder, bundles }: Inspected): AsyncGenerator<readonly Line[], void> {
  if (bundles !== undefined) return yield* bundles.lines();
  const file = await openEntries(folder);
  try {
    yield* linesOf(file);
  } finally {
    await file.close();
  }
}

function wordsFor(change: Change): string {
  switch (change.change) {
    case 'altered':
      return 'changed after it was recorded';
    case 'removed':
      return change.count === 1 ? 'missing' : `missing, like the ${change.count - 1} after it`;
    case 'inserted':
      return `${change.count} ${change.count === 1 ? 'line' : 'lines'} before it never recorded`;
  }
}
