import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decideBy } from '../../../src/replay/decide-by.ts';
import { formatProof } from '../../../src/runtime/evidence/head/proof-file.ts';
import { prove } from '../../../src/runtime/evidence/log/prove.ts';
import { type Replayed, replayLog } from '../../../src/runtime/evidence/replay/replay-log.ts';
import { checkProof, leafHash, readVerifier, verifyLog } from '../../../src/verify/index.ts';
import { started } from '../mk.ts';

const policy = `
context { customer: { email: email } }
tool orders.read {
  effect: read
  args { id: string }
  result: { owner: { name: string, email: email }, paid: money }
}
tool mail.send {
  effect: egress
  args { to: email, body: string, order: string }
  result: { id: string, to: email }
  lookup { order: orders.read { id: args.order } }
}
agent desk { tools: [mail.send, orders.read] }
approvers lead { within: 1h, otherwise: forbid }
policy mails for desk {
  rule own { permit mail.send when args.to == lookup.order.owner.email }
  rule look { permit orders.read }
  rule ask { require approval from lead for mail.send when args.body like "*refund*" }
}
limit few for desk {
  on mail.send
  at most 2 calls per 1h
  for each args.to
}
audit { sensitive: [args.to, args.body, result.owner, result.to, context.customer] }
`;

const tools = {
  'orders.read': () => ({
    owner: { name: 'Alice Archer', email: 'alice@example.com' },
    paid: '5.00 EUR',
  }),
  'mail.send': () => ({ id: 'm-1', to: 'alice@example.com' }),
};
const context = { customer: { email: 'alice@example.com' } };
const letter = { to: 'alice@example.com', body: 'Dear Alice Archer', order: 'o-1' };

/** Everything that lies in the state's folder, as one text. */
function everything(state: string): string {
  return readdirSync(state, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name)).toString('latin1'))
    .join('\n');
}

async function replayed(state: string): Promise<readonly Replayed[]> {
  const all: Replayed[] = [];
  for await (const one of replayLog(join(state, 'audit'), decideBy)) all.push(one);
  return all;
}

describe('what a file calls sensitive', () => {
  test('stands in no entry, in whatever part of it, and still decides again', async () => {
    const { vak, entries, state } = await started(policy, { tools });
    const session = vak.agent('desk').session({ context, principal: 'p-1' });
    expect(await session.call('mail.send', letter)).toMatchObject({ ok: true });
    await session.call('mail.send', letter);
    expect(await session.call('mail.send', letter)).toMatchObject({ refusal: { code: 'VAK6003' } });
    await session.call('mail.send', { ...letter, to: 'not an address of alice@example.com' });
    await vak.stop();
    const text = JSON.stringify(await entries());
    expect(text).not.toMatch(/alice|Archer/i);
    expect(text).toContain('"to":"[withheld]"');
    const said = await replayed(state);
    expect(said.map(({ same }) => same)).toEqual(['yes', 'yes', 'yes', 'yes']);
    const { ok, withheld } = await verifyLog(join(state, 'audit'));
    expect({ ok, ...withheld }).toMatchObject({ ok: true, forgotten: 0, absent: 0 });
    expect(withheld.kept).toBeGreaterThan(10);
  });

  test('is erased for good, and every proof stands; replay names what was forgotten', async () => {
    const { vak, state, entries } = await started(policy, { tools });
    await vak.agent('desk').session({ context, principal: 'p-1' }).call('mail.send', letter);
    const other = { ...letter, body: 'Dear Robert Bo Bobson' };
    await vak.agent('desk').session({ context, principal: 'p-2' }).call('mail.send', other);
    const before = await entries();
    const done = await vak.forget({ principals: ['p-1'] }, { by: 'dpo', because: 'Art. 17' });
    expect(done).toMatchObject({ entries: 3, receipts: [{ index: before.length }] });
    await vak.stop();

    const log = join(state, 'audit');
    expect(everything(state)).not.toContain('Dear Alice');
    expect(everything(state)).toContain('Dear Robert Bo Bobson');
    const all = await entries();
    expect(all.slice(0, before.length)).toEqual(before);
    expect(all[before.length]).toMatchObject({ kind: 'forgotten', by: 'dpo', because: 'Art. 17' });
    const report = await verifyLog(log);
    expect(report).toMatchObject({ ok: true, problems: [], withheld: { forgotten: done.values } });
    const at = before.findIndex(({ kind }) => kind === 'decision');
    const proof = formatProof(await prove(log, at));
    const line = readFileSync(join(log, 'entries.jsonl'), 'utf8').split('\n')[at] as string;
    const key = readVerifier(readFileSync(join(log, 'log.pub'), 'utf8'));
    expect(checkProof(proof, leafHash(Buffer.from(line)), key)).toBe(true);

    const [first, second] = await replayed(state);
    expect(first).toMatchObject({ same: 'cannot', index: at });
    expect(first?.missing).toEqual(
      expect.arrayContaining([
        '`args.to` is [forgotten]',
        '`args.body` is [forgotten]',
        '`context.customer` is [forgotten]',
        '`lookups.order.owner` is [forgotten]',
      ]),
    );
    expect(second).toMatchObject({ same: 'yes' });
  });

  test('is found by a text that stands in it, and nothing else is touched', async () => {
    const { vak, state } = await started(policy, { tools });
    const session = vak.agent('desk').session({ context });
    await session.call('mail.send', letter);
    await session.call('mail.send', { ...letter, body: 'Dear "Bo Bobson"' });
    const said = { by: 'dpo' };
    expect(await vak.forget({ containing: '"Bo Bobson"' }, said)).toMatchObject({
      values: 1,
      entries: 1,
    });
    expect(await vak.forget({ containing: '"Bo Bobson"' }, said)).toMatchObject({ values: 0 });
    await expect(vak.forget({}, { by: ' ' })).rejects.toMatchObject({ code: 'VAK6202' });
    await vak.stop();
    expect(everything(state)).not.toContain('Bo Bobson');
    expect(everything(state)).toContain('Dear Alice');
  });

  test('lets a ticket be resumed after a restart, until it is forgotten', async () => {
    const first = await started(policy, { tools });
    const session = first.vak.agent('desk').session({ context, id: 's' });
    const asked = [];
    for (const body of ['refund one', 'refund two']) {
      const answer = await session.call('mail.send', { ...letter, body });
      if (answer.ok || answer.pending === undefined) throw new Error('not asked');
      await first.vak.answer(answer.pending.ticket, { by: 'boss', answer: 'grant' });
      asked.push(answer.pending.ticket);
    }
    await first.vak.stop();
    const { vak } = await started(policy, { tools, state: first.state });
    vak.agent('desk').session({ context, id: 's' });
    expect(await vak.resume(asked[0] as string)).toMatchObject({ ok: true });
    await vak.forget({ containing: 'refund two' }, { by: 'dpo' });
    const late = await vak.resume(asked[1] as string);
    expect(late.ok).toBe(false);
  });

  test('is told from what was lost: a value that is missing without an entry is a problem', async () => {
    const { vak, state } = await started(policy, { tools });
    await vak.agent('desk').session({ context }).call('mail.send', letter);
    await vak.stop();
    const folder = join(state, 'audit', 'withheld');
    const [segment = ''] = readdirSync(folder);
    const { problems } = await (async () => {
      rmSync(join(folder, segment));
      return verifyLog(join(state, 'audit'));
    })();
    expect(problems.length).toBeGreaterThan(3);
    expect(problems[0]?.problem).toContain('no entry says that it was forgotten');
    rmSync(folder, { recursive: true });
    const without = await verifyLog(join(state, 'audit'));
    expect(without).toMatchObject({ ok: true, withheld: { kept: 0, forgotten: 0 } });
    expect(without.withheld.absent).toBe(problems.length);
  });
});
