import { expect } from 'vitest';
import { canonicalJson } from '../../../../dsl/plan/canonical.ts';
import { AuditLog, type EntryJson, type SentHead } from '../../../contract/records.ts';
import { type Checkpoint, parseCheckpoint } from '../../../evidence/head/checkpoint.ts';
import { readVerifier, type Verifier } from '../../../evidence/head/key.ts';
import { checkNote, parseNote } from '../../../evidence/head/note.ts';
import { readProof } from '../../../evidence/head/proof-file.ts';
import { readReceipt } from '../../../evidence/head/receipt.ts';
import { base64Of, fromBase64, type Hash, hexOf, leafHash } from '../../../evidence/tree/hash.ts';
import {
  rootOf,
  type Subtree,
  subtreeOf,
  verifyConsistency,
  verifyInclusion,
} from '../../../evidence/tree/proof.ts';
import type { Cases } from '../../suite.ts';

/**
 * The cases of an audit log about what it signs: that heads, receipts and proofs are of its own entries and, where the
 * key is told, that they are signed by it.
 */
export function signingCases(key: (() => string | Promise<string>) | undefined): Cases {
  const verifier = async (): Promise<Verifier | undefined> =>
    key === undefined ? undefined : readVerifier(await key());
  /** A head is of the entries that the log gives, and is signed. */
  const holds = async (log: AuditLog, { size, root, note }: Checkpoint): Promise<void> => {
    expect(base64Of(root)).toBe(base64Of(rootOf(size, await treeOf(log))));
    const signer = await verifier();
    if (signer !== undefined) expect(checkNote(note, signer)).toBe('good');
  };
  return {
    'signs heads of its entries that continue one another, where it signs': async (wired) => {
      const log = wired.get(AuditLog);
      if (log.onHead === undefined) return;
      const heads: SentHead[] = [];
      log.onHead((head) => heads.push(head));
      for (let n = 0; n < 3; n += 1) {
        const told = heads.length;
        await log.append(entry(n));
        for (let turn = 0; turn < 500 && heads.length === told; turn += 1) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }
      expect(heads.length).toBeGreaterThanOrEqual(3);
      const [old, now] = [heads[0], heads.at(-1)] as [SentHead, SentHead];
      const [before, after] = [parseCheckpoint(old.note), parseCheckpoint(now.note)];
      if (before === undefined || after === undefined) throw new Error('a head is no checkpoint');
      const path = (await now.since(before.size)).map((hash) => fromBase64(hash) as Hash);
      const claim = {
        oldSize: before.size,
        oldRoot: before.root,
        size: after.size,
        root: after.root,
      };
      expect(verifyConsistency({ ...claim, path })).toBe(true);
      await holds(log, before);
      await holds(log, after);
    },
    'vouches for what it acknowledged and for nothing else, where it vouches': async (wired) => {
      const log = wired.get(AuditLog);
      if (log.vouch === undefined) return;
      const { index, leaf } = await log.append(entry(7));
      const receipt = await log.vouch(index);
      const [, at, hash] = receipt.split('\n');
      expect({ at, hash }).toEqual({
        at: `entry ${index}`,
        hash: Buffer.from(leaf, 'hex').toString('base64'),
      });
      expect(parseNote(receipt)?.signatures.length).toBeGreaterThan(0);
      const signed = await verifier();
      if (signed !== undefined) expect(readReceipt(receipt, signed)).toMatchObject({ index });
      await expect(log.vouch(index + 1)).rejects.toThrow();
    },
    'proves what it acknowledged, at once, and nothing else, where it proves': async (wired) => {
      const log = wired.get(AuditLog);
      if (log.prove === undefined) return;
      const receipts = await Promise.all([1, 2, 3].map((n) => log.append(entry(n))));
      for (const [at, { index, leaf }] of receipts.entries()) {
        const read = readProof(await log.prove(index));
        if (read === undefined) throw new Error('this is no C2SP tlog-proof');
        const { path, checkpoint } = read;
        const { size, root } = checkpoint;
        const own = leafHash(Buffer.from(canonicalJson(entry(at + 1))));
        expect({ index: read.index, leaf: hexOf(own) }).toEqual({ index, leaf });
        expect(verifyInclusion({ index, size, leaf: own, root, path })).toBe(true);
        await holds(log, checkpoint);
      }
      const last = receipts.at(-1)?.index as number;
      await expect(log.prove(last + 1)).rejects.toThrow();
    },
    'finds itself whole, where it can check itself': async (wired) => {
      const log = wired.get(AuditLog);
      if (log.verify === undefined) return;
      const { index } = await log.append(entry(0));
      const root = base64Of(rootOf(index + 1, await treeOf(log)));
      const whole = { ok: true, entries: index + 1, root, problems: [] };
      expect(await log.verify()).toMatchObject(whole);
    },
  };
}

const entry = (n: number): EntryJson => ({ kind: 'test', n });

/** The tree over the entries as they are read. */
async function treeOf(log: AuditLog): Promise<Subtree> {
  const leaves: Hash[] = [];
  for await (const one of log.read()) leaves.push(leafHash(Buffer.from(canonicalJson(one.entry))));
  return subtreeOf((at) => leaves[at] as Hash);
}
