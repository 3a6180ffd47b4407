import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../../src/runtime/testing/fake-clock.ts';

describe('a fake clock', () => {
  test('stands still until it is moved', async () => {
    const clock = fakeClock(1_000);
    expect(clock.now()).toBe(1_000);
    await clock.advance(250);
    expect(clock.now()).toBe(1_250);
  });

  test('wakes sleepers in the order of their times, each at its own time', async () => {
    const clock = fakeClock(0);
    const woken: string[] = [];
    const nap = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push(`${name}@${clock.now()}`);
    };
    void nap('late', 30);
    void nap('early', 10);
    void nap('early too', 10);
    await clock.advance(20);
    expect(woken).toEqual(['early@10', 'early too@10']);
    expect(clock.now()).toBe(20);
    await clock.advance(10);
    expect(woken).toEqual(['early@10', 'early too@10', 'late@30']);
  });

  test('wakes what a woken sleeper sleeps anew within the same move', async () => {
    const clock = fakeClock(0);
    const beats: number[] = [];
    void (async () => {
      for (let beat = 0; beat < 3; beat += 1) {
        await clock.sleep(10);
        beats.push(clock.now());
      }
    })();
    await clock.advance(100);
    expect(beats).toEqual([10, 20, 30]);
  });

  test('lets a sleeper go when its signal aborts', async () => {
    const clock = fakeClock(0);
    const abort = new AbortController();
    const nap = clock.sleep(10, abort.signal);
    abort.abort(new Error('enough'));
    await expect(nap).rejects.toThrow('enough');
    await expect(clock.sleep(10, abort.signal)).rejects.toThrow('enough');
  });

  test('never moves back', async () => {
    await expect(fakeClock(5).advance(-1)).rejects.toThrow(RangeError);
  });
});
