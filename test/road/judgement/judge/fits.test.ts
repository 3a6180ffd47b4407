import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Source } from '../../../../src/dsl/text/source.ts';
import { guardedBy } from '../../../../src/opening/guarded.ts';
import { analyseSource } from '../../../../src/reading/analysis.ts';
import type { LlmConfig, ModelPort } from '../../../../src/runtime/contract/index.ts';
import { folder } from '../../mk.ts';
import { desk, policy, steady } from './desk.ts';

describe('several sources whose weights were fitted', () => {
  const source = {
    aggregate: 'last',
    calibration: { method: 'temperature', temperature: 1 },
    threshold: 0.5,
    falseStops: 0.05,
    histogram: Array(10).fill(1),
    rows: 30,
  };
  const fusion = { bias: 0, threshold: 0.5, falseStops: 0.05, rows: 30 };
  const fit = {
    version: 1,
    sources: { a: source, b: source, strong: source },
    fusions: [
      { ...fusion, of: ['a', 'b'], weights: [2, 0] },
      { ...fusion, of: ['a', 'b', 'strong'], weights: [0, 0, 1] },
    ],
  };
  const models = { a: { model: steady(0.8).model }, b: { model: steady(0.1).model } };

  async function fusedDesk(config: string, more: Readonly<Record<string, LlmConfig>> = {}) {
    const state = folder();
    writeFileSync(join(state, 'fit.json'), JSON.stringify(fit));
    const text = policy(`${config}, calibration: "./fit.json"`);
    return await desk(text, { ...models, ...more }, state);
  }

  test('count by those, and the entry says how much', async () => {
    const { ask, entries } = await fusedDesk('model: ["b", "a"]');
    expect(await ask()).toMatchObject({ ok: true });
    const [decision] = (await entries()).filter(({ kind }) => kind === 'decision');
    expect(decision).toMatchObject({
      stages: [
        {
          evidence: {
            score: expect.stringMatching(/^0\.94/),
            evidence: [
              { source: 'b', weight: '0' },
              { source: 'a', weight: '2' },
            ],
          },
        },
      ],
    });
  });

  test('count with a strong one by the weights of them all', async () => {
    const strong = steady(0.6);
    const { ask, entries } = await fusedDesk('model: ["a", "b"], strong: "strong"', {
      strong: { model: strong.model },
    });
    expect(await ask()).toMatchObject({ ok: false, refusal: { code: 'VAK6020' } });
    expect(strong.count.asked).toBe(1);
    expect(JSON.stringify((await entries()).at(-1))).toContain('"score":"0.6');
  });

  test('stop the start where the file asks others than were fitted', async () => {
    const other = fusedDesk('model: ["a", "c"]', { c: { model: steady(1).model } });
    await expect(other).rejects.toMatchObject({
      code: 'VAK5209',
      message: expect.stringContaining('not for a + c'),
    });
  });

  test('have no score where one of them has none', async () => {
    const silent: ModelPort = {
      abilities: () => ({ logprobs: false, schema: true }),
      complete: () => Promise.reject(new Error('gone')),
    };
    const { ask } = await fusedDesk('model: ["a", "b"]', { b: { model: silent } });
    expect(await ask()).toMatchObject({ ok: false, refusal: { code: 'VAK6021' } });
  });
});

describe('what is stored with a scorer', () => {
  const stored = (calibration: object) =>
    JSON.stringify({
      version: 1,
      sources: {
        grader: {
          aggregate: 'last',
          calibration,
          threshold: 0.5,
          falseStops: 0.05,
          histogram: Array(10).fill(1),
          rows: 30,
        },
      },
    });
  const config = 'model: "grader", calibration: "./fit.json"';

  test('makes its scores probabilities', async () => {
    const state = folder();
    writeFileSync(join(state, 'fit.json'), stored({ method: 'histogram', is: [0.2, 0.4] }));
    const { ask, entries } = await desk(
      policy(config),
      { grader: { model: steady(0.9).model } },
      state,
    );
    expect(await ask()).toMatchObject({ ok: false, refusal: { code: 'VAK6020' } });
    expect(JSON.stringify(await entries())).toContain('"calibrated":"histogram"');
  });

  describe('with a `max_age`', () => {
    const old = `${config}, max_age: 30d`;
    const fittedAt = (fitted: string | undefined) =>
      JSON.stringify({ ...JSON.parse(stored({ method: 'temperature', temperature: 1 })), fitted });
    const aged = async (fitted: string | undefined) => {
      const state = folder();
      writeFileSync(join(state, 'fit.json'), fittedAt(fitted));
      return await desk(policy(old), { grader: { model: steady(0.9).model } }, state);
    };

    test.each<[string, string | undefined, RegExp]>([
      ['was fitted before that', '2025-11-30T00:00:00.000Z', /older than `max_age`/],
      ['does not say when it was fitted', undefined, /does not say when/],
      ['says something else', 'soon', /`fitted` is no instant/],
    ])('a file that %s stops the start', async (_, fitted, message) => {
      await expect(aged(fitted)).rejects.toMatchObject({
        code: 'VAK5209',
        message: expect.stringMatching(message),
      });
    });

    test('one that grows too old while it is used scores nothing any more', async () => {
      // Runtimes of these tests start on the first of January 2026.
      const { vak, clock, ask } = await aged('2025-12-03T00:00:00.000Z');
      expect(await ask()).toMatchObject({ ok: true });
      await clock.advance(2 * 86_400_000);
      expect(await ask()).toMatchObject({ ok: false, refusal: { code: 'VAK6021' } });
      expect((await vak.health()).plugins['vak/judge']).toMatchObject({ state: 'down' });
    });
  });

  const temperature = { method: 'temperature', temperature: 1 };
  test.each<readonly [string, string | undefined, RegExp]>([
    ['is not there', undefined, /`\.\/fit\.json` cannot be read/],
    ['is no JSON', '{', /is no JSON object/],
    ['is of another version', '{"version":2,"sources":{}}', /is no file of fits/],
    ['has none of what is asked', '{"version":1,"sources":{}}', /has no fit of `grader`/],
    ['turns scores round', stored({ method: 'platt', slope: -1, bias: 0 }), /`grader` is damaged/],
    [
      'falls where scores rise',
      stored({ method: 'isotonic', at: [0.1, 0.5], is: [0.9, 0.1] }),
      /`grader` is damaged/,
    ],
    ['counts less than nothing', stored(temperature).replace('[1,', '[-1,'), /`grader` is damaged/],
  ])('stops the start where the file %s', async (_, text, message) => {
    const state = folder();
    if (text !== undefined) writeFileSync(join(state, 'fit.json'), text);
    const start = desk(policy(config), { grader: { model: steady(0.9).model } }, state);
    await expect(start).rejects.toMatchObject({
      code: 'VAK5209',
      message: expect.stringMatching(message),
    });
  });

  test('is part of the plan: its digest covers it, and no tool may write it', async () => {
    const start = async (text: string) => {
      const state = folder();
      writeFileSync(join(state, 'fit.json'), text);
      return await desk(policy(config), { grader: { model: steady(0.9).model } }, state);
    };
    const one = await start(stored(temperature));
    const same = await start(stored(temperature));
    const other = await start(stored({ ...temperature, temperature: 9 }));
    expect(one.vak.plan).toBe(same.vak.plan);
    expect(one.vak.plan).not.toBe(other.vak.plan);
    const { compiled } = analyseSource(
      new Source('policy.vak', `vak 1\n${policy(config)}`),
      one.state,
    );
    if (compiled === undefined) throw new Error('the policy does not compile');
    const guarded = guardedBy(compiled.plan, new Map(), ['policy.vak'], one.state);
    expect(guarded.map(({ path }) => path)).toContain(realpathSync(join(one.state, 'fit.json')));
  });

  test('wakes the alarm once 100 scores lie elsewhere than those it was fitted on', async () => {
    const state = folder();
    const high = [0, 0, 0, 0, 0, 0, 0, 0, 50, 50];
    const fit = JSON.parse(stored({ method: 'temperature', temperature: 1 }));
    fit.sources.grader.histogram = high;
    writeFileSync(join(state, 'fit.json'), JSON.stringify(fit));
    const said = { score: 0.9 };
    const model: ModelPort = {
      abilities: () => ({ logprobs: false, schema: true }),
      complete: async () => ({
        text: JSON.stringify({ ...said, confidence: 0.9, fault: 'none' }),
        finish: 'stop',
        usage: undefined,
      }),
    };
    const { vak, ask, entries } = await desk(
      policy(config, 'forbid when score < 0.1'),
      { grader: { model } },
      state,
    );
    for (let n = 0; n < 100; n += 1) {
      said.score = n % 2 === 0 ? 0.85 : 0.95;
      await ask(`p${n}`);
    }
    expect((await vak.health()).plugins['vak/judge']).toEqual({ state: 'ok' });
    said.score = 0.3;
    for (let n = 0; n < 100; n += 1) await ask(`q${n}`);
    expect((await vak.health()).plugins['vak/judge']).toMatchObject({
      state: 'degraded',
      reason: expect.stringContaining('grader'),
    });
    const last = (await entries()).filter(({ kind }) => kind === 'decision').at(-1);
    expect(JSON.stringify(last)).toContain('"drift":true');
  });

  test.each([
    ['another method', { method: 'guess' }],
    ['a probability above 1', { method: 'histogram', is: [2] }],
    ['a temperature of 0', { method: 'temperature', temperature: 0 }],
  ])('stops the start where it holds %s', async (_, calibration) => {
    const state = folder();
    writeFileSync(join(state, 'fit.json'), stored(calibration));
    const made = desk(policy(config), { grader: { model: steady(0.9).model } }, state);
    await expect(made).rejects.toMatchObject({ code: 'VAK5209' });
  });
});
