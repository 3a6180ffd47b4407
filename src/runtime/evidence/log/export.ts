import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { copyFile, cp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { VakError } from '../../contract/errors.ts';
import { base64Of, bytesOf, type Hash } from '../tree/hash.ts';
import { rootOf } from '../tree/proof.ts';
import { subtreeFromTiles, type Tiled, tiledIn } from '../tree/tiles/hashes.ts';
import { layTiles, replace } from '../tree/tiles/lay.ts';
import { tilePath, tileWidth } from '../tree/tiles/path.ts';
import { logIn } from './layout.ts';
import { type LeafList, openLeafList } from './leaf-list.ts';
import { type Line, readLines } from './lines.ts';
import { checkpointOf, openEntries } from './read.ts';

const longest = 65_535;

/**
 * Makes the tiles of a log above its leaves, up to its signed head, so that proofs read a few
 * files. A log of fewer than 256 entries needs none.
 */
export async function layLogTiles(folder: string): Promise<void> {
  const head = await checkpointOf(folder);
  const leaves = openLeafList(logIn(folder).leaves);
  try {
    if (head === undefined || leaves === undefined || leaves.size < head.size) return;
    if (head.size < tileWidth) return;
    const { size } = head;
    const leaf = (index: number): Hash => leaves.at(index);
    await layTiles(folder, size, leaf).catch(async () => {
      // What cannot be continued is begun again.
      await rm(join(folder, 'tile'), { recursive: true, force: true });
      await layTiles(folder, size, leaf);
    });
  } finally {
    leaves?.close();
  }
}

/**
 * Writes a log as C2SP tlog-tiles, for any file server: `checkpoint`, hash tiles from the leaves up and
 * bundles of entries, partial ones included; and `log.pub` with what led to it in `rotations`. A folder that holds an earlier export is brought up to
 * date. The head is written last. Gives the number of entries.
 * @throws VakError VAK6111 without a log or head, VAK6108 when entries that the head covers are missing,
 * VAK6112 for an entry of more than 65,535 bytes, which no bundle can hold.
 */
export async function exportLog(folder: string, to: string): Promise<number> {
  const layout = logIn(folder);
  if (resolve(folder) === resolve(to)) {
    throw new VakError('VAK6111', 'a log cannot be exported into its own folder');
  }
  const head = await checkpointOf(folder);
  if (head === undefined)
    throw new VakError('VAK6111', `there is no log with a signed head in \`${folder}\``);
  const list = openLeafList(layout.leaves);
  try {
    const leaf = leafOf(list, head.size, folder);
    const before = await tiledIn(to);
    const from: Tiled = before.size > head.size ? { size: 0, bytes: 0 } : before;
    const bytes = await layBundles(folder, to, { from, size: head.size, leaf });
    await layTiles(to, head.size, leaf, bytes);
    const root = rootOf(head.size, subtreeFromTiles(to, head.size, leaf));
    if (base64Of(root) !== head.root) throw changed(folder);
  } finally {
    list?.close();
  }
  await copyFile(layout.key, join(to, 'log.pub'));
  // Whoever pinned an earlier key is led to the one that signed the head.
  if (existsSync(layout.rotations)) {
    await cp(layout.rotations, join(to, 'rotations'), { recursive: true });
  }
  await replace(join(to, 'checkpoint'), Buffer.from(head.note));
  return head.size;
}

function leafOf(list: LeafList | undefined, size: number, folder: string): (at: number) => Hash {
  if (list === undefined || list.size < size) throw changed(folder);
  return (at) => list.at(at);
}

const changed = (folder: string): VakError =>
  new VakError('VAK6108', `the entries in \`${folder}\` are not those that were signed`);

interface Bundling {
  /** How far an earlier export came. */
  readonly from: Tiled;
  readonly size: number;
  readonly leaf: (index: number) => Hash;
}

/** Writes bundles and leaf tiles; gives where the last whole bundle ends. */
async function layBundles(
  folder: string,
  to: string,
  { from, size, leaf }: Bundling,
): Promise<number> {
  const file = await openEntries(folder);
  let [index, whole] = [Math.floor(from.size / tileWidth) * tileWidth, from.bytes];
  let [hashes, entries]: [Buffer[], Buffer[]] = [[], []];
  const put = async (number: number): Promise<void> => {
    const width = hashes.length;
    await replace(join(to, tilePath(0, number, width)), Buffer.concat(hashes));
    await replace(join(to, tilePath('entries', number, width)), Buffer.concat(entries));
    [hashes, entries] = [[], []];
  };
  try {
    const source = {
      read: async (into: Buffer, at: number) =>
        (await file.read(into, 0, into.length, at)).bytesRead,
    };
    for await (const lines of readLines(source, from.bytes)) {
      for (const line of lines) {
        if (index >= size) break;
        if (line.leaf !== leaf(index)) throw changed(folder);
        entries.push(framed(line, index));
        hashes.push(bytesOf(line.leaf));
        index += 1;
        if (hashes.length < tileWidth) continue;
        whole = line.end;
        await put(index / tileWidth - 1);
      }
      if (index >= size) break;
    }
  } finally {
    await file.close();
  }
  if (index < size) throw changed(folder);
  if (hashes.length > 0) await put(Math.floor(index / tileWidth));
  return whole;
}

/** An entry behind its length, in two bytes. */
function framed(line: Line, index: number): Buffer {
  const length = line.end - line.start - 1;
  const text = line.text();
  if (length > longest || text === undefined) {
    throw new VakError(
      'VAK6112',
      `entry ${index} has ${length} bytes, more than a bundle can hold`,
    );
  }
  const bytes = Buffer.allocUnsafe(2 + length);
  bytes.writeUInt16BE(length);
  bytes.write(text, 2, 'utf8');
  return bytes;
}
