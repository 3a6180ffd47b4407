import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definePlugin, type ReasoningStep, Scorer } from '../../../src/runtime/contract/index.ts';
import { folder, started } from '../mk.ts';

const policy = (terms: string, lines: string) => `
use "test/judge" for scorers as judge
tool pages.get {
  effect: read
  args { page: string, score: decimal }
  result: { text: string }
}
tool pages.list {
  effect: read
  args { }
  result: { count: int }
}
tool pages.put {
  effect: write
  args { page: string, score: decimal }
}
approvers owner {
  within: 1h
  otherwise: forbid
}
agent desk { tools: [pages.get, pages.list, pages.put] }
policy p for desk {
  rule all { permit pages.get, pages.list, pages.put }
}
gate sound for desk {
  on pages.get, pages.put
  score with judge { ${terms} }
  ${lines}
}
`;
const functions = {
  'pages.get': ({ page }: { page: string }) => {
    if (page === 'missing') throw new Error('there is no such page');
    return { text: `this is ${page}` };
  },
  'pages.list': () => ({ count: 2 }),
  'pages.put': () => null,
};

/** Gives every step the score that its arguments name, and keeps what it was shown. */
function scorer() {
  const shown: (readonly ReasoningStep[])[] = [];
  const heard: ReasoningStep['heard'][] = [];
  const plugin = definePlugin({
    name: 'test/judge',
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [Scorer],
    setup({ add }) {
      add(Scorer, [], () => ({
        name: 'test/judge',
        pure: false,
        score({ args, ...step }, before) {
          shown.push(before);
          heard.push(step.heard);
          return { score: Number((args as { score: string }).score) };
        },
      }));
    },
  });
  return { shown, heard, plugin };
}

async function desk(terms: string, lines: string, state = folder()) {
  const { shown, heard, plugin } = scorer();
  const made = await started(policy(terms, lines), { tools: functions, plugins: [plugin], state });
  const session = made.vak.agent('desk').session({ id: 's1' });
  const ask = async (page: string, score: string, tool = 'pages.get') => {
    const result = await session.call(tool, { page, score });
    if (result.ok) return 'done';
    return result.pending === undefined ? (result.refusal.advice ?? result.refusal.code) : 'asked';
  };
  return { ...made, session, shown, heard, ask };
}

describe('a gate without a line of its own', () => {
  test('forbids below 0.7 what only looks, and below 0.85 what does more', async () => {
    const { ask } = await desk('', '');
    expect(await ask('a', '0.7')).toBe('done');
    expect(await ask('b', '0.84', 'pages.put')).toBe('retry');
    expect(await ask('c', '0.85', 'pages.put')).toBe('done');
    expect(await ask('d', '0.69')).toBe('retry');
  });
});

describe('what a refused model is advised', () => {
  test('is to retry while other arguments may do, and to take another way below 0.4', async () => {
    const { ask } = await desk('', '');
    expect(await ask('a', '0.4')).toBe('retry');
    expect(await ask('b', '0.39')).toBe('backtrack');
  });

  test('is another way once as many steps were refused as there are retries', async () => {
    const { ask, session, entries } = await desk('retries: 2, backtrack: 0.1', '');
    expect(await ask('a', '0.5')).toBe('retry');
    expect(await ask('b', '0.5')).toBe('backtrack');
    expect(await ask('c', '1')).toBe('backtrack');
    expect((await entries()).at(-1)).toMatchObject({ because: expect.stringContaining('2 steps') });
    await session.call('pages.list', {});
    expect(await ask('c', '1')).toBe('done');
  });

  test('follows the bounds that the gate sets', async () => {
    const { ask } = await desk('backtrack: 0.6', '');
    expect(await ask('a', '0.59')).toBe('backtrack');
  });
});

test('a scorer must be as sure as the gate wants', async () => {
  const plugin = definePlugin({
    name: 'test/judge',
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [Scorer],
    setup({ add }) {
      add(Scorer, [], () => ({
        name: 'test/judge',
        pure: true,
        score: () => ({ score: 1, confidence: 0.6 }),
      }));
    },
  });
  for (const [terms, ok] of [
    ['confidence: 0.6', true],
    ['confidence: 0.61', false],
    ['', true],
  ] as const) {
    const { vak } = await started(policy(terms, ''), { tools: functions, plugins: [plugin] });
    const result = await vak.agent('desk').session().call('pages.get', { page: 'a', score: '1' });
    expect(result.ok).toBe(ok);
  }
});

test('a score just below a bound does not reach it', async () => {
  const { ask } = await desk('', 'forbid when score < 0.7');
  expect(await ask('a', '0.699999999')).toBe('retry');
  expect(await ask('b', '0.7')).toBe('done');
});

describe('hysteresis', () => {
  const lines = 'require approval from owner when score < 0.8\n  forbid when score < 0.5';

  test('asks for more after an objection, until there is none', async () => {
    const { ask, entries } = await desk('hysteresis: 0.1', lines);
    expect(await ask('a', '0.8')).toBe('done');
    expect(await ask('b', '0.45')).toBe('retry');
    expect(await ask('c', '0.55')).toBe('retry');
    expect((await entries()).at(-1)).toMatchObject({
      stages: [{ evidence: { score: '0.55', hysteresis: '0.1' } }],
    });
    expect(await ask('d', '0.65')).toBe('asked');
    expect(await ask('e', '0.85')).toBe('asked');
    expect(await ask('f', '0.9')).toBe('done');
    expect(await ask('g', '0.8')).toBe('done');
  });

  test('never takes an objection away', async () => {
    const share = fc.integer({ min: 0, max: 100 }).map((n) => n / 100);
    const wild = 'forbid when score > 0.6 and score < 0.7';
    await fc.assert(
      fc.asyncProperty(
        fc.array(share, { minLength: 1, maxLength: 5 }),
        share,
        async (scores, h) => {
          const [held, free] = [
            await desk(`retries: 99, hysteresis: ${h}`, wild),
            await desk('retries: 99', wild),
          ];
          for (const [index, score] of scores.entries()) {
            const [with_, without] = [
              await held.ask(`p${index}`, String(score)),
              await free.ask(`p${index}`, String(score)),
            ];
            if (without !== 'done') expect(with_).not.toBe('done');
          }
          await Promise.all([held.vak.stop(), free.vak.stop()]);
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe('after a restart', () => {
  /** Two lives of one session over one log. */
  async function twice(
    terms: string,
    first: (one: Awaited<ReturnType<typeof desk>>) => Promise<unknown>,
  ) {
    const state = folder();
    const one = await desk(terms, '', state);
    await first(one);
    await one.vak.stop();
    return { one, two: await desk(terms, '', state) };
  }

  test('a session goes on with the steps it took and those it was refused', async () => {
    const { one, two } = await twice('window: 3', async ({ ask, session }) => {
      await ask('first', '1');
      await ask('bad', '0.2');
      await session.call('pages.list', {});
      await ask('missing', '1');
    });
    await one.shown;
    await two.ask('next', '1');
    const [before = []] = two.shown;
    expect(before).toMatchObject([
      {
        number: 2,
        tool: 'pages.get',
        args: { page: 'bad' },
        observation: expect.stringContaining('not sound enough'),
        refused: true,
      },
      { number: 3, tool: 'pages.list', args: {}, observation: '{"count":2}' },
      { number: 4, tool: 'pages.get', observation: expect.stringContaining('no such page') },
    ]);
  });

  test('shows exactly what would have been shown without one', async () => {
    const through = async (terms: string, restart: boolean) => {
      const state = folder();
      let made = await desk(terms, '', state);
      for (const [index, score] of ['1', '0.5', '0.9', '0.2', '1'].entries()) {
        await made.ask(`p${index}`, score);
        if (!restart) continue;
        await made.vak.stop();
        made = await desk(terms, '', state);
      }
      await made.ask('last', '1');
      return made.shown.at(-1);
    };
    expect(await through('window: 64', true)).toEqual(await through('window: 64', false));
  });

  test('what came into the session is heard as before: the last eight messages, each with its source', async () => {
    const { one, two } = await twice('', async ({ session, ask }) => {
      await session.receive('find the rates', { source: 'user' });
      await ask('first', '1');
      for (let count = 0; count < 7; count += 1) await session.receive(`mail ${count}`);
      await ask('second', '1');
      await session.receive('x'.repeat(9_000), { source: 'user' });
      await ask('third', '1');
    });
    expect(one.heard[0]).toEqual([{ source: 'user', text: 'find the rates' }]);
    expect(one.heard[1]).toHaveLength(8);
    expect(one.heard[2]?.at(0)).toEqual({ source: 'untrusted', text: 'mail 0' });
    expect(one.heard[2]?.at(-1)?.text).toHaveLength(4_096);
    expect(one.shown.flat().some((step) => 'heard' in step)).toBe(false);
    await two.ask('fourth', '1');
    expect(two.heard[0]).toEqual(one.heard[2]);
  });

  test('a step that was refused is not scored again', async () => {
    const { two } = await twice('', ({ ask }) => ask('a', '0.5'));
    expect(await two.ask('a', '0.5')).toBe('retry');
    expect(two.shown).toHaveLength(0);
  });

  test('refused steps count on, and are forgotten where one was taken', async () => {
    const lost = await twice('retries: 2', async ({ ask }) => {
      await ask('a', '0.5');
      await ask('b', '0.5');
    });
    expect(await lost.two.ask('c', '1')).toBe('backtrack');
    const found = await twice('retries: 2', async ({ ask, session }) => {
      await ask('a', '0.5');
      await ask('b', '0.5');
      await session.call('pages.list', {});
    });
    expect(await found.two.ask('c', '1')).toBe('done');
  });

  test('a gate still asks for more where it objected last', async () => {
    const { two } = await twice('hysteresis: 0.1', ({ ask }) => ask('a', '0.6'));
    expect(await two.ask('b', '0.75')).toBe('retry');
    expect(await two.ask('c', '0.8')).toBe('done');
    expect(await two.ask('d', '0.7')).toBe('done');
  });

  test('another session knows nothing of it', async () => {
    const { two } = await twice('retries: 1', ({ ask }) => ask('a', '0.5'));
    const other = two.vak.agent('desk').session({ id: 's2' });
    expect(await other.call('pages.get', { page: 'a', score: '1' })).toMatchObject({ ok: true });
    expect(two.shown).toEqual([[]]);
  });
});

test('a session that was ended and is opened again has its steps', async () => {
  const { vak, session, ask, shown } = await desk('', '');
  await ask('a', '1');
  await session.end();
  const again = vak.agent('desk').session({ id: 's1' });
  await again.call('pages.get', { page: 'b', score: '1' });
  expect(shown.at(-1)).toMatchObject([{ number: 1, args: { page: 'a' } }]);
});

test('a step costs the largest share of a limit: what it would take, took, and after a restart too', async () => {
  const state = folder();
  const open = async () => {
    const seen: (number | undefined)[][] = [];
    const plugin = definePlugin({
      name: 'test/judge',
      version: '1.0.0',
      api: 1,
      runs: 'process',
      provides: [Scorer],
      setup({ add }) {
        add(Scorer, [], () => ({
          name: 'test/judge',
          pure: true,
          score(step, before) {
            seen.push([...before, step].map(({ cost }) => cost));
            return { score: 1 };
          },
        }));
      },
    });
    const text = `${policy('', '')}
limit often for desk {
  on pages.get
  at most 100 calls per 1h
}
limit much for desk {
  on pages.get
  at most 10 of args.score per 1h
}`;
    const made = await started(text, { tools: functions, plugins: [plugin], state });
    const session = made.vak.agent('desk').session({ id: 's1' });
    return {
      ...made,
      seen,
      ask: (score: string) => session.call('pages.get', { page: 'a', score }),
    };
  };
  const one = await open();
  for (const score of ['1', '0.5', '2', '0']) await one.ask(score);
  expect(one.seen.at(-1)).toEqual([0.1, 0.05, 0.2, 0.01]);
  await one.vak.stop();
  const two = await open();
  await two.ask('3');
  expect(two.seen.at(-1)).toEqual([0.1, 0.05, 0.2, 0.01, 0.3]);
});
