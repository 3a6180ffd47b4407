import { type Checkpoint, fromBase64, type Hash, parseCheckpoint } from '../../../verify/index.ts';

/** What a log hands in: a head, the size it is to be compared with, and what lies between. */
export interface Submission {
  readonly old: number;
  readonly path: readonly Hash[];
  readonly head: Checkpoint;
}

const longestPath = 63;

/** Reads the body of an `add-checkpoint` request (C2SP tlog-witness); undefined when it has not the form. */
export function readSubmission(body: string): Submission | undefined {
  const gap = body.indexOf('\n\n');
  const [first = '', ...hashes] = body.slice(0, gap).split('\n');
  const old = /^old (0|[1-9]\d{0,15})$/.exec(first)?.[1];
  const path = hashes.map(fromBase64);
  const head = parseCheckpoint(body.slice(gap + 2));
  if (gap < 0 || old === undefined || head === undefined || path.length > longestPath) {
    return undefined;
  }
  const size = Number(old);
  if (!Number.isSafeInteger(size) || !path.every((hash) => hash !== undefined)) return undefined;
  return { old: size, path, head };
}
