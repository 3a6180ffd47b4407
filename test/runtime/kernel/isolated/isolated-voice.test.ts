import { expect, test } from 'vitest';
import type { Outcome, Sandbox } from '../../../../src/runtime/contract/index.ts';
import { IsolatedCode } from '../../../../src/runtime/kernel/isolated/isolated-code.ts';
import { IsolatedScorer } from '../../../../src/runtime/kernel/isolated/isolated-scorer.ts';
import { IsolatedVoice } from '../../../../src/runtime/kernel/isolated/isolated-voice.ts';
import { sampleCall, sampleTool } from '../../../../src/runtime/testing/sample-call.ts';

const fine: Outcome = { status: 'done', value: [] };
const killed: Outcome = { status: 'unknown', code: 'VAK7001', message: 'the tool ran out of time' };
const threw: Outcome = { status: 'failed', code: 'VAK7004', message: 'no' };

/** Code whose runs end as told, one after the other. */
function ending(...outcomes: Outcome[]): IsolatedCode {
  const sandbox: Sandbox = {
    check: async () => undefined,
    run: async () => outcomes.shift() ?? fine,
  };
  const of = { name: 'v', version: '1.0.0', api: 1, provides: ['opinions'], grants: {}, root: '/' };
  const code = { file: 'v.js', text: '', digest: '' };
  const parts = { sandbox, capabilities: [], scrubbers: [], config: {} };
  return new IsolatedCode({ ...of, code }, ['opinions'], parts);
}
const voice = (...outcomes: Outcome[]) => new IsolatedVoice(ending(...outcomes));
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

const step = { number: 1, tool: 't', args: {}, hash: 'h' };
const signal = new AbortController().signal;
const owner = { tenant: 'acme', principal: 'p', agent: 'desk', session: 's1', sessions: ['s1'] };

test.each([
  [{}],
  [null],
  [{ score: 'high' }],
  [{ score: 1, confidence: 'sure' }],
  [0.5],
])('a score such as %j is a failure, which is no score', async (value) => {
  const scorer = new IsolatedScorer(ending({ status: 'done', value }));
  await expect(scorer.score(step, [], signal, owner)).rejects.toThrow('it answered');
});

test('a score is passed on as what a score consists of', async () => {
  const value = { score: 0.25, because: 'x'.repeat(600), evidence: [1], by: 'forged' };
  const scorer = new IsolatedScorer(ending({ status: 'done', value }));
  expect(await scorer.score(step, [], signal, owner)).toEqual({
    score: 0.25,
    because: 'x'.repeat(500),
    evidence: [1],
  });
});
