import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NeuroSymbolicPipeline, type ProposedAction } from '../../../src/index.ts';
import { folder, started } from '../mk.ts';

/** Bounds of a policy, of a constraint in a file and of rules, and a call that may break some of them. */
const cases = fc.record({
  most: fc.integer({ min: -5, max: 40 }),
  least: fc.integer({ min: -5, max: 40 }),
  barred: fc.constantFrom('post', 'phone', 'desk'),
  large: fc.integer({ min: 0, max: 40 }),
  sum: fc.integer({ min: 0, max: 60 }),
  parts: fc.integer({ min: -10, max: 60 }),
  amount: fc.integer({ min: 1, max: 60 }),
  way: fc.constantFrom('post', 'phone', 'desk'),
});

test('the nearest call that is offered passes, whatever stood against the one before', async () => {
  let offered = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ({ most, least, barred, large, sum, parts, amount, way }) => {
      const state = folder();
      writeFileSync(
        join(state, 'rules.yaml'),
        `version: "1.0"\nconstraints:\n  - { name: large, type: IMPLIES, condition: { type: GREATER_THAN, field: amount, value: "${large}.00 EUR" }, consequence: { type: EQUALS, field: way, value: desk } }\n`,
      );
      writeFileSync(
        join(state, 'rules.dl'),
        `forbid("sum", "Too much.") :- money_at("args.amount", A), A > ${sum} EUR.\n`,
      );
      const { vak } = await started(
        `
tool refunds.issue {
  effect: write
  args { amount: money where amount > 0 EUR, parts: int, way: one of ["post", "phone", "desk"] }
  result: string
}
agent desk { tools: [refunds.issue] }
policy refunds for desk {
  rule small { permit refunds.issue when args.parts <= ${most} and args.way != "${barred}" }
}
constraint enough { for every refunds.issue holds args.parts >= ${least} or args.way == "phone" }
limit some for desk { on any tool at most 500 calls per 1h }
use "vak/constraints" for opinions { files: ["./rules.yaml"] }
use "vak/symbolic" for opinions { rules: ["./rules.dl"] }
`,
        {
          state,
          tools: { 'refunds.issue': () => 'done' },
        },
      );
      const session = vak.agent('desk').session();
      const action: ProposedAction = {
        tool: 'refunds.issue',
        args: { amount: `${amount}.00 EUR`, parts, way },
      };
      const propose = { name: 'fixed', propose: () => action };
      const pipeline = new NeuroSymbolicPipeline(session, { propose, attempts: 1, actions: 1 });
      const { state: end, nearest } = await pipeline.run('refund');
      if (end === 'compensated' && nearest !== undefined) {
        offered += 1;
        expect(nearest).not.toEqual(action);
        expect(await session.call(nearest.tool, nearest.args)).toMatchObject({ ok: true });
      }
      await vak.stop();
    }),
    { numRuns: 40, seed: 11 },
  );
  expect(offered).toBeGreaterThan(5);
});

test('a proposer that turns to other tools between what is refused comes to an end', async () => {
  const { vak } = await started(
    `
tool notes.read { effect: read args { } result: string }
tool notes.add { effect: write args { text: string } result: string }
agent desk { tools: [notes.read, notes.add] }
policy reading for desk { rule read { permit notes.read } }
limit some for desk { on any tool at most 500 calls per 1h }
`,
    { tools: { 'notes.read': () => 'text', 'notes.add': () => 'done' } },
  );
  let asked = 0;
  const propose = {
    name: 'restless',
    propose: (): ProposedAction => {
      asked += 1;
      return asked % 3 === 0
        ? { tool: 'notes.read', args: {} }
        : { tool: 'notes.add', args: { text: `try ${asked}` } };
    },
  };
  const session = vak.agent('desk').session();
  const pipeline = new NeuroSymbolicPipeline(session, { propose, attempts: 3, actions: 4 });
  const outcome = await pipeline.run('add a note');
  expect(outcome).toMatchObject({ state: 'compensated', left: [] });
  expect(outcome.done).toHaveLength(4);
  expect(asked).toBeLessThan(20);
  await vak.stop();
});
