import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { script } from './demo.ts';
import { refundDesk } from './desk.ts';
import { type Script, scriptedModel } from './scripted-model.ts';

async function run(turns: Script, sign: (told: string) => string | null = () => 'fay') {
  const model = await scriptedModel(turns);
  const state = mkdtempSync(join(tmpdir(), 'vak-verified-'));
  onTestFinished(async () => {
    await model.stop();
    rmSync(state, { recursive: true, force: true });
  });
  const outcome = await refundDesk('Refund ord_1 in full.', { url: model.url, state, sign });
  const lines = readFileSync(join(state, 'audit', 'entries.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const entries = lines.map((line) => JSON.parse(line));
  const refunds = entries.filter((one) => one.kind === 'decision' && one.tool === 'refunds.issue');
  return { outcome, refunds, asked: model.asked };
}

const look = script[0] as Script[0];
const refund = (amount: string) => () => ({
  tool: 'refunds.issue',
  args: { order_id: 'ord_1', amount },
});

test('a proposal is scored, verified, repaired, approved and carried out, all on the record', async () => {
  const signed: string[] = [];
  const { outcome, refunds, asked } = await run(script, (told) => {
    signed.push(told);
    return 'fay';
  });
  expect(outcome).toMatchObject({
    state: 'committed',
    critiques: [{ verdict: 'violated', because: 'Nobody gets back more than they paid.' }],
    done: [{}, { action: { args: { amount: '80.00 EUR' } }, value: { receipt: 'r-ord_1' } }],
  });
  expect(signed).toHaveLength(1);
  expect(refunds.map(({ verdict, proposal }) => [verdict, proposal.by, proposal.attempt])).toEqual([
    ['forbid', 'chat', 1],
    ['approval', 'chat', 2],
    ['permit', 'approved', 1],
  ]);
  expect(refunds[0].opinions).toContainEqual(
    expect.objectContaining({ by: 'constraint', rule: 'never_over_refund' }),
  );
  expect(refunds[2].stages).toMatchObject([
    { stage: 'sound', kind: 'gate', evidence: { scorer: 'vak/steps' } },
    { stage: 'judge.ground', verdict: 'valid' },
    { stage: 'judge.prove', verdict: 'valid' },
  ]);
  expect(asked).toHaveLength(4);
});

test('nobody signs: nothing is paid', async () => {
  const { outcome, refunds } = await run(script, () => null);
  expect(outcome).toMatchObject({ state: 'pending', done: [{ action: { tool: 'orders.read' } }] });
  expect(refunds.map(({ verdict }) => verdict)).toEqual(['forbid', 'approval']);
});

test('a model that insists is heard three times', async () => {
  const { outcome } = await run([look, ...Array(9).fill(refund('81.00 EUR'))]);
  expect(outcome).toMatchObject({ state: 'compensated', left: [] });
  expect(outcome.critiques).toHaveLength(3);
});

test('a model that calls what it was not given, or talks nonsense, pays nothing', async () => {
  const { outcome, refunds } = await run([
    () => ({ tool: 'vault.open', args: {} }),
    () => ({ tool: 'refunds.issue', args: { order_id: 'ord_1', amount: 'all of it' } }),
    () => ({ tool: 'refunds.issue', args: { order_id: 'ord_9', amount: '1.00 EUR' } }),
  ]);
  expect(outcome).toMatchObject({ state: 'compensated', done: [] });
  expect(refunds.every(({ verdict }) => verdict === 'forbid')).toBe(true);
});

test('a model that cannot be reached proposes nothing', async () => {
  const { url, stop } = await scriptedModel([]);
  await stop();
  const state = mkdtempSync(join(tmpdir(), 'vak-verified-'));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  const outcome = await refundDesk('Refund ord_1.', { url, state, sign: () => 'fay' });
  expect(outcome).toMatchObject({
    state: 'compensated',
    because: expect.stringContaining('nothing was proposed: `chat`'),
  });
});
