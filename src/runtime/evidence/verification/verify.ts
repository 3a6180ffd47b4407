import type { Checkpoint } from '../head/checkpoint.ts';
import { readCosigner } from '../head/cosignature.ts';
import { readVerifier } from '../head/key.ts';
import { logIn } from '../log/layout.ts';
import { type LeafList, openLeafList } from '../log/leaf-list.ts';
import { base64Of, type Hash } from '../tree/hash.ts';
import { nameChanges } from './changes.ts';
import { checkFiles } from './files.ts';
import { checkKept, readKept } from './kept.ts';
import { headOf, keysOf, rotationProblems, signerOf } from './keys.ts';
import { Bundles, isExport } from './walk/bundles.ts';
import { walkEntries } from './walk/walk.ts';
import type { WithheldCount } from './walk/withheld.ts';

/** Something that keeps a log from being what its head says. */
export interface Problem {
  /** The entry it concerns, when that can be told. */
  readonly index?: number;
  readonly problem: string;
}

/** What a verification found. */
export interface Verification {
  readonly ok: boolean;
  /** Whether the folder holds the log itself, or an export of it, which tells nothing of entries behind its head. */
  readonly form: 'log' | 'export';
  /** The key that signed the head, as text; null where no key of the log did. */
  readonly key: string | null;
  /** Whole lines in the log. */
  readonly entries: number;
  /** The root over all of them, base64. */
  readonly root: string;
  /** The signed head, as far as it can be read, whether its signature is good or not. */
  readonly checkpoint: {
    readonly origin: string;
    readonly size: number;
    readonly root: string;
  } | null;
  /** Entries beyond the signed head, for which nobody has vouched yet. */
  readonly unsigned: number;
  /** Up to where each witness that was asked for cosigned the log, and when, in seconds since the epoch. */
  readonly witnessed: readonly Witnessed[];
  /** What entries only commit to. */
  readonly withheld: WithheldCount;
  /** Plans and large values that the entries of an export name by digest, and that were not handed over with it. */
  readonly absent: { readonly plans: number; readonly content: number };
  /** At most 100. */
  readonly problems: readonly Problem[];
}

/** A witness's word: it saw these first entries as the whole log at a time. */
export interface Witnessed {
  readonly name: string;
  readonly size: number;
  readonly at: number;
}

/** What is being verified, as read so far. */
export interface Inspected {
  readonly folder: string;
  readonly head: Checkpoint | null;
  readonly leaves: Pick<LeafList, 'size' | 'at'> | undefined;
  /** Where the entries are, if the folder holds an export. */
  readonly bundles: Bundles | undefined;
  readonly entries: number;
  /** Of how many entries, from the first on, the list of leaf hashes has the right one. */
  readonly agreed: number;
  /** The root over the entries that the head covers; undefined when there are fewer. */
  readonly covered: Hash | undefined;
}

/** More are not named. */
export const mostProblems = 100;

/** What a verifier brings along. */
export interface VerifyOptions {
  /** The text of the public key to hold the log against, whatever its `log.pub` says. */
  readonly key?: string;
  /** Heads of this log that were kept elsewhere, as notes: what they cover must still be there. */
  readonly heads?: readonly string[];
  /** Keys of witnesses, as texts: each must have cosigned the log's head, or one of `heads`. */
  readonly witnesses?: readonly string[];
  /** Receipts for entries, as notes: each must stand where it was promised. */
  readonly receipts?: readonly string[];
}

/**
 * Checks a log in a folder, or an export of it: every line canonical, the tree's root and size as signed, the signature by
 * `log.pub` or by the pinned key, all plans and large values present, and everything as in the heads and receipts that
 * were kept elsewhere. An export may lack plans and values; its tiles and bundles must be those of its head. Streams: holds no more than a megabyte of the log. May run while the log is being
 * written.
 * @throws VakError VAK6111 when there is no log in the folder; NotAKeyError when `key`, or that of a
 * witness, is no key.
 */
export async function verifyLog(
  folder: string,
  options: VerifyOptions = {},
): Promise<Verification> {
  const layout = logIn(folder);
  const pinned = options.key === undefined ? undefined : readVerifier(options.key);
  const problems: Problem[] = [];
  const keys = await keysOf(layout, pinned, problems);
  const trusted = problems.length === 0 ? keys : undefined;
  const head = await headOf(layout, keys, problems);
  const kept = readKept(options, keys, problems);
  const witnessed = witnessesOf(
    [...(head === null ? [] : [head]), ...kept.heads],
    options,
    problems,
  );
  const bundles = isExport(folder) ? new Bundles(folder, head?.size ?? 0) : undefined;
  const leaves = openLeafList(layout.leaves);
  try {
    const walk = await walkEntries(folder, { head, kept, problems, leaves, bundles });
    const covered = walk.roots.get(head?.size ?? 0);
    const { entries, agreed } = walk;
    const inspected = { folder, head, bundles, entries, agreed, covered };
    const listed = bundles?.leaves() ?? leaves;
    problems.push(...(await nameChanges({ ...inspected, leaves: listed }, mostProblems)));
    problems.push(...checkKept(kept, walk));
    if (trusted !== undefined && rotationProblems(trusted, walk.named.rotated).length > 0) {
      // The key may have been rotated since.
      const now = (await keysOf(layout, pinned, problems)) ?? trusted;
      problems.push(...rotationProblems(now, walk.named.rotated));
    }
    // Where the entries are not as signed, tiles made from those that were say nothing new.
    if (problems.length === 0) problems.push(...walk.tiles.problems(walk.entries));
    const files = await checkFiles(layout, walk.named, { mayLack: bundles !== undefined });
    problems.push(...files.problems);
    const withheld = walk.named.withheld.end(walk.entries);
    problems.push(...withheld.problems);
    return {
      ok: problems.length === 0,
      form: bundles === undefined ? 'log' : 'export',
      key: head === null ? null : signerOf(head, keys),
      absent: files.absent,
      entries: walk.entries,
      root: base64Of(walk.root),
      checkpoint: head && { origin: head.origin, size: head.size, root: base64Of(head.root) },
      unsigned: Math.max(0, walk.entries - (head?.size ?? 0)),
      witnessed,
      withheld: withheld.count,
      problems: problems.slice(0, mostProblems),
    };
  } finally {
    leaves?.close();
  }
}

/** The largest head that each witness cosigned; one that cosigned none is a problem. */
function witnessesOf(
  heads: readonly Checkpoint[],
  { witnesses = [] }: VerifyOptions,
  problems: Problem[],
): readonly Witnessed[] {
  return witnesses.map(readCosigner).flatMap((witness) => {
    const seen = heads.flatMap((head) => {
      const cosigned = witness.check(head);
      return cosigned === undefined ? [] : [{ ...cosigned, size: head.size }];
    });
    const [first, ...more] = seen;
    if (first !== undefined) {
      return [more.reduce((most, one) => (one.size > most.size ? one : most), first)];
    }
    problems.push({ problem: `\`checkpoint\` is not cosigned by ${witness.name}+${witness.id}` });
    return [];
  });
}
