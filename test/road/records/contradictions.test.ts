import { describe, expect, test } from 'vitest';
import { decideBy } from '../../../src/replay/decide-by.ts';
import { replayLog } from '../../../src/runtime/evidence/replay/replay-log.ts';
import { context } from '../desk.ts';
import { changed, day, decisionOf, type Forged, forge, found, linesIn } from './forging.ts';

describe('a log that its runtime wrote', () => {
  test('contradicts itself nowhere, over tickets, limits, look-ups and restarts', async () => {
    const log = await day();
    expect(await found(log)).toEqual([]);
    expect(await changed(log)).toEqual([]);
    const verdicts = linesIn(log).flatMap((one) => (one.kind === 'decision' ? [one.verdict] : []));
    expect(verdicts).toEqual([
      'permit',
      'permit',
      'approval',
      'permit',
      'permit',
      'forbid',
      'forbid',
    ]);
  });
});

describe('a log that its owner made up contradicts itself where', () => {
  const cases: readonly (readonly [string, (entries: Forged[]) => void, string])[] = [
    [
      'nobody granted what was signed for',
      (entries) => {
        const at = entries.findIndex((one) => one.fact?.fact === 'answered');
        entries.splice(at, 1);
      },
      'was not granted by `finance`',
    ],
    [
      'whom it was for granted it',
      (entries) => {
        entries.find((one) => one.fact?.fact === 'answered').fact.by = 'ada';
      },
      'was not granted by `finance`',
    ],
    [
      'a ticket of another call was used',
      (entries) => {
        entries.find((one) => one.fact?.fact === 'opened').fact.binding.hash = '0'.repeat(64);
      },
      'is for another hash',
    ],
    [
      'a ticket was used when it had expired',
      (entries) => {
        const opened = entries.find((one) => one.fact?.fact === 'opened');
        opened.fact.expires = Date.parse(opened.at);
      },
      'had expired',
    ],
    [
      'a ticket was used twice',
      (entries) => {
        const used = decisionOf(entries, 'permit', '60.00 EUR');
        entries.push({ ...used, call: 'another', takes: [] });
      },
      'was used before',
    ],
    [
      'a limit was passed in silence',
      (entries) => {
        const last = decisionOf(entries, 'forbid', '12.00 EUR');
        const before = decisionOf(entries, 'permit', '11.00 EUR');
        Object.assign(last, { verdict: 'permit', takes: before.takes });
        delete last.counters;
      },
      'limit `count/0` had let 3 through already',
    ],
    [
      'a look-up told another record',
      (entries) => {
        decisionOf(entries, 'permit', '10.00 EUR').lookups.order.paid = '999.00 EUR';
      },
      'look-up `order` told what no tool had answered',
    ],
    [
      'something was carried out that was forbidden',
      (entries) => {
        const { call, session, tool } = decisionOf(entries, 'forbid', '12.00 EUR');
        const outcome = entries.find((one) => one.kind === 'outcome');
        entries.push({ ...outcome, call, session, tool });
      },
      'has an outcome, and nothing permitted it',
    ],
    [
      'a call ended twice',
      (entries) => {
        entries.push(entries.find((one) => one.kind === 'outcome'));
      },
      'has an outcome already',
    ],
    [
      'an outcome is of another tool',
      (entries) => {
        entries.find((one) => one.kind === 'outcome').tool = 'refunds.issue';
      },
      'was permitted for `orders.read`',
    ],
    [
      'an entry stands there twice',
      (entries) => {
        entries.push(decisionOf(entries, 'permit', '10.00 EUR'));
      },
      'was permitted before',
    ],
    [
      'an end was left out',
      (entries) => {
        entries.splice(
          entries.findIndex((one) => one.kind === 'outcome'),
          1,
        );
      },
      'was permitted before it, and nothing tells how it ended',
    ],
    [
      'the last end was left out, behind which nothing starts any more',
      (entries) => {
        entries.splice(
          entries.findLastIndex((one) => one.kind === 'outcome'),
          1,
        );
      },
      'was permitted before it, and nothing tells how it ended',
    ],
    [
      'what a tool answered is said to be harmless',
      (entries) => {
        entries.find((one) => one.kind === 'outcome' && one.labels.length > 0).labels = [];
      },
      'what `refunds.issue` answers brings the label `untrusted`, and this did not',
    ],
    [
      'a call passes for an event, which has no end',
      (entries) => {
        decisionOf(entries, 'permit', '11.00 EUR').event = true;
      },
      '`refunds.issue` is a tool, and no event',
    ],
    [
      'another record was looked up',
      (entries) => {
        for (const one of entries) if (one.kind === 'lookup') one.args = { id: 'o9' };
      },
      'look-up `order` asked for something else than its call says',
    ],
    [
      'a ticket is good for longer than its approvers have',
      (entries) => {
        entries.find((one) => one.fact?.fact === 'opened').fact.expires += 1;
      },
      'is good for longer than its approvers have',
    ],
    [
      'people were shown something else',
      (entries) => {
        entries.find((one) => one.fact?.fact === 'opened').fact.binding.shown = '0'.repeat(64);
      },
      'was given when look-ups and labels were others',
    ],
    [
      'a ticket stays unused',
      (entries) => {
        delete decisionOf(entries, 'permit', '60.00 EUR').ticket;
      },
      'it does not say that it uses ticket',
    ],
    [
      'a ticket was answered when its call had ended',
      (entries) => {
        const answer = entries.find((one) => one.fact?.fact === 'answered');
        const fact = { ...answer.fact, at: answer.fact.at + 1 };
        entries.splice(entries.length - 1, 0, { ...answer, fact });
      },
      'was answered when it was used',
    ],
    [
      'a ticket was denied as well as granted',
      (entries) => {
        const at = entries.findIndex((one) => one.fact?.fact === 'answered');
        const { fact } = entries[at];
        entries.splice(at, 0, { ...entries[at], fact: { ...fact, answer: 'deny' } });
      },
      'was not granted by `finance`',
    ],
    [
      'two signed where one and the same answered twice',
      (entries) => {
        const at = entries.findIndex((one) => one.fact?.fact === 'answered');
        entries.splice(at, 0, entries[at]);
        const two = { approvers: 'finance', count: 2, withinMs: 14_400_000 };
        decisionOf(entries, 'approval', '60.00 EUR').requirements = [two];
        entries.find((one) => one.fact?.fact === 'opened').fact.requirements = [two];
        decisionOf(entries, 'permit', '60.00 EUR').consent.met = [two];
      },
      'was not granted by 2 of `finance`',
    ],
    [
      'an equal call went through while nobody knew how the first had ended',
      (entries) => {
        const { call, hash } = decisionOf(entries, 'permit', '10.00 EUR');
        entries.find((one) => one.kind === 'outcome' && one.call === call).status = 'unknown';
        decisionOf(entries, 'permit', '11.00 EUR').hash = hash;
      },
      'was unknown, and nobody was asked',
    ],
    [
      'a call of another tool is said to have asked',
      (entries) => {
        const { call } = decisionOf(entries, 'permit', '10.00 EUR');
        decisionOf(entries, 'permit', '11.00 EUR').caller = { call, tools: ['web.fetch'] };
      },
      'which is of `refunds.issue` and not of `web.fetch`',
    ],
    [
      'a tool asked that may not call another',
      (entries) => {
        const { call } = decisionOf(entries, 'permit', '10.00 EUR');
        decisionOf(entries, 'permit', '11.00 EUR').caller = { call, tools: ['refunds.issue'] };
      },
      '`refunds.issue` asked for it, and may not call `refunds.issue`',
    ],
  ];
  test.each(cases)('%s', async (_name, change, problem) => {
    const log = await day();
    forge(log, change);
    expect((await found(log)).join('\n')).toContain(problem);
  });
});

describe('a permit that no rule gave is not decided again as one', () => {
  const cases: readonly (readonly [string, (last: Forged) => void])[] = [
    [
      'because another voice is said to have given it',
      (last) => {
        last.opinions = [{ by: '@acme/generous', verdict: 'permit', because: 'yes' }];
      },
    ],
    [
      'because the policy is said to have failed while it gave it',
      (last) => {
        last.opinions = [{ by: 'policy', verdict: 'permit', code: 'VAK6106', because: 'yes' }];
      },
    ],
    ...['session', 'id', 'links', 'tool', 'grant', 'args', 'context'].map((away) => {
      const change = (last: Forged): void => {
        last.away = away;
        last.opinions = [{ by: 'default', verdict: 'permit', because: 'yes' }];
      };
      return [`because it was turned away for its ${away}`, change] as const;
    }),
  ];
  test.each(cases)('%s', async (_name, change) => {
    const log = await day();
    let index = -1;
    forge(log, (entries) => {
      const last = decisionOf(entries, 'forbid', '12.00 EUR');
      index = entries.indexOf(last);
      Object.assign(last, {
        verdict: 'permit',
        because: 'yes',
        takes: [],
        context: { ...context, frozen: true },
      });
      for (const part of ['code', 'counters']) delete last[part];
      change(last);
    });
    const said: string[] = [];
    for await (const one of replayLog(log, decideBy)) if (one.index === index) said.push(one.same);
    expect(said).not.toEqual(['yes']);
  });
});

test('an answer that came while the ticket was being used contradicts nothing', async () => {
  const log = await day();
  forge(log, (entries) => {
    const answer = entries.find((one) => one.fact?.fact === 'answered');
    const used = entries.indexOf(decisionOf(entries, 'permit', '60.00 EUR'));
    entries.splice(used + 1, 0, answer);
  });
  expect(await found(log)).toEqual([]);
});
