import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Limiter } from '../../../src/plugins/policy/limits/limiter.ts';
import { decideBy } from '../../../src/replay/decide-by.ts';
import { canonicalJson } from '../../../src/runtime/contract/index.ts';
import { contradictionsIn } from '../../../src/runtime/evidence/replay/coherence/contradictions.ts';
import { replayLog } from '../../../src/runtime/evidence/replay/replay-log.ts';
import { context, desk, tools } from '../desk.ts';
import { folder, started } from '../mk.ts';

// biome-ignore lint/suspicious/noExplicitAny: forgers change whatever they like
export type Forged = any;

/** A day at the desk over two starts: refunds, one above 50 EUR that finance signs for, one too many. */
export async function day(): Promise<string> {
  const state = folder();
  const first = await started(desk, { state, tools: tools().functions });
  const session = first.vak.agent('desk').session({ id: 's', principal: 'ada', context });
  const refund = (amount: string) => ({ order: 'o1', amount });
  await session.call('orders.read', { id: 'o1' });
  await session.call('refunds.issue', refund('10 EUR'));
  const asked = await session.call('refunds.issue', refund('60 EUR'));
  if (asked.ok || asked.pending === undefined) throw new Error(JSON.stringify(asked));
  await first.vak.answer(asked.pending.ticket, { by: 'cfo', answer: 'grant' });
  expect(await first.vak.resume(asked.pending.ticket)).toMatchObject({ ok: true });
  await first.vak.stop();
  const second = await started(desk, {
    state,
    tools: tools().functions,
    startMs: Date.UTC(2026, 0, 1, 0, 10),
  });
  const again = second.vak.agent('desk').session({ id: 's', principal: 'ada', context });
  await again.call('refunds.issue', refund('11 EUR'));
  await again.call('refunds.issue', refund('12 EUR'));
  await again.call('made.up', {});
  await second.vak.stop();
  return join(state, 'audit');
}

export const linesIn = (log: string): Forged[] =>
  readFileSync(join(log, 'entries.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The log as a dishonest owner would write it before signing it. */
export function forge(log: string, change: (entries: Forged[]) => void): void {
  const entries = linesIn(log);
  change(entries);
  writeFileSync(
    join(log, 'entries.jsonl'),
    entries.map((one) => `${canonicalJson(one)}\n`).join(''),
  );
}

export async function found(log: string): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const { problem } of contradictionsIn(log, new Limiter())) all.push(problem);
  return all;
}
export async function changed(log: string): Promise<readonly number[]> {
  const all: number[] = [];
  for await (const { index, same } of replayLog(log, decideBy)) if (same === 'no') all.push(index);
  return all;
}
export const decisionOf = (entries: Forged[], verdict: string, amount: string): Forged =>
  entries.find(
    (one) => one.kind === 'decision' && one.verdict === verdict && one.args.amount === amount,
  );
