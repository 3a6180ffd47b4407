import { expect, test } from 'vitest';
import type { ProposalRequest } from '../../../src/runtime/contract/index.ts';
import { AsyncPipeline } from '../../../src/runtime/pipeline/async-pipeline.ts';
import { NeuroSymbolicPipeline } from '../../../src/runtime/pipeline/neuro-symbolic-pipeline.ts';
import { started } from '../mk.ts';

const policy = `
tool letters.send { effect: write args { to: string } result: string }
agent desk { tools: [letters.send] }
policy letters for desk { rule letters { permit letters.send when args.to != "nobody" } }
limit some for desk { on any tool at most 500 calls per 1h }
`;

test('a queue runs pipelines of many sessions, no more at once than it may', async () => {
  const { vak } = await started(policy, { tools: { 'letters.send': () => 'sent' } });
  const queue = new AsyncPipeline<string, string>(
    async (names) =>
      Promise.all(
        names.map(async (name) => {
          const session = vak.agent('desk').session({ principal: name });
          const letter = { tool: 'letters.send', args: { to: name } };
          const propose = {
            name: 'letters',
            propose: ({ done }: ProposalRequest) => (done.length > 0 ? null : letter),
          };
          return (await new NeuroSymbolicPipeline(session, { propose }).run(name)).state;
        }),
      ),
    { concurrent: 2, batch: 2 },
  );
  const ends = await Promise.all(['ann', 'ben', 'nobody'].map((name) => queue.submit(name)));
  await queue.stop();
  expect(ends).toEqual([
    { state: 'done', value: 'committed' },
    { state: 'done', value: 'committed' },
    { state: 'done', value: 'compensated' },
  ]);
});
