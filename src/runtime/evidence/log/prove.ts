import { VakError } from '../../contract/errors.ts';
import { base64Of, fromBase64, type Hash } from '../tree/hash.ts';
import {
  consistencyPath,
  inclusionPath,
  rootOf,
  subtreeOf,
  verifyInclusion,
} from '../tree/proof.ts';
import { subtreeFromTiles, tiledIn } from '../tree/tiles/hashes.ts';
import { logIn } from './layout.ts';
import { openLeafList } from './leaf-list.ts';
import { checkpointOf } from './read.ts';

/** That an entry stands at an index below a signed head. All hashes are base64. */
export interface EntryProof {
  readonly index: number;
  readonly leaf: string;
  /** From the leaf's sibling up. */
  readonly path: readonly string[];
  readonly size: number;
  readonly root: string;
  /** The signed head, as a note. */
  readonly checkpoint: string;
}

/**
 * Proves that an entry is in the log under its signed head. With tiles beside the log it reads a few of
 * them, whatever the log's size; without them, or where they are wrong, it costs a hash for each entry.
 * @throws VakError VAK6111 without a log or head, VAK6112 when the head covers no such entry, VAK6108
 * when the leaf hashes are not those that were signed.
 */
export async function prove(folder: string, index: number): Promise<EntryProof> {
  const { text, size, root, leaves, leafAt, tiles } = await signedLeaves(folder);
  try {
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
      throw new VakError(
        'VAK6112',
        `the signed head covers ${size} entries, so there is no ${index}`,
      );
    }
    const leaf = leaves.at(index);
    const proves = (path: readonly Hash[]): boolean =>
      verifyInclusion({ index, size, leaf, root, path });
    let path = inclusionPath(index, size, tiles);
    if (!proves(path)) path = inclusionPath(index, size, subtreeOf(leafAt));
    if (!proves(path)) throw changed(folder);
    return {
      index,
      leaf: base64Of(leaf),
      path: path.map(base64Of),
      size,
      root: base64Of(root),
      checkpoint: text,
    };
  } finally {
    leaves.close();
  }
}

/**
 * Proves that the log as signed now, or as it was at the size `to`, continues what it was at an older size. Give the hashes, with both
 * heads, to `verifyConsistency`.
 * @throws VakError as `prove` does, VAK6112 unless 0 < old <= size.
 */
export async function proveConsistency(
  folder: string,
  old: number,
  to?: number,
): Promise<readonly Hash[]> {
  return (await continuation(folder, old, to)).path;
}

/** What the signed head says of the first `old` entries: their root, and the path from there to its own. */
export async function continuation(
  folder: string,
  old: number,
  to?: number,
): Promise<{ readonly prefix: Hash; readonly path: readonly Hash[]; readonly note: string }> {
  const { text, size, root, leaves, leafAt, tiles } = await signedLeaves(folder);
  try {
    if (!Number.isSafeInteger(old) || old < 1 || old > size) {
      throw new VakError(
        'VAK6112',
        `the signed head covers ${size} entries, so ${old} is no older size`,
      );
    }
    const subtree = [tiles, subtreeOf(leafAt)].find((each) => rootOf(size, each) === root);
    if (subtree === undefined) throw changed(folder);
    const path = consistencyPath(old, Math.min(to ?? size, size), subtree);
    return { prefix: rootOf(old, subtree), path, note: text };
  } finally {
    leaves.close();
  }
}

async function signedLeaves(folder: string) {
  const signed = await checkpointOf(folder);
  const leaves = openLeafList(logIn(folder).leaves);
  if (signed === undefined || leaves === undefined) {
    leaves?.close();
    throw new VakError('VAK6111', `there is no log with a signed head in \`${folder}\``);
  }
  const { size } = signed;
  const root = fromBase64(signed.root) as Hash;
  if (leaves.size < size) {
    leaves.close();
    throw changed(folder);
  }
  const leafAt = (index: number): Hash => leaves.at(index);
  const tiles = subtreeFromTiles(folder, (await tiledIn(folder)).size, leafAt, leaves.row);
  return { text: signed.note, size, root, leaves, leafAt, tiles };
}

const changed = (folder: string): VakError =>
  new VakError('VAK6108', `the leaf hashes in \`${folder}\` are not those that were signed`);
