import { base64Of, fromBase64, type Hash } from '../tree/hash.ts';
import { verifyConsistency } from '../tree/proof.ts';
import { type KeyChain, onlyKey } from './chain.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import type { Verifier } from './key.ts';

/**
 * Evidence that a log signed two histories: two of its heads, and what the newer one says of the size of
 * the older. Whoever has the log's key can check it, without the log.
 */
export interface Fork {
  /** The head of the smaller tree, as a note. */
  readonly older: string;
  readonly newer: string;
  /** The root of the newer head's tree at the older size, base64; another than the older head's. */
  readonly prefix: string;
  /** The consistency path from `prefix` to the newer root, base64. */
  readonly path: readonly string[];
}

/** Evidence as a file: one line of JSON. */
export const formatFork = ({ older, newer, prefix, path }: Fork): string =>
  `${JSON.stringify({ fork: 1, older, newer, prefix, path })}\n`;

/** Reads evidence; undefined when it has not the form. It is not checked here. */
export function readFork(text: string): Fork | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { fork, older, newer, prefix, path } = (json ?? {}) as Partial<Fork> & { fork?: unknown };
  const texts = [older, newer, prefix];
  if (fork !== 1 || !texts.every((one) => typeof one === 'string') || !Array.isArray(path)) {
    return undefined;
  }
  if (path.length > 64 || !path.every((one) => typeof one === 'string')) return undefined;
  return { older, newer, prefix, path } as Fork;
}

/**
 * Whether the evidence holds: both heads are signed by the log's key, and no tree can have both. Gives the
 * log's origin and the two sizes; undefined where nothing is proven.
 */
export function checkFork(
  text: string,
  key: Verifier | KeyChain,
): { readonly origin: string; readonly older: number; readonly newer: number } | undefined {
  const fork = readFork(text);
  if (fork === undefined) return undefined;
  const [older, newer] = [parseCheckpoint(fork.older), parseCheckpoint(fork.newer)];
  const chain = 'tip' in key ? key : onlyKey(key);
  if (older === undefined || newer === undefined) return undefined;
  if (chain.checkHead(older) !== 'good' || chain.checkHead(newer) !== 'good') return undefined;
  const [prefix, path] = [fromBase64(fork.prefix), fork.path.map(fromBase64)];
  if (prefix === undefined || !path.every((hash) => hash !== undefined)) return undefined;
  if (older.size === 0 || prefix === older.root) return undefined;
  if (!continues({ ...older, root: prefix }, newer, path)) return undefined;
  return { origin: older.origin, older: older.size, newer: newer.size };
}

/** Whether a path proves that a tree continues another, at every pair of sizes. */
function continues(
  older: Pick<Checkpoint, 'size' | 'root'>,
  newer: Pick<Checkpoint, 'size' | 'root'>,
  path: readonly Hash[],
): boolean {
  if (older.size > newer.size) return false;
  if (older.size === 0 || older.size === newer.size) {
    return path.length === 0 && (older.size === 0 || older.root === newer.root);
  }
  const claim = { oldSize: older.size, oldRoot: older.root, size: newer.size, root: newer.root };
  return verifyConsistency({ ...claim, path });
}

/** The evidence of two heads and what lies between them. */
export const forkOf = (
  older: string,
  newer: string,
  between: { readonly prefix: Hash; readonly path: readonly Hash[] },
): Fork => ({
  older,
  newer,
  prefix: base64Of(between.prefix),
  path: between.path.map(base64Of),
});
