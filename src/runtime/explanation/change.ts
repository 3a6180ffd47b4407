import type { Json } from '../../dsl/values/value.ts';
import type { Verdict } from '../contract/call.ts';
import type { Leaf } from './candidates.ts';
import type { Change, LeafChange } from './explanation.ts';

/** Leaves changed together at most, decisions tried at most, and how long that may take. */
const mostLeaves = 3;
/** Of each leaf, where several change at once. */
const mostTogether = 16;
const mostTries = 4_000;
const mostMs = 500;

/** Values put in the place of leaves; what is not named stays. */
export type Trial = ReadonlyMap<Leaf, Json | undefined>;

/** What the search came to; `complete` is false where it was given up. */
export interface Found {
  readonly change: Change | null;
  readonly complete: boolean;
}

/**
 * The change of fewest leaves that leads to another verdict. Every trial is decided by `decide`; fewer
 * leaves are all tried before more, so that no part of what is found would do. Among equals a permit is
 * preferred, then what was offered first. `decide` gives undefined for what is no valid call.
 */
export async function smallestChange(
  leaves: readonly Leaf[],
  now: Verdict,
  decide: (trial: Trial) => Promise<Verdict | undefined>,
): Promise<Found> {
  const end = performance.now() + mostMs;
  let tries = 0;
  for (let size = 1; size <= Math.min(mostLeaves, leaves.length); size += 1) {
    let best: { trial: Trial; verdict: Verdict } | undefined;
    for (const trial of trials(
      leaves,
      size,
      size === 1 ? Number.POSITIVE_INFINITY : mostTogether,
    )) {
      tries += 1;
      if (tries > mostTries || performance.now() > end) return { change: null, complete: false };
      const verdict = await decide(trial);
      if (verdict === undefined || verdict === now) continue;
      if (verdict === 'permit') return found(trial, verdict);
      best ??= { trial, verdict };
    }
    if (best !== undefined) return found(best.trial, best.verdict);
  }
  const most = leaves.length === 1 ? Number.POSITIVE_INFINITY : mostTogether;
  return {
    change: null,
    complete: leaves.every(({ others, cut }) => !cut && others.length <= most),
  };
}

/** Every choice of so many leaves with one other value each. */
function* trials(leaves: readonly Leaf[], size: number, most: number, from = 0): Generator<Trial> {
  if (size === 0) {
    yield new Map();
    return;
  }
  for (let index = from; index < leaves.length; index += 1) {
    const leaf = leaves[index] as Leaf;
    const others = leaf.others.slice(0, most);
    for (const rest of trials(leaves, size - 1, most, index + 1)) {
      for (const other of others) yield new Map([[leaf, other], ...rest]);
    }
  }
}

function found(trial: Trial, verdict: Verdict): Found {
  const leaves = [...trial].map(([{ root, path, now }, to]): LeafChange => {
    return {
      leaf: [root, ...path].join('.'),
      ...(now === undefined ? {} : { from: now }),
      ...(to === undefined ? {} : { to }),
    };
  });
  return { change: { verdict, leaves }, complete: true };
}

/** JSON of a root with the leaves of a trial put in. Shares what is unchanged. */
export function changed(json: Json, root: Leaf['root'], trial: Trial): Json {
  let result = json;
  for (const [leaf, to] of trial) if (leaf.root === root) result = put(result, leaf.path, to);
  return result;
}

function put(json: Json | undefined, path: readonly string[], to: Json | undefined): Json {
  const [first, ...rest] = path;
  if (first === undefined) return to ?? null;
  const record = isRecord(json) ? json : {};
  const entries = Object.entries(record).filter(([name]) => name !== first);
  if (rest.length === 0 && to === undefined) return Object.fromEntries(entries);
  const own = Object.hasOwn(record, first) ? record[first] : undefined;
  return Object.fromEntries([...entries, [first, put(own, rest, to)]]);
}

const isRecord = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
