import { join } from 'node:path';

/** Where everything of a log lies below its folder. */
export interface LogLayout {
  readonly folder: string;
  /** Canonical JSON, one entry a line: the leaves of the tree. */
  readonly entries: string;
  /** The leaf hashes, 32 bytes each. They can be made anew from the entries; they tell which changed. */
  readonly leaves: string;
  /** The last signed head. */
  readonly checkpoint: string;
  /** The public key, `name+id+base64`. */
  readonly key: string;
  /** The meaning of each plan that entries name, as canonical JSON. */
  readonly plans: string;
  /** Where one key handed over to the next, as notes numbered from 1. */
  readonly rotations: string;
  /** Large values, each under its digest. */
  readonly content: string;
  /** What entries only commit to, in segments by index; made to be erased. */
  readonly withheld: string;
  /** The index over the entries, an SQLite database; made anew from them whenever it is missing. */
  readonly index: string;
  readonly lock: string;
}

/** The layout of the log in a folder. */
export const logIn = (folder: string): LogLayout => ({
  folder,
  entries: join(folder, 'entries.jsonl'),
  leaves: join(folder, 'leaves'),
  checkpoint: join(folder, 'checkpoint'),
  key: join(folder, 'log.pub'),
  plans: join(folder, 'plans'),
  rotations: join(folder, 'rotations'),
  content: join(folder, 'content'),
  withheld: join(folder, 'withheld'),
  index: join(folder, 'index.db'),
  lock: join(folder, 'lock'),
});

/** The file of a hand-over from one key to the next, counted from 1. */
export const rotationFile = ({ rotations }: LogLayout, number: number): string =>
  join(rotations, String(number));

/** The file of a large value by its digest `sha256:<hex>`; undefined when that is no such digest. */
export function contentFile(layout: LogLayout, digest: string): string | undefined {
  const hex = hexIn(digest);
  return hex === undefined ? undefined : join(layout.content, hex.slice(0, 2), hex);
}

/** The file of a plan by its digest `sha256:<hex>`; undefined when that is no such digest. */
export function planFile(layout: LogLayout, digest: string): string | undefined {
  const hex = hexIn(digest);
  return hex === undefined ? undefined : join(layout.plans, `${hex}.json`);
}

const hexIn = (digest: string): string | undefined => /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];

/** The file of a segment of withheld values. */
export const withheldFile = ({ withheld }: LogLayout, segment: number): string =>
  join(withheld, `${segment}.jsonl`);
