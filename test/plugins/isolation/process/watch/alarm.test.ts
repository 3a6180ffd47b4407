import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Alarm } from '../../../../../src/plugins/isolation/process/watch/alarm.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function alarm(): { readonly rung: number[]; readonly alarm: Alarm } {
  const rung: number[] = [];
  return { rung, alarm: new Alarm(() => rung.push(performance.now())) };
}

test('rings at the earliest of what it was set to, once', () => {
  const { rung, alarm: clock } = alarm();
  const now = performance.now();
  clock.by(now + 300);
  clock.by(now + 100);
  clock.by(now + 200);
  vi.advanceTimersByTime(1000);
  expect(rung.map((at) => at - now)).toEqual([100]);
});

test('may be set again while it rings, and rings at once for what is past', () => {
  const rung: number[] = [];
  const now = performance.now();
  const clock: Alarm = new Alarm(() => {
    rung.push(performance.now() - now);
    if (rung.length < 3) clock.by(now + 50);
  });
  clock.by(now + 20);
  vi.advanceTimersByTime(1000);
  expect(rung.slice(0, 2)).toEqual([20, 50]);
  expect(rung).toHaveLength(3);
});

test('rings no more once it is off, until it is set again', () => {
  const { rung, alarm: clock } = alarm();
  const now = performance.now();
  clock.by(now + 100);
  clock.off();
  vi.advanceTimersByTime(500);
  expect(rung).toEqual([]);
  clock.by(now + 700);
  vi.advanceTimersByTime(500);
  expect(rung.map((at) => at - now)).toEqual([700]);
});
