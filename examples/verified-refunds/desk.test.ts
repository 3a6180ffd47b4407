import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cassette, type LlmConfig } from 'vak';
import { expect, onTestFinished, test } from 'vitest';
import { script } from './demo.ts';
import { modelsAt, refundDesk } from './desk.ts';
import { type Script, scriptedModel, type Verdicts } from './scripted-model.ts';

async function run(
  turns: Script,
  sign: (told: string) => string | null = () => 'fay',
  verdicts: Verdicts = [],
) {
  const model = await scriptedModel(turns, verdicts);
  const state = mkdtempSync(join(tmpdir(), 'vak-verified-'));
  onTestFinished(async () => {
    await model.stop();
    rmSync(state, { recursive: true, force: true });
  });
  const outcome = await refundDesk('Refund ord_1 in full.', {
    models: modelsAt(model.url),
    state,
    sign,
  });
  const lines = readFileSync(join(state, 'audit', 'entries.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const entries = lines.map((line) => JSON.parse(line));
  const refunds = entries.filter((one) => one.kind === 'decision' && one.tool === 'refunds.issue');
  return { outcome, refunds, entries, asked: model.asked };
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
    ['forbid', 'planner', 1],
    ['approval', 'planner', 2],
    ['permit', 'approved', 1],
  ]);
  expect(refunds[0].opinions).toContainEqual(
    expect.objectContaining({ by: 'constraint', rule: 'never_over_refund' }),
  );
  expect(refunds[2].stages).toMatchObject([
    { stage: 'graded', kind: 'gate', evidence: { scorer: 'vak/judge', score: '0.95' } },
    { stage: 'sound', kind: 'gate', evidence: { scorer: 'vak/steps' } },
    { stage: 'verified.ground', verdict: 'valid' },
    { stage: 'verified.prove', verdict: 'valid' },
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
  const outcome = await refundDesk('Refund ord_1.', {
    models: modelsAt(url),
    state,
    sign: () => 'fay',
  });
  expect(outcome).toMatchObject({
    state: 'compensated',
    because: expect.stringContaining('nothing was proposed: `planner`'),
  });
});

test('a grader that finds the step unsound is heard, and the model is told what to mend', async () => {
  const small = [look, refund('10.00 EUR'), refund('11.00 EUR'), () => ({ say: 'Done.' })];
  const { outcome, refunds, asked } = await run(small, () => 'fay', [0.3, 0.95]);
  expect(outcome).toMatchObject({ state: 'committed', critiques: [{ verdict: 'violated' }] });
  expect(asked[2]?.refused[0]?.because).toContain('its effect is larger than the task asks for');
  expect(refunds.map(({ verdict, code }) => [verdict, code])).toEqual([
    ['forbid', 'VAK6020'],
    ['permit', undefined],
  ]);
});

test('a grader that never answers leaves the refund to people', async () => {
  const small = [look, refund('10.00 EUR')];
  const { outcome, refunds } = await run(small, () => null, ['silence']);
  expect(outcome).toMatchObject({ state: 'pending' });
  expect(refunds[0].opinions).toContainEqual(
    expect.objectContaining({ by: 'gate', rule: 'graded', verdict: 'approval', code: 'VAK6021' }),
  );
}, 20_000);

test('what the models use is reserved before and settled after', async () => {
  const { entries } = await run(script);
  const calls = entries.filter(({ kind, tool }) => kind === 'decision' && tool === 'model.call');
  const settled = entries.filter(({ kind, tool }) => kind === 'outcome' && tool === 'model.call');
  expect(calls).toHaveLength(4);
  expect(settled).toHaveLength(4);
  for (const { args } of calls) {
    expect(args.tokens).toBeGreaterThan(460);
    expect(args.cost).toMatch(/ EUR$/);
  }
  expect(settled.map(({ used }) => used)).toEqual(Array(4).fill(['460000000000']));
});

test.each([
  ['prose', 'Sure! {"tool": "refunds.issue"}'],
  ['more than a proposal', '{"tool":null,"args":"{}","thought":"","approve":true}'],
  ['arguments that are no JSON', '{"tool":"refunds.issue","args":"all of it","thought":""}'],
  ['no tool', '{"args":"{}","thought":""}'],
])('a planner that answers with %s proposes nothing', async (_, text) => {
  const { outcome } = await run([() => ({ text })]);
  expect(outcome).toMatchObject({ state: 'compensated', done: [] });
});

test('a recorded run is repeated from its cassettes, without a model', async () => {
  const model = await scriptedModel(script);
  const folder = mkdtempSync(join(tmpdir(), 'vak-verified-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => join(folder, `${name}.jsonl`);
  const live = modelsAt(model.url);
  const taped = (name: 'planner' | 'grader', record?: LlmConfig['model']) =>
    cassette({ file: file(name), ...(record === undefined ? { strict: true } : { record }) });
  const task = 'Refund ord_1 in full.';
  const sign = () => 'fay';
  const first = await refundDesk(task, {
    models: {
      planner: { ...live.planner, model: taped('planner', live.planner.model) },
      grader: { ...live.grader, model: taped('grader', live.grader.model) },
    },
    state: join(folder, 'first'),
    sign,
  });
  await model.stop();
  const tapes = { planner: taped('planner'), grader: taped('grader') };
  const again = await refundDesk(task, {
    models: {
      planner: { ...live.planner, model: tapes.planner },
      grader: { ...live.grader, model: tapes.grader },
    },
    state: join(folder, 'again'),
    sign,
  });
  expect(again.state).toBe('committed');
  expect(again.done.map(({ value }) => value)).toEqual(first.done.map(({ value }) => value));
  expect([tapes.planner.unasked, tapes.grader.unasked]).toEqual([0, 0]);
});
