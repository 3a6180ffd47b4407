import { expect, test } from 'vitest';
import { StepState } from '../../../src/runtime/session/step-state.ts';

test('what gates remember of refused steps has an end', () => {
  const state = new StepState();
  const said = [{ by: 'gate', verdict: 'forbid', code: 'VAK6020', rule: 'sound' }] as const;
  for (let n = 0; n < 3_000; n += 1) state.refused(String(n), said);
  expect(state.refusedBy('sound')).toHaveLength(1_000);
  expect(state.count).toBe(3_000);
  state.taken();
  expect(state.refusedBy('sound')).toEqual([]);
});
