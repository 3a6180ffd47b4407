import { expect, test } from 'vitest';
import type { Outcome, Sandbox } from '../../../../src/runtime/contract/index.ts';
import { IsolatedVoice } from '../../../../src/runtime/kernel/isolated/isolated-voice.ts';
import { sampleCall, sampleTool } from '../../../../src/runtime/testing/sample-call.ts';

const fine: Outcome = { status: 'done', value: [] };
const killed: Outcome = { status: 'unknown', code: 'VAK7001', message: 'the tool ran out of time' };
const threw: Outcome = { status: 'failed', code: 'VAK7004', message: 'no' };

/** A voice whose runs end as told, one after the other. */
function voice(...outcomes: Outcome[]): IsolatedVoice {
  const sandbox: Sandbox = {
    check: async () => undefined,
    run: async () => outcomes.shift() ?? fine,
  };
  const of = { name: 'v', version: '1.0.0', api: 1, provides: ['opinions'], grants: {}, root: '/' };
  const code = { file: 'v.js', text: '', digest: '' };
  const allowance = { granted: new Map(), withheld: [], limits: {} };
  return new IsolatedVoice({ ...of, code }, { sandbox, allowance, scrubbers: [], config: {} });
}
const call = sampleCall(sampleTool());

test('an isolate that died is replaced once, and then its voice is down', async () => {
  const one = voice(fine, killed, fine, threw, killed);
  expect(await one.object(call)).toEqual([]);
  await expect(one.object(call)).rejects.toThrow('ran out of time');
  expect(one.health()).toMatchObject({ state: 'degraded' });
  expect(await one.object(call)).toEqual([]);
  await expect(one.object(call)).rejects.toThrow('no');
  expect(one.health()).toMatchObject({ state: 'degraded' });
  await expect(one.object(call)).rejects.toThrow('ran out of time');
  expect(one.health()).toMatchObject({ state: 'down' });
  await expect(one.object(call)).rejects.toThrow('died twice');
});

test.each([
  [[{ verdict: 'permit' }]],
  ['text'],
  [null],
  [[null]],
  [{ verdict: 'forbid' }],
])('an answer such as %j is a failure, which forbids', async (value) => {
  await expect(voice({ status: 'done', value }).object(call)).rejects.toThrow('it answered');
});
