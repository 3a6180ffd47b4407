import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { definePlugin, Scorer } from '../../../src/runtime/contract/index.ts';
import { started } from '../mk.ts';
import { changed, type Forged, forge, found } from './forging.ts';

const policy = `
use "test/judge" for scorers as judge
tool pages.get { effect: read, args { page: string }, result: { text: string } }
approvers owner { within: 1h, otherwise: forbid }
agent desk { tools: [pages.get] }
policy p for desk { rule all { permit pages.get } }
gate sound for desk {
  on pages.get
  score with judge
  forbid when score < 0.5
  require approval from owner when score < 0.7 and args.page != "open"
  if unavailable forbid
}
`;
const scores: Readonly<Record<string, number>> = { good: 0.9, fair: 0.6, open: 0.6, bad: 0.2 };
const judge = definePlugin({
  name: 'test/judge',
  version: '1.0.0',
  api: 1,
  runs: 'process',
  provides: [Scorer],
  setup({ add }) {
    const score: Scorer['score'] = ({ args }) => ({
      score: scores[String((args as { readonly page?: unknown }).page)] ?? Number.NaN,
    });
    add(Scorer, [], () => ({ name: 'test/judge', pure: false, score }));
  },
});

async function day(): Promise<string> {
  const functions = { 'pages.get': ({ page }: { page: string }) => ({ text: page }) };
  const { vak, state } = await started(policy, { tools: functions, plugins: [judge] });
  const session = vak.agent('desk').session({ principal: 'ada' });
  for (const page of ['good', 'open', 'fair']) await session.call('pages.get', { page });
  await session.call('pages.get', { page: 'good' });
  await session.call('pages.get', { page: 'bad' });
  await session.call('pages.get', { page: 'lost' });
  await vak.stop();
  return join(state, 'audit');
}

const decisions = (entries: Forged[]): Forged[] =>
  entries.filter(({ kind }) => kind === 'decision');
const scored = (entries: Forged[], score: string): Forged =>
  decisions(entries).find(({ stages }) => stages?.[0]?.evidence?.score === score);

/** What was forbidden, as if nobody had objected. */
function permit(entry: Forged, entries: Forged[]): void {
  const { opinions, verdict, because } = decisions(entries)[0];
  for (const part of ['code', 'counters']) delete entry[part];
  Object.assign(entry, { opinions, verdict, because, requirements: [] });
}

describe('a log whose owner made up what a gate said', () => {
  test('contradicts itself nowhere as it was written', async () => {
    const log = await day();
    expect([await found(log), await changed(log)]).toEqual([[], []]);
  });

  test.each([
    [
      'a score was too low',
      (entries: Forged[]) => permit(scored(entries, '0.2'), entries),
      'says forbid to what it measured, and did not',
    ],
    [
      'a score asks for a person',
      (entries: Forged[]) => permit(scored(entries, '0.6'), entries),
      'says approval to what it measured, and did not',
    ],
    [
      'there was no score',
      (entries: Forged[]) => permit(decisions(entries).at(-1), entries),
      'says forbid to what it measured, and did not',
    ],
    [
      'nobody asked it',
      (entries: Forged[]) => {
        delete decisions(entries)[0].stages;
      },
      'gate `sound` was not asked',
    ],
  ])('contradicts itself where %s', async (_name, change, problem) => {
    const log = await day();
    forge(log, (entries) => {
      // The one whose arguments take it out of the second condition is permitted as it stands.
      const open = decisions(entries).find(({ args }) => args.page === 'open');
      open.stages[0].evidence.score = '0.61';
      change(entries);
    });
    expect((await found(log)).join('\n')).toContain(problem);
  });
});
