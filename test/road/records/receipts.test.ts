import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memoryLog } from '../../../src/runtime/testing/memory-log.ts';
import {
  checkProof,
  leafHash,
  provenEntry,
  readReceipt,
  readVerifier,
  verifyLog,
} from '../../../src/verify/index.ts';
import { folder, started } from '../mk.ts';

const policy = `
tool orders.read {
  effect: read
  args { id: string }
  result: string
}
agent desk { tools: [orders.read] }
policy desk_rules for desk { rule look { permit orders.read } }
`;
const tools = { 'orders.read': ({ id }: { id: string }) => `order ${id}` };
const keyOf = (log: string) => readVerifier(readFileSync(join(log, 'log.pub'), 'utf8'));

describe('what a caller takes away from a call', () => {
  test('a receipt proves that the log was put back, though its own files agree', async () => {
    const first = await started(policy, { tools });
    const log = join(first.state, 'audit');
    const session = first.vak.agent('desk').session({ id: 's' });
    await session.call('orders.read', { id: '1' });
    await first.vak.stop();
    const before = join(folder(), 'audit');
    cpSync(log, before, { recursive: true });
    const second = await started(policy, { tools, state: first.state });
    const done = await second.vak
      .agent('desk')
      .session({ id: 's' })
      .call('orders.read', { id: '2' });
    if (!done.ok) throw new Error('not done');
    const receipt = await second.vak.audit.receipt(done.entry.index);
    expect(readReceipt(receipt, keyOf(log))).toMatchObject({ index: done.entry.index });
    await second.vak.stop();
    expect((await verifyLog(log, { receipts: [receipt] })).ok).toBe(true);
    rmSync(log, { recursive: true });
    cpSync(before, log, { recursive: true });
    expect((await verifyLog(log)).ok).toBe(true);
    expect(await verifyLog(log, { receipts: [receipt] })).toMatchObject({
      ok: false,
      problems: [
        { index: expect.any(Number), problem: 'missing, though a receipt was given for it' },
      ],
    });
  });

  test('a proof convinces whoever has the key, with the entry in it, and nobody once it was changed', async () => {
    const { vak, state } = await started(policy, { tools });
    const done = await vak.agent('desk').session().call('orders.read', { id: '1' });
    if (!done.ok) throw new Error('not done');
    const { index } = done.entry;
    const proof = await vak.audit.prove(index);
    const key = keyOf(join(state, 'audit'));
    const proven = provenEntry(proof, key);
    expect(proven?.index).toBe(index);
    expect(JSON.parse(proven?.entry ?? '')).toMatchObject({ kind: 'outcome', result: 'order 1' });
    expect(checkProof(proof, leafHash(Buffer.from(proven?.entry ?? '')), key)).toBe(true);
    for (let at = 0; at < proof.length; at += 1) {
      const changed = `${proof.slice(0, at)}${proof[at] === 'A' ? 'B' : 'A'}${proof.slice(at + 1)}`;
      expect(provenEntry(changed, key), `changed at ${at}`).toBeUndefined();
    }
  });

  test('is not given for what was never acknowledged, nor by a log that does not sign', async () => {
    const { vak } = await started(policy, { tools });
    for (const index of [-1, 0.5, 99]) {
      await expect(vak.audit.receipt(index)).rejects.toMatchObject({ code: 'VAK6112' });
      await expect(vak.audit.prove(index)).rejects.toMatchObject({ code: 'VAK6112' });
    }
    const other = await started(policy, { tools, replace: [memoryLog()] });
    await expect(other.vak.audit.receipt(0)).rejects.toMatchObject({ code: 'VAK6205' });
    await expect(other.vak.audit.prove(0)).rejects.toMatchObject({ code: 'VAK6205' });
  });
});
