import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  AuditLog,
  base64Of,
  consistencyPath,
  fromBase64,
  type Hash,
  leafHash,
  newSigningKey,
  rootOf,
  type SentHead,
  signCheckpoint,
  signReceipt,
  subtreeOf,
} from '../../../src/runtime/contract/index.ts';
import { wire } from '../../../src/runtime/testing/conformance/harness.ts';
import { signingCases } from '../../../src/runtime/testing/conformance/records/signing.ts';
import { databaseLog } from '../../plugins/records/audit/database/database-log.ts';
import { folder } from '../../road/mk.ts';

const key = newSigningKey('acme');
const own = key.as('acme/desk');
const stranger = newSigningKey('acme').as('acme/desk');
type Log = Required<AuditLog>;

const cases = signingCases(() => own.text);
const [heads = '', receipts = '', proofs = '', whole = ''] = Object.keys(cases);

/** What a note with a head says, signed by another. */
const resigned = (note: string): string => {
  const [, size, root = ''] = note.split('\n');
  return signCheckpoint({ size: Number(size), root: fromBase64(root) as Hash }, stranger);
};
/** Heads of a log go out changed. */
const telling = (log: Log, change: (head: SentHead) => SentHead): void => {
  const { onHead } = log;
  log.onHead = (listener) => onHead.call(log, (head) => listener(change(head)));
};
const made = subtreeOf((at) => leafHash(Buffer.from(`made up ${at}`)));

test.each<[string, string, (log: Log) => void]>([
  [
    'whose heads another signs',
    heads,
    (log) => telling(log, ({ note, since }) => ({ note: resigned(note), since })),
  ],
  [
    'whose heads are of entries that it does not have',
    heads,
    (log) =>
      telling(log, ({ note }) => {
        const size = Number(note.split('\n')[1]);
        return {
          note: signCheckpoint({ size, root: rootOf(size, made) }, own),
          since: async (old) => consistencyPath(old, size, made).map(base64Of),
        };
      }),
  ],
  [
    'whose receipts nobody signs',
    receipts,
    (log) => {
      const { vouch } = log;
      log.vouch = async (index) => `${(await vouch.call(log, index)).split('\n\n')[0]}\n`;
    },
  ],
  [
    'whose receipts another signs',
    receipts,
    (log) => {
      const { vouch } = log;
      log.vouch = async (index) => {
        const leaf = fromBase64((await vouch.call(log, index)).split('\n')[2] ?? '') as Hash;
        return signReceipt({ index, leaf }, stranger);
      };
    },
  ],
  [
    'whose proofs end at a head that another signs',
    proofs,
    (log) => {
      const { prove } = log;
      log.prove = async (index) => {
        const proof = await prove.call(log, index);
        const at = proof.indexOf('\n\n') + 2;
        return `${proof.slice(0, at)}${resigned(proof.slice(at))}`;
      };
    },
  ],
  [
    'that calls itself whole without a look',
    whole,
    (log) => {
      log.verify = async () => ({ ok: true, entries: 1, root: '', problems: [] });
    },
  ],
])('a log %s does not pass', async (_, name, change) => {
  const wired = await wire(databaseLog(join(folder(), 'log.db'), key));
  await wired.start();
  try {
    await cases[name]?.(wired);
    change(wired.get(AuditLog) as Log);
    await expect(async () => cases[name]?.(wired)).rejects.toThrow();
  } finally {
    await wired.stop();
  }
});
