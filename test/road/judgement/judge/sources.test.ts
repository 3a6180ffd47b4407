import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cassette } from '../../../../src/index.ts';
import { definePlugin, Scorer } from '../../../../src/runtime/contract/index.ts';
import { provider } from '../../../plugins/judgement/judge/server.ts';
import { folder, started } from '../../mk.ts';
import { desk, policy, steady, tools } from './desk.ts';

describe('a server of process rewards', () => {
  const rows = (...all: readonly (readonly number[])[]) => ({
    json: { data: [{ index: 0, data: all.map((row) => [...row]) }] },
  });
  const config = (url: string) => `server: "${url}", server_model: "prm"`;

  test('gives a row for every step, and the lowest counts', async () => {
    const served = await provider(rows([0.1, 0.9]), rows([0.6, 0.4], [0.1, 0.9]));
    const { ask } = await desk(policy(config(served.url)));
    expect(await ask('one')).toMatchObject({ ok: true });
    expect(await ask('<extra_0>')).toMatchObject({ ok: false, refusal: { code: 'VAK6020' } });
    expect(served.asked[1]?.path).toBe('/pooling');
    const body = JSON.parse(served.asked[1]?.body ?? '{}');
    expect(body.model).toBe('prm');
    expect(body.messages[1].content.split('<extra_0>')).toHaveLength(3);
  });

  test.each([
    ['a row too many', rows([0.1, 0.9], [0.1, 0.9])],
    ['no rows', rows()],
    ['rows that are no probabilities', rows([0.9, 0.9])],
    ['a row out of range', rows([-8, 9])],
    ['every token instead of every step', rows([0.1, 0.2, 0.7])],
    ['nonsense', { raw: 'permit' }],
    ['an error', { json: { error: 'x' }, status: 500 }],
    ['silence', 'silence' as const],
  ])('that answers with %s gives no score', async (_, script) => {
    const served = await provider(script);
    const { ask } = await desk(policy(config(served.url)));
    expect(await ask()).toMatchObject({ ok: false, refusal: { code: 'VAK6021' } });
  });
});

describe('several sources', () => {
  test('count alike, and a strong one decides where they disagree', async () => {
    const [a, b, strong] = [steady(0.9), steady(0.3), steady(0.95)];
    const models = {
      a: { model: a.model },
      b: { model: b.model },
      strong: { model: strong.model },
    };
    const alone = await desk(policy('model: ["a", "b"]'), models);
    expect(await alone.ask()).toMatchObject({ ok: false, refusal: { code: 'VAK6020' } });
    const asked = await desk(policy('model: ["a", "b"], strong: "strong"'), models);
    expect(await asked.ask()).toMatchObject({ ok: true });
    expect(strong.count.asked).toBe(1);
  });

  test('leave the strong one alone where they agree', async () => {
    const [a, b, strong] = [steady(0.9), steady(0.8), steady(0.1)];
    const models = {
      a: { model: a.model },
      b: { model: b.model },
      strong: { model: strong.model },
    };
    const { ask } = await desk(policy('model: ["a", "b"], strong: "strong"'), models);
    expect(await ask()).toMatchObject({ ok: true });
    expect(strong.count.asked).toBe(0);
  });
});

describe('an answer that is kept', () => {
  const pending = policy('model: "grader"', 'require approval from owner when score < 0.95').concat(
    'approvers owner {\n  within: 1h\n  otherwise: forbid\n}\n',
  );

  test('is given again to the same session, which resumes what it asked about', async () => {
    const { model, count } = steady(0.9);
    const { vak } = await desk(pending, { grader: { model } });
    const result = await vak.agent('desk').session().call('pages.get', { page: 'one' });
    if (result.ok || result.pending === undefined) throw new Error('nobody was asked');
    await vak.answer(result.pending.ticket, { by: 'olga', answer: 'grant' });
    expect(await vak.resume(result.pending.ticket)).toMatchObject({ ok: true });
    expect(count.asked).toBe(1);
  });

  test('is never given to another session', async () => {
    const { model, count } = steady(0.9);
    const { vak } = await desk(policy('model: "grader"'), { grader: { model } });
    for (const principal of ['alice', 'mallory']) {
      await vak.agent('desk').session({ principal }).call('pages.get', { page: 'one' });
    }
    expect(count.asked).toBe(2);
  });

  test('is not kept where the file says so, nor when there was none', async () => {
    const { model, count } = steady(0.9);
    const { vak } = await desk(pending.replace('"grader"', '"grader", cache: 0'), {
      grader: { model },
    });
    const result = await vak.agent('desk').session().call('pages.get', { page: 'one' });
    if (result.ok || result.pending === undefined) throw new Error('nobody was asked');
    await vak.answer(result.pending.ticket, { by: 'olga', answer: 'grant' });
    await vak.resume(result.pending.ticket);
    expect(count.asked).toBe(2);
  });
});

test('a cassette answers without the model, keeps no question, and refuses a new one', async () => {
  const file = join(folder(), 'judge.jsonl');
  const text = policy('model: "grader"');
  const { model, count } = steady(0.9);
  const recorded = await desk(text, {
    grader: { model: cassette({ file, record: model, redact: ['none'] }) },
  });
  expect(await recorded.ask('a secret page')).toMatchObject({ ok: false });
  const clean = join(folder(), 'clean.jsonl');
  const again = await desk(text, { grader: { model: cassette({ file: clean, record: model }) } });
  expect(await again.ask('a secret page')).toMatchObject({ ok: true });
  expect(count.asked).toBe(2);
  expect(readFileSync(file, 'utf8')).not.toContain('none');
  expect(readFileSync(clean, 'utf8')).not.toContain('secret');
  const replayed = await desk(text, { grader: { model: cassette({ file: clean }) } });
  expect(await replayed.ask('a secret page')).toMatchObject({ ok: true });
  expect(count.asked).toBe(2);
  expect(await replayed.ask('another')).toMatchObject({ ok: false, refusal: { code: 'VAK6021' } });
  const strict = await desk(text, { grader: { model: cassette({ file: clean, strict: true }) } });
  expect(await strict.ask('a secret page')).toMatchObject({ ok: true });
  writeFileSync(clean, readFileSync(clean, 'utf8').replace('0.9', '0.8'));
  expect(() => cassette({ file: clean, strict: true })).toThrow('VAK5231');
});

test('recorded scores score what was recorded, and nothing else', async () => {
  const state = folder();
  const hash = await hashOf('one');
  writeFileSync(join(state, 'scores.jsonl'), `${JSON.stringify({ hash, score: 0.8 })}\n`);
  const { ask } = await desk(policy('recorded: "./scores.jsonl"'), {}, state);
  expect(await ask('one')).toMatchObject({ ok: true });
  expect(await ask('two')).toMatchObject({ ok: false, refusal: { code: 'VAK6021' } });
});

/** The hash of a step, as a scorer is shown it. */
async function hashOf(page: string): Promise<string> {
  let hash = '';
  const plugin = definePlugin({
    name: 'test/hash',
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [Scorer],
    setup({ add }) {
      add(Scorer, [], () => ({
        name: 'test/hash',
        pure: true,
        score(step) {
          hash = step.hash;
          return { score: 1 };
        },
      }));
    },
  });
  const text = policy('').replace(
    'use "vak/judge" for scorers as judge {  }',
    'use "test/hash" for scorers as judge',
  );
  const { vak } = await started(text, { tools, plugins: [plugin] });
  await vak.agent('desk').session().call('pages.get', { page });
  return hash;
}
