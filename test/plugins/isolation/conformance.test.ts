import { expect, test } from 'vitest';
import sandbox, { type TieredSandbox } from '../../../src/plugins/isolation/index.ts';
import { Sandbox } from '../../../src/runtime/contract/index.ts';
import { wire } from '../../../src/runtime/testing/conformance/harness.ts';
import { describeSandbox } from '../../../src/runtime/testing/conformance/sandbox.ts';
import { code, givenWith, job } from './job.ts';

describeSandbox(sandbox, { provided: () => givenWith([code('')]) });

test('a plan without code starts no child, and code is run all the same', async () => {
  const wired = await wire(sandbox, givenWith([]));
  await wired.start();
  const made = wired.get(Sandbox) as TieredSandbox;
  const children = () => made.status.tiers.process?.children;
  expect(children()).toBe(0);
  const outcome = await made.run(job('export default () => 1', { timeMs: 20_000 }));
  expect(outcome).toMatchObject({ status: 'done', value: 1 });
  await wired.stop();
  expect(children()).toBe(0);
});
