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
