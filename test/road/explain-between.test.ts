import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/dsl/values/value.ts';
import { started } from './mk.ts';

describe('the smallest change that no single condition names', () => {
  const notes = (rules: string): string => `
tool notes.add { effect: write args { n: int, name: string } result: string }
agent g { tools: [notes.add] }
policy p for g {
${rules}
}
`;
  const drafts =
    'rule r { permit notes.add when args.name like "draft*" and args.name like "*.md" }';
  const low = `rule a { permit notes.add when args.n in [1, 2] and args.name == "low" }
  rule b { permit notes.add when args.n * 2 < 3 and args.name == "low" }`;
  const many = [
    ...Array.from({ length: 40 }, (_, n) => `rule r${n} { forbid notes.add when args.n == ${n} }`),
    'rule last { permit notes.add when args.n == 500 }',
  ].join('\n');
  test.each<[string, string, Json, string, Json]>([
    ['a text between two patterns', drafts, { n: 1, name: 'x' }, 'args.name', 'draft.md'],
    ['a number beyond several conditions', low, { n: 1, name: 'low' }, 'args.n', 3],
    ['one of many values', many, { n: 20, name: 'x' }, 'args.n', 500],
  ])('%s', async (_, rules, args, leaf, to) => {
    const { vak } = await started(notes(rules));
    const decision = await vak.decide({ agent: 'g', tool: 'notes.add', args });
    const { change } = await decision.explain();
    expect(change?.leaves).toMatchObject([{ leaf, to }]);
  });

  test('what a limit has room for', async () => {
    const { vak } = await started(
      `
tool pay { effect: write args { amount: money, tokens: int } result: string }
agent g { tools: [pay] }
policy p for g { rule all { permit pay } }
limit spent for g {
  on pay
  at most 10 EUR of args.amount per 1h
}
limit used for g {
  on pay
  at most 1000 of args.tokens * 2 per 1h
}
`,
      { tools: { pay: () => 'paid' } },
    );
    const session = vak.agent('g').session();
    expect((await session.call('pay', { amount: '9.00 EUR', tokens: 1 })).ok).toBe(true);
    const changed = async (amount: string, tokens: number) => {
      const { decision } = await session.call('pay', { amount, tokens });
      return (await decision.explain()).change?.leaves.map(({ leaf, to }) => [leaf, to]);
    };
    expect(await changed('3.00 EUR', 1)).toEqual([['args.amount', '1.00 EUR']]);
    expect(await changed('1.00 EUR', 600)).toEqual([['args.tokens', 499]]);
    expect(await changed('3.00 EUR', 600)).toEqual([
      ['args.amount', '1.00 EUR'],
      ['args.tokens', 499],
    ]);
  });
});
