import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { newSigningKey } from '../../../../../src/runtime/contract/index.ts';
import { describeAuditLog } from '../../../../../src/runtime/testing/conformance/records/audit-log.ts';
import { provenEntry, readReceipt } from '../../../../../src/verify/index.ts';
import { context, desk, tools } from '../../../../road/desk.ts';
import { folder, started } from '../../../../road/mk.ts';
import { databaseLog } from './database-log.ts';

const key = newSigningKey('acme');
const own = key.as('acme/desk');
const shared = mkdtempSync(join(tmpdir(), 'vak-database-'));
afterAll(() => rmSync(shared, { recursive: true, force: true }));

describeAuditLog(databaseLog(join(shared, 'log.db'), key), { key: () => own.text });

describe('a policy whose log lies in a database', () => {
  const text = `${desk}\naudit { to: dir("./unused"), sensitive: [args.note] }`;
  const refund = (amount: string) => ({ order: 'o1', amount, note: `for ${amount}` });
  const begin = (state: string, startMs = Date.UTC(2026, 0, 1)) =>
    started(text, {
      state,
      startMs,
      tools: tools().functions,
      replace: [databaseLog(join(state, 'log.db'), key)],
    });

  test('decides, asks, forgets and goes on after a restart as with any other', async () => {
    const state = folder();
    const first = await begin(state);
    const owner = { id: 's', principal: 'ada', context };
    const session = first.vak.agent('desk').session(owner);
    expect(await session.call('refunds.issue', refund('10 EUR'))).toMatchObject({ ok: true });
    const asked = await session.call('refunds.issue', refund('60 EUR'));
    if (asked.ok || asked.pending === undefined) throw new Error(JSON.stringify(asked));
    const { ticket } = asked.pending;
    await first.vak.answer(ticket, { by: 'cfo', answer: 'grant' });
    await first.vak.stop();

    const { vak } = await begin(state, Date.UTC(2026, 0, 1, 0, 10));
    const again = vak.agent('desk').session(owner);
    expect(await vak.resume(ticket)).toMatchObject({ ok: true });
    expect(await again.call('refunds.issue', refund('11 EUR'))).toMatchObject({ ok: true });
    const passed = await again.call('refunds.issue', refund('12 EUR'));
    expect(passed).toMatchObject({ ok: false, refusal: { code: 'VAK6003' } });

    const forgotten = await vak.forget({ principals: ['ada'] }, { by: 'dpo' });
    expect(forgotten.values).toBeGreaterThan(0);
    expect(await vak.audit.report({ verdicts: ['permit'] })).toMatchObject({
      tools: [{ name: 'refunds.issue', permit: 3 }],
    });
    for await (const { index, entry } of vak.audit.query({ verdicts: ['forbid'] })) {
      const above = (await vak.audit.parents(index)).map(({ kind }) => kind);
      expect([entry.code, above]).toEqual(['VAK6003', ['session', 'start']]);
    }
    expect(await vak.audit.verify()).toMatchObject({ ok: true, entries: vak.audit.count });
  });

  test('gives away receipts and proofs that need no more than its key', async () => {
    const { vak } = await begin(folder());
    const done = await vak.agent('desk').session({ context }).call('orders.read', { id: 'o1' });
    if (!done.ok) throw new Error(JSON.stringify(done));
    const { index } = done.entry;
    expect(readReceipt(await vak.audit.receipt(index), own)).toMatchObject({ index });
    const proven = provenEntry(await vak.audit.prove(index), own);
    expect(JSON.parse(String(proven?.entry))).toMatchObject({ kind: 'outcome', status: 'done' });
  });
});
