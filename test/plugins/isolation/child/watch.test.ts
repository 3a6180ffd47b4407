import { expect, test } from 'vitest';
import { timed } from '../../../../src/plugins/isolation/child/watch.ts';
import { mostTimers } from '../../../../src/plugins/isolation/limits.ts';

test('however many entries there are, only so many timers are set at once', () => {
  for (let i = 0; i < mostTimers; i += 1) expect(timed(1000, 0)).toEqual({ timeout: 1000 });
  expect(timed(1000, 0)).toEqual({});
  expect(timed(1000, 999)).toEqual({});
  expect(timed(1010, 1000)).toEqual({ timeout: 10 });
});

test('an entry past its deadline has a timer all the same', () => {
  expect(timed(5000, 6000)).toEqual({ timeout: 1 });
});
