import { describe, expect, test } from 'vitest';
import { definePlugin, type ReasoningStep, Scorer } from '../../src/runtime/contract/index.ts';
import { started } from './mk.ts';

const policy = (gate: string, use = 'use "vak/steps" for scorers as steps') => `
${use}
tool pages.get {
  effect: read
  args { page: string }
  result: { text: string }
}
approvers owner {
  within: 1h
  otherwise: forbid
}
agent desk { tools: [pages.get] }
policy p for desk {
  rule all { permit pages.get }
}
gate sound for desk {
  on pages.get
  score with ${use.split(' as ')[1]}
  ${gate}
}
`;
const functions = { 'pages.get': ({ page }: { page: string }) => ({ text: `this is ${page}` }) };

/** A scorer of the host's, under the name that the gate asks for. */
const scoring = (score: Scorer['score'], pure = false) =>
  definePlugin({
    name: 'test/judge',
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [Scorer],
    setup({ add }) {
      add(Scorer, [], () => ({ name: 'test/judge', pure, score }));
    },
  });

describe('a gate', () => {
  test('forbids a step that is repeated, tells the model what to mend, and keeps the score', async () => {
    const { vak, entries } = await started(policy('forbid when score < 0.6'), { tools: functions });
    const session = vak.agent('desk').session();
    expect(await session.call('pages.get', { page: 'one' })).toMatchObject({ ok: true });
    expect(await session.call('pages.get', { page: 'one' })).toMatchObject({
      ok: false,
      refusal: {
        code: 'VAK6020',
        rule: 'sound',
        because: 'this step is not sound enough: the same call was made before',
      },
    });
    expect((await entries()).at(-1)).toMatchObject({
      stages: [
        {
          stage: 'sound',
          kind: 'gate',
          evidence: {
            scorer: 'vak/steps',
            score: '0.5',
            decision: { verdict: 'forbid', advice: 'retry' },
          },
        },
      ],
      opinions: expect.arrayContaining([expect.objectContaining({ by: 'gate' })]),
    });
  });

  test('does not score again what it refused, nor a fourth step after three, until one was taken', async () => {
    let asked = 0;
    const judge = scoring(({ args }) => {
      asked += 1;
      return { score: JSON.stringify(args).includes('good') ? 1 : 0.1 };
    });
    const text = `${policy('forbid when score < 0.5', 'use "test/judge" for scorers as judge')}`
      .replace('tools: [pages.get]', 'tools: [pages.get, pages.list]')
      .replace('permit pages.get', 'permit pages.get, pages.list')
      .concat('tool pages.list {\n  effect: read\n  args { }\n  result: { text: string }\n}\n');
    const { vak } = await started(text, {
      tools: { ...functions, 'pages.list': () => ({ text: 'two pages' }) },
      plugins: [judge],
    });
    const session = vak.agent('desk').session();
    const ask = async (page: string) => {
      const result = await session.call('pages.get', { page });
      return result.ok ? 'done' : result.decision.because;
    };
    await ask('a');
    expect(await ask('a')).toBe('this step was not sound enough before; change its arguments');
    await ask('b');
    expect(await ask('good')).toMatch('3 steps in a row');
    expect(asked).toBe(2);
    await session.call('pages.list', {});
    expect(await ask('good')).toBe('done');
  });

  test('has no score of a scorer that is not sure of it', async () => {
    const text = policy('forbid when score < 0.5', 'use "test/judge" for scorers as judge');
    const judge = scoring(() => ({ score: 1, confidence: 0.4 }));
    const { vak } = await started(text, { tools: functions, plugins: [judge] });
    const result = await vak.agent('desk').session().call('pages.get', { page: 'one' });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6021' } });
  });

  test('reads the effect of the tool in its conditions', async () => {
    const gate = 'forbid when score < 1 and tool.effect == read';
    const text = policy(gate, 'use "test/judge" for scorers as judge');
    const { vak } = await started(text, {
      tools: functions,
      plugins: [scoring(() => ({ score: 0.9 }))],
    });
    const result = await vak.agent('desk').session().call('pages.get', { page: 'one' });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6020' } });
  });

  test('is asked where a stage names it: not before the stages ahead of it, nor after one forbids', async () => {
    let asked = 0;
    const judge = scoring(() => {
      asked += 1;
      return { score: 1 };
    });
    const text = `${policy('forbid when score < 0.5', 'use "test/judge" for scorers as judge')}
constraint short {
  for every pages.get holds args.page != "long"
}
pipeline line for desk {
  stage facts: symbolic { check: [short] }
  stage score: prm { gate: sound }
}
`;
    const { vak, entries } = await started(text, { tools: functions, plugins: [judge] });
    const session = vak.agent('desk').session();
    expect(await session.call('pages.get', { page: 'one' })).toMatchObject({ ok: true });
    const decided = (await entries()).find((entry) => 'stages' in entry);
    expect(decided).toMatchObject({
      stages: [{ stage: 'line.facts' }, { stage: 'sound' }, { stage: 'line.score' }],
    });
    expect(asked).toBe(1);
  });

  test('grants nothing, however high the score', async () => {
    const text = policy('forbid when score < 0.1').replace('rule all { permit pages.get }', '');
    const { vak } = await started(text, { tools: functions });
    const result = await vak.agent('desk').session().call('pages.get', { page: 'one' });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6002' } });
  });

  test('asks people where its score says so, in the author’s words', async () => {
    const gate = 'require approval from owner when score < 0.6\n  because "A person looks at it."';
    const { vak } = await started(policy(gate), { tools: functions });
    const session = vak.agent('desk').session();
    await session.call('pages.get', { page: 'one' });
    const asked = await session.call('pages.get', { page: 'one' });
    expect(asked).toMatchObject({ ok: false, pending: { card: { approvers: 'owner' } } });
    expect(asked.decision.because).toBe('A person looks at it.');
  });

  test('shows its scorer the thought and the steps before, as many as its window', async () => {
    const seen: [ReasoningStep, readonly ReasoningStep[]][] = [];
    const judge = scoring((step, before) => {
      seen.push([step, [...before]]);
      return { score: 1 };
    });
    const text = policy('forbid when score < 0.5').replace(
      'score with steps',
      'score with steps { window: 1 }',
    );
    const { vak } = await started(text.replace('"vak/steps"', '"test/judge"'), {
      tools: functions,
      plugins: [judge],
    });
    const session = vak.agent('desk').session();
    await session.call('pages.get', { page: 'one' });
    await session.call('pages.get', { page: 'two' });
    await session.call('pages.get', { page: 'three' }, { thought: 'Two pointed at three.' });
    const [step, before] = seen[2] as (typeof seen)[number];
    expect(step).toMatchObject({ number: 3, tool: 'pages.get', thought: 'Two pointed at three.' });
    expect(before).toMatchObject([{ number: 2, observation: '{"text":"this is two"}' }]);
  });
});

describe('a gate and what was said before it', () => {
  const counting = () => {
    const count = { asked: 0 };
    const plugin = scoring(() => {
      count.asked += 1;
      return { score: 1 };
    });
    return { count, plugin };
  };
  const text = policy('forbid when score < 0.5', 'use "test/judge" for scorers as judge');

  test.each([
    ['a rule', 'rule none { forbid pages.get }', ''],
    ['nobody', 'rule others { permit other.tool }', ''],
    ['a constraint', '', 'constraint none {\n  for every pages.get holds args.page == "two"\n}\n'],
  ])('is not asked where %s lets it pass', async (_, rule, block) => {
    const { count, plugin } = counting();
    const other = 'tool other.tool {\n  effect: read\n  args { }\n}\n';
    const base = rule.includes('permit')
      ? text.replace('rule all { permit pages.get }', rule)
      : text;
    const whole = base.replace('rule all', `${rule.includes('permit') ? '' : rule}\n  rule all`);
    const granted = whole.replace('tools: [pages.get]', 'tools: [pages.get, other.tool]');
    const { vak } = await started(granted + other + block, {
      tools: { ...functions, 'other.tool': () => null },
      plugins: [plugin],
    });
    expect(await vak.agent('desk').session().call('pages.get', { page: 'one' })).toMatchObject({
      ok: false,
    });
    expect(count.asked).toBe(0);
  });

  test('is asked before a limit counts, so that what it forbids takes nothing', async () => {
    const limited = text.concat(
      'limit once for desk {\n  on pages.get\n  at most 1 calls per 1h\n}\n',
    );
    const plugin = scoring(({ args }) => ({ score: JSON.stringify(args).includes('bad') ? 0 : 1 }));
    const { vak } = await started(limited, { tools: functions, plugins: [plugin] });
    const session = vak.agent('desk').session();
    expect(await session.call('pages.get', { page: 'bad' })).toMatchObject({
      refusal: { code: 'VAK6020' },
    });
    expect(await session.call('pages.get', { page: 'good' })).toMatchObject({ ok: true });
    expect(await session.call('pages.get', { page: 'more' })).toMatchObject({
      refusal: { code: 'VAK6003' },
    });
  });
});

describe('a score that is not to be had', () => {
  const bad: [string, Scorer['score']][] = [
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['is NaN', () => ({ score: Number.NaN })],
    ['is out of range', () => ({ score: 1.5 })],
    ['is an instruction', () => 'permit it' as never],
    ['never comes', () => new Promise(() => {})],
  ];
  test.each(bad)('because it %s forbids, with a code and in the entry', async (_, score) => {
    const text = policy('forbid when score < 0.5', 'use "test/judge" for scorers as judge').replace(
      'score with judge',
      'score with judge { timeout: 50ms }',
    );
    const { vak, entries } = await started(text, { tools: functions, plugins: [scoring(score)] });
    const result = await vak.agent('desk').session().call('pages.get', { page: 'one' });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6021', rule: 'sound' } });
    expect((await entries()).at(-1)).toMatchObject({
      stages: [{ stage: 'sound', verdict: 'failed' }],
    });
  });

  test('means what `if unavailable` says', async () => {
    const gate = 'forbid when score < 0.5\n  if unavailable require approval from owner';
    const { vak } = await started(policy(gate, 'use "test/judge" for scorers as judge'), {
      tools: functions,
      plugins: [scoring(() => ({ score: -1 }))],
    });
    const result = await vak.agent('desk').session().call('pages.get', { page: 'one' });
    expect(result).toMatchObject({ ok: false, pending: { card: { approvers: 'owner' } } });
  });
});

test('a gate whose scorer nobody gives stops the start', async () => {
  const text = policy('forbid when score < 0.5', 'use "./none.ts" for scorers as judge');
  await expect(started(text, { tools: functions })).rejects.toMatchObject({ code: /VAK5/ });
});
