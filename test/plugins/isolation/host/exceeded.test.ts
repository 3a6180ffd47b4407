import { describe, expect, test } from 'vitest';
import { exceeding, saidInside } from '../../../../src/plugins/isolation/host/exceeded.ts';

describe('a bound that was run into', () => {
  test('is named with what was used, in words and in numbers', () => {
    const lost = exceeding(
      { message: 'the tool ran out of time' },
      { limit: 'time', bound: 2000, used: 2041.4 },
    );
    expect(lost).toEqual({
      message: 'the tool ran out of time (time: 2041 of 2000 ms)',
      exceeded: { limit: 'time', bound: 2000, used: 2041 },
    });
  });

  test('is not made up where there was none', () => {
    expect(exceeding({ message: 'it threw' }, undefined)).toEqual({ message: 'it threw' });
  });

  test('is taken from a guest’s side only in form, and only for what that side keeps', () => {
    const said = { limit: 'result bytes', bound: 10, used: 11 };
    expect(saidInside({ ...said, more: 'text' })).toEqual(said);
    for (const forged of [
      { ...said, limit: 'memory' },
      { ...said, limit: 'time' },
      { ...said, limit: ['result bytes'] },
      { ...said, used: -1 },
      { ...said, used: Number.NaN },
      { ...said, bound: '10' },
      { ...said, bound: 1.5 },
      'result bytes',
      null,
      undefined,
    ]) {
      expect(saidInside(forged)).toBeUndefined();
    }
  });
});
