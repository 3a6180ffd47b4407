import { describe, expect, test } from 'vitest';
import { definePlugin, type Stage, StageKind } from '../../../src/runtime/contract/index.ts';
import { started } from '../mk.ts';

const policy = (pipeline: string): string => `
context { region: string }
tool orders.read {
  effect: read
  args { id: string }
  result: { paid: money, refunded: money }
  returns: trusted
}
tool refunds.issue {
  effect: irreversible
  args { order: string, amount: money where amount > 0 EUR }
  result: { receipt: string }
  lookup { order: orders.read { id: args.order } }
}
approvers finance { within: 4h, otherwise: forbid }
agent desk { tools: [orders.read, refunds.issue] }
policy refunds for desk { rule open { permit any tool } }
constraint never_over_refund {
  for every refunds.issue holds lookup.order.refunded + args.amount <= lookup.order.paid
  because "Nobody gets back more than they paid."
}
limit some for desk { on refunds.issue at most 50 calls per 1h }
${pipeline}
`;

const tools = {
  'orders.read': () => ({ paid: '80.00 EUR', refunded: '60.00 EUR' }),
  'refunds.issue': () => ({ receipt: 'paid on the first' }),
};
const cheap = { order: 'o1', amount: '20.00 EUR' };

const kind = (name: string, stage: Stage, pure = true) =>
  definePlugin({
    name: `test/${name}`,
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [StageKind],
    setup: ({ add }) => add(StageKind, [], () => ({ kind: name, pure, prepare: () => stage })),
  });

async function desk(pipeline: string, plugins: Parameters<typeof started>[1] = {}) {
  const one = await started(policy(pipeline), { tools, ...plugins });
  const session = one.vak.agent('desk').session({ context: { region: 'eu' } });
  const stages = async () => (await one.entries()).findLast((e) => e.kind === 'decision')?.stages;
  return { ...one, session, stages };
}

const judge = `pipeline judge for desk {
  stage ground: symbolic { facts: [lookup.order, context.region] }
  stage prove: symbolic { check: [never_over_refund] }
  otherwise forbid
}`;

describe('a pipeline', () => {
  test('that finds nothing leaves the permit to the rules, and its findings to the log', async () => {
    const { session, stages } = await desk(judge);
    expect(await session.call('refunds.issue', cheap)).toMatchObject({ ok: true });
    expect(await stages()).toEqual([
      { stage: 'judge.ground', kind: 'symbolic', verdict: 'valid' },
      { stage: 'judge.prove', kind: 'symbolic', verdict: 'valid' },
    ]);
  });

  test('never grants', async () => {
    const { session } = await desk(judge.replace('for desk', 'for any agent'), {});
    const { vak } = await started(policy(judge).replace('permit any tool', 'permit orders.read'), {
      tools,
    });
    expect(await session.call('refunds.issue', cheap)).toMatchObject({ ok: true });
    const other = vak.agent('desk').session({ context: { region: 'eu' } });
    expect(await other.call('refunds.issue', cheap)).toMatchObject({
      refusal: { code: 'VAK6002' },
    });
  });

  test('says which fact it needs, and asks it only of the tools that have it', async () => {
    const { vak, stages } = await desk(judge);
    const blank = vak.agent('desk').session();
    const result = await blank.call('refunds.issue', cheap);
    expect(result).toMatchObject({
      refusal: {
        code: 'VAK6011',
        rule: 'judge.ground',
        because: 'stage `ground` needs to know `context.region`',
      },
    });
    expect(await stages()).toEqual([
      {
        stage: 'judge.ground',
        kind: 'symbolic',
        verdict: 'needs-fact',
        missing: ['context.region'],
      },
    ]);
    const somewhere = vak.agent('desk').session({ context: { region: 'eu' } });
    expect(await somewhere.call('orders.read', { id: 'o1' })).toMatchObject({ ok: true });
  });

  test('leaves the objecting to a constraint that it orders', async () => {
    const { session } = await desk(
      judge.replace('otherwise forbid', 'otherwise require approval from finance'),
    );
    const { decision } = await session.call('refunds.issue', { ...cheap, amount: '21.00 EUR' });
    expect(decision.opinions.filter(({ verdict }) => verdict !== 'permit')).toMatchObject([
      { by: 'constraint', verdict: 'forbid', rule: 'never_over_refund' },
    ]);
    expect(decision.stages).toBeUndefined();
  });

  test('asks for approval where its `otherwise` says so, and a stage’s own counts before it', async () => {
    const asking = judge.replace('otherwise forbid', 'otherwise require approval from finance');
    const { vak } = await desk(asking);
    expect(await vak.agent('desk').session().call('refunds.issue', cheap)).toMatchObject({
      decision: { verdict: 'approval', requirements: [{ approvers: 'finance' }] },
    });
    const strict = await desk(asking.replace('region]', 'region], otherwise: forbid'));
    expect(await strict.vak.agent('desk').session().call('refunds.issue', cheap)).toMatchObject({
      refusal: { code: 'VAK6011' },
    });
  });

  test('does not speak of other agents’ calls', async () => {
    const { session } = await desk(
      'agent other { tools: [orders.read] }\npipeline judge for other { stage ground: symbolic { facts: [context.region] } }',
    );
    const { decision } = await session.call('refunds.issue', cheap);
    expect(decision).toMatchObject({ verdict: 'permit' });
    expect(decision.stages).toBeUndefined();
  });
});

describe('a stage of a plugin', () => {
  const use = (facts = ''): string =>
    `pipeline judge for desk {\n  stage odd: neural ${facts}\n  otherwise forbid\n}`;
  const valid: Stage = { judge: () => ({ verdict: 'valid' }) };

  test.each<[string, Stage]>([
    [
      'throws',
      {
        judge: () => {
          throw new Error('broken');
        },
      },
    ],
    ['throws what has no words', { judge: () => Promise.reject(Object.create(null)) }],
    ['rejects', { judge: async () => Promise.reject(new Error('broken')) }],
    ['never answers', { judge: () => new Promise(() => undefined) }],
    ['grants', { judge: () => ({ verdict: 'permit' }) as never }],
    ['answers nothing', { judge: () => undefined as never }],
    [
      'hides a permit among its objections',
      {
        judge: () => ({ verdict: 'valid', objections: [{ by: 'x', verdict: 'permit' }] }) as never,
      },
    ],
    [
      'shows evidence that is no JSON',
      { judge: () => ({ verdict: 'valid', evidence: 1n }) as never },
    ],
  ])('that %s forbids, and the log says so', async (_, stage) => {
    const { session, stages } = await desk(use('{ timeout: 20ms }'), {
      plugins: [kind('neural', stage)],
    });
    expect(await session.call('refunds.issue', cheap)).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6012', rule: 'judge.odd' },
    });
    expect(await stages()).toMatchObject([{ stage: 'judge.odd', verdict: 'failed' }]);
  });

  test('that fails is stood in for by the stage it names, if that finds the call valid', async () => {
    const failing = kind('neural', { judge: async () => Promise.reject(new Error('down')) });
    const pipeline = (fact: string): string => `pipeline judge for desk {
  stage odd: neural { fallback: facts }
  stage facts: symbolic { facts: [${fact}] }
  otherwise forbid
}`;
    const well = await desk(pipeline('lookup.order'), { plugins: [failing] });
    expect(await well.session.call('refunds.issue', cheap)).toMatchObject({ ok: true });
    const ill = await desk(pipeline('context.region'), { plugins: [failing] });
    const { decision } = await ill.vak.agent('desk').session().call('refunds.issue', cheap);
    expect(decision.opinions.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['VAK6011', 'VAK6012']),
    );
  });

  test('is not asked about a call that is forbidden already, nor after a forbid of its pipeline', async () => {
    let asked = 0;
    const counting = kind('neural', {
      judge: () => {
        asked += 1;
        return { verdict: 'valid' };
      },
    });
    const { vak, session } = await desk(
      'pipeline judge for desk {\n  stage facts: symbolic { facts: [context.region] }\n  stage odd: neural\n}',
      { plugins: [counting] },
    );
    await session.call('refunds.issue', { ...cheap, amount: '21.00 EUR' });
    await vak.agent('desk').session().call('refunds.issue', cheap);
    expect(asked).toBe(0);
    await session.call('refunds.issue', cheap);
    expect(asked).toBe(1);
  });

  test('that costs is not asked again for an explanation', async () => {
    let asked = 0;
    const counting = kind(
      'neural',
      {
        judge: () => {
          asked += 1;
          return { verdict: 'violated', because: 'No.' };
        },
      },
      false,
    );
    const { session } = await desk(use(), { plugins: [counting] });
    const { decision } = await session.call('refunds.issue', cheap);
    const explanation = await decision.explain();
    expect(explanation).toMatchObject({ verdict: 'forbid', because: 'No.', change: null });
    expect(asked).toBe(1);
  });

  test('of a kind that nothing provides stops the start and names its line', async () => {
    await expect(desk(use())).rejects.toThrow(/VAK5210.*`odd`.*policy\.vak:\d+:\d+/);
  });

  test('of a kind that two provide stops the start', async () => {
    const plugins = [kind('neural', valid), { ...kind('neural', valid), name: 'test/second' }];
    await expect(desk(use(), { plugins })).rejects.toThrow(/VAK5201/);
  });
});

describe('a stage that reviews results', () => {
  const reviewing = (review: NonNullable<Stage['review']>) =>
    desk(
      `use "test/looker" for stages as looker
pipeline look for desk {\n  stage after: looker\n  otherwise forbid\n}`,
      {
        plugins: [kind('looker', { judge: () => ({ verdict: 'valid', objections: [] }), review })],
      },
    );

  test('lets a result through that it finds valid', async () => {
    const { session, entries } = await reviewing(() => ({ verdict: 'valid' }));
    expect(await session.call('refunds.issue', cheap)).toMatchObject({ ok: true });
    expect((await entries()).at(-1)).toMatchObject({
      kind: 'outcome',
      status: 'done',
      stages: [{ stage: 'look.after', verdict: 'valid' }],
    });
  });

  test.each<[string, NonNullable<Stage['review']>]>([
    ['violates', () => ({ verdict: 'violated', because: 'names a person' })],
    ['cannot tell', () => ({ verdict: 'undecided' })],
    [
      'fails',
      () => {
        throw new Error('down');
      },
    ],
  ])('withholds one that %s, with the effect on record', async (_, review) => {
    const { session, entries } = await reviewing(review);
    const result = await session.call('refunds.issue', cheap);
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6013' } });
    expect(JSON.stringify(result)).not.toContain('paid on the first');
    expect((await entries()).at(-1)).toMatchObject({
      kind: 'outcome',
      status: 'failed',
      code: 'VAK6013',
    });
  });
});
