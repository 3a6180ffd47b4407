import { Buffer } from 'node:buffer';
import type { EntryProof } from '../log/prove.ts';
import { fromBase64, type Hash, leafHash } from '../tree/hash.ts';
import { verifyInclusion } from '../tree/proof.ts';
import { type KeyChain, onlyKey } from './chain.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import type { Verifier } from './key.ts';

const firstLine = 'c2sp.org/tlog-proof@v1';

/** A proof file taken apart. Nothing of it is checked yet. */
export interface ReadProof {
  readonly index: number;
  /** The entry's bytes, where the file brings them along; whether they are those is part of the check. */
  readonly entry?: Buffer;
  readonly path: readonly Hash[];
  readonly checkpoint: Checkpoint;
}

/** A proof as a file that can be checked offline, in the form of C2SP tlog-proof. */
export const formatProof = ({ index, path, checkpoint }: EntryProof): string =>
  [firstLine, `index ${index}`, ...path, '', checkpoint].join('\n');

/**
 * The same proof with the entry that it is about, as its line stands in the log, as extra data: then the file is all
 * that a reader needs.
 */
export const withEntry = (proof: string, entry: string): string => {
  const extra = `extra ${Buffer.from(entry).toString('base64')}`;
  return `${firstLine}\n${extra}${proof.slice(firstLine.length)}`;
};

/** Takes a proof file apart; undefined when it has not the form. */
export function readProof(proof: string): ReadProof | undefined {
  const gap = proof.indexOf('\n\n');
  const [first, ...lines] = proof.slice(0, gap).split('\n');
  if (gap < 0 || first !== firstLine) return undefined;
  const entry = lines[0]?.startsWith('extra ') === true ? bytesIn(lines.shift() ?? '') : undefined;
  const [second = '', ...hashes] = lines;
  const index = /^index (0|[1-9]\d{0,15})$/.exec(second)?.[1];
  const checkpoint = parseCheckpoint(proof.slice(gap + 2));
  const path = hashes.map(fromBase64);
  if (entry === null || index === undefined || checkpoint === undefined) return undefined;
  if (!path.every((hash) => hash !== undefined)) return undefined;
  return { index: Number(index), path, checkpoint, ...(entry === undefined ? {} : { entry }) };
}

/** Null for what is no base64 as everyone would write it. */
function bytesIn(line: string): Buffer | null {
  const text = line.slice('extra '.length);
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/**
 * Whether a proof file shows that the entry with this leaf hash is in the log of this key or chain of keys. Needs
 * nothing but its arguments.
 */
export function checkProof(proof: string, leaf: Hash, key: Verifier | KeyChain): boolean {
  const read = readProof(proof);
  if (read === undefined) return false;
  const { index, path, checkpoint } = read;
  const chain = 'tip' in key ? key : onlyKey(key);
  if (chain.checkHead(checkpoint) !== 'good') return false;
  const { size, root } = checkpoint;
  return verifyInclusion({ index, size, leaf, root, path });
}

/**
 * The entry that a proof file brings along, with its index, if the file proves that just this entry is in
 * the log of this key or chain of keys; undefined otherwise.
 */
export function provenEntry(
  proof: string,
  key: Verifier | KeyChain,
): { readonly index: number; readonly entry: string } | undefined {
  const read = readProof(proof);
  if (read?.entry === undefined || !checkProof(proof, leafHash(read.entry), key)) return undefined;
  return { index: read.index, entry: read.entry.toString('utf8') };
}
