import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  definePlugin,
  InjectionDetector,
  OpinionSource,
} from '../../src/runtime/contract/index.ts';
import { load } from '../../src/vak.ts';
import { folder, started } from './mk.ts';

const policy = `
tool a.go { effect: write args { n: int } result: string }
agent g { tools: [a.go] }
policy p for g { rule go { permit a.go } }
`;
const base = { name: '@acme/far', version: '1.0.0', api: 1, runs: 'process' } as const;
/** A voice on another machine, which takes its time. */
const voice = (answer: () => Promise<unknown>) =>
  definePlugin({
    ...base,
    provides: [OpinionSource],
    setup: ({ add }) =>
      add(OpinionSource, [], () => ({ name: 'far', object: () => answer().then(() => []) })),
  });
const detector = (answer: () => Promise<unknown>) =>
  definePlugin({
    ...base,
    provides: [InjectionDetector],
    setup: ({ add }) =>
      add(InjectionDetector, [], () => ({
        name: 'far',
        detect: () =>
          answer().then(() => ({ suspicious: false, probability: 0, evidence: [], model: 'far' })),
      })),
  });
const never = (): Promise<never> => new Promise(() => {});
const tools = { 'a.go': () => 'went' };

async function called(options: Parameters<typeof started>[1]) {
  const { vak, entries } = await started(policy, { tools, ...options });
  const result = await vak.agent('g').session().call('a.go', { n: 1 });
  return { result, entries };
}

describe('deadlines', () => {
  test('let an opinion think longer than it usually may', async () => {
    const plugins = [voice(() => wait(400))];
    const { result } = await called({ plugins, deadlines: { opinionMs: 20_000 } });
    expect(result).toMatchObject({ ok: true, value: 'went' });
  });

  test('forbid what an opinion is late for, with the time it had', async () => {
    const { result } = await called({ plugins: [voice(never)], deadlines: { opinionMs: 7 } });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6106' } });
    expect(JSON.stringify(result.decision)).toContain('no opinion within 7 ms');
  });

  test('let a detector think longer, and take for suspicious what it is late for', async () => {
    const slow = { plugins: [detector(() => wait(400))], deadlines: { detectorMs: 20_000 } };
    const { entries } = await called(slow);
    expect(JSON.stringify(await entries())).not.toContain('it could not be judged');
    const late = await called({ plugins: [detector(never)], deadlines: { detectorMs: 7 } });
    expect(JSON.stringify(await late.entries())).toContain('it could not be judged');
  });

  test.each([
    [{ opinion: 5 }, 'there is no deadline `opinion`'],
    [{ opinionMs: 0 }, '`deadlines.opinionMs` is 0'],
    [{ opinionMs: 0.5 }, '`deadlines.opinionMs` is 0.5'],
    [{ detectorMs: Number.NaN }, '`deadlines.detectorMs` is NaN'],
    [{ detectorMs: '5' }, '`deadlines.detectorMs` is 5'],
  ])('%o stops the start', async (deadlines, message) => {
    const source = { text: `vak 1\n${policy}`, name: 'p.vak' };
    const options = { deadlines, tools, state: folder() } as Parameters<typeof load>[1];
    await expect(load(source, options)).rejects.toMatchObject({
      code: 'VAK6202',
      message: expect.stringContaining(message),
    });
  });
});
