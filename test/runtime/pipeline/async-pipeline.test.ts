import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  AsyncPipeline,
  type Priority,
  type Settled,
} from '../../../src/runtime/pipeline/async-pipeline.ts';

/** Work that ends when told, with the order in which inputs were taken up. */
function held(options: ConstructorParameters<typeof AsyncPipeline>[1]) {
  const begun: string[][] = [];
  const ends: (() => void)[] = [];
  const signals: AbortSignal[] = [];
  const queue = new AsyncPipeline<string, string>((inputs, signal) => {
    begun.push([...inputs]);
    signals.push(signal);
    return new Promise((resolve) => ends.push(() => resolve(inputs.map((one) => `${one}!`))));
  }, options);
  const next = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, begun, signals, next };
}

describe('a queue of work', () => {
  test('works on so many at once, holds so many, and refuses the next', async () => {
    const { queue, begun } = held({ concurrent: 2, waiting: 1 });
    for (const one of ['a', 'b', 'c']) void queue.submit(one);
    expect(await queue.submit('d')).toEqual({ state: 'refused', because: 'full' });
    expect(begun).toEqual([['a'], ['b']]);
    expect(queue.state).toMatchObject({ waiting: 1, working: 2, settled: { refused: 1 } });
  });

  test('tells when there is room, and asks a source for no more until then', async () => {
    const { queue, next } = held({ concurrent: 1, waiting: 1 });
    let given = 0;
    function* source() {
      for (; given < 20; given += 1) yield `${given}`;
    }
    const all: string[] = [];
    const reading = (async () => {
      for await (const settled of queue.each(source())) all.push(settled.state);
    })();
    await new Promise((resolve) => setImmediate(resolve));
    expect(given).toBeLessThanOrEqual(3);
    for (let step = 0; step < 40; step += 1) await next();
    await reading;
    expect(all).toEqual(Array(20).fill('done'));
  });

  test('takes the urgent first, and lets nobody wait for ever', async () => {
    const { queue, begun, next } = held({ concurrent: 1, waiting: 100 });
    void queue.submit('first');
    void queue.submit('old', { priority: 'low' });
    for (let at = 0; at < 20; at += 1) void queue.submit(`c${at}`, { priority: 'critical' });
    for (let at = 0; at < 22; at += 1) await next();
    const place = begun.findIndex(([one]) => one === 'old');
    expect(place).toBeGreaterThan(1);
    expect(place).toBeLessThan(9);
    expect(begun[1]).toEqual(['c0']);
  });

  test('hands on several at a time, and fails them together when one has no answer', async () => {
    const { queue, begun, next } = held({ concurrent: 1, batch: 3 });
    const all = ['a', 'b', 'c', 'd', 'e'].map((one) => queue.submit(one));
    for (let at = 0; at < 4; at += 1) await next();
    expect(begun).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
    expect(await Promise.all(all)).toMatchObject(Array(5).fill({ state: 'done' }));
    const short = new AsyncPipeline<string, string>(async () => [], {});
    expect(await short.submit('a')).toMatchObject({ state: 'failed' });
  });

  test('forgets what is cancelled while it waits, and aborts work that nobody waits for', async () => {
    const { queue, begun, signals, next } = held({ concurrent: 1, waiting: 2 });
    const [first, second] = [new AbortController(), new AbortController()];
    const a = queue.submit('a', { signal: first.signal });
    const b = queue.submit('b', { signal: second.signal });
    second.abort();
    expect(await b).toEqual({ state: 'cancelled' });
    expect(queue.state.waiting).toBe(0);
    first.abort();
    expect(await a).toEqual({ state: 'cancelled' });
    expect(signals[0]?.aborted).toBe(true);
    expect(queue.state.working).toBe(1);
    await next();
    expect(queue.state.working).toBe(0);
    expect(begun).toEqual([['a']]);
  });

  test('gives up on what is late and keeps its place until it has really ended', async () => {
    const { queue, signals, next } = held({ concurrent: 1, timeoutMs: 5 });
    expect(await queue.submit('a')).toEqual({ state: 'late' });
    expect(signals[0]?.aborted).toBe(true);
    expect(queue.state.working).toBe(1);
    await next();
    expect(queue.state.working).toBe(0);
  });

  test('finishes what it has before it stops, and takes nothing new', async () => {
    const { queue, next } = held({ concurrent: 1 });
    const all = [queue.submit('a'), queue.submit('b')];
    const stopped = queue.stop();
    expect(await queue.submit('c')).toEqual({ state: 'refused', because: 'stopped' });
    await next();
    await next();
    await stopped;
    expect(await Promise.all(all)).toMatchObject([{ state: 'done' }, { state: 'done' }]);
  });

  test('settles every item exactly once, whatever becomes of it', async () => {
    const item = fc.record({
      priority: fc.constantFrom<Priority>('critical', 'high', 'normal', 'low'),
      end: fc.constantFrom('done', 'throw'),
      cancel: fc.boolean(),
    });
    const setup = fc.record({
      concurrent: fc.integer({ min: 1, max: 3 }),
      waiting: fc.integer({ min: 1, max: 5 }),
      batch: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 30 }), setup, async (items, options) => {
        const queue = new AsyncPipeline<(typeof items)[0], number>(async (inputs) => {
          await new Promise((resolve) => setImmediate(resolve));
          if (inputs.some(({ end }) => end === 'throw')) throw new Error('no');
          return inputs.map(() => 1);
        }, options);
        const settled = await Promise.all(
          items.map((one) => {
            const controller = new AbortController();
            const { priority } = one;
            const result = queue.submit(one, { priority, signal: controller.signal });
            if (one.cancel) controller.abort();
            return result;
          }),
        );
        await queue.stop();
        const { waiting, working, settled: counts } = queue.state;
        expect({ waiting, working }).toEqual({ waiting: 0, working: 0 });
        for (const state of ['done', 'failed', 'refused', 'cancelled', 'late'] as const) {
          expect(counts[state]).toBe(settled.filter((one) => one.state === state).length);
        }
      }),
      { numRuns: 50 },
    );
  });

  test.each(['concurrent', 'waiting', 'batch', 'timeoutMs'])('refuses an odd `%s`', (name) => {
    for (const value of [0, -1, 1.5, Number.NaN]) {
      expect(() => new AsyncPipeline(async () => [], { [name]: value })).toThrow('VAK6202');
    }
  });

  test('10,000 submissions, cancelled, thrown at and stopped while busy, come out once each', async () => {
    // What happens to an item follows from its number alone.
    const queue = new AsyncPipeline<number, number>(
      async (inputs) => {
        await Promise.resolve();
        if (inputs.some((input) => input % 97 === 0)) throw new Error('no');
        return inputs.map((input) => input * 2);
      },
      { concurrent: 3, waiting: 200, batch: 4 },
    );
    const signals = Array.from({ length: 50 }, () => new AbortController());
    const order = ['critical', 'high', 'normal', 'low'] as const;
    const settled: Promise<Settled<number>>[] = [];
    for (let at = 1; at <= 10_000; at += 1) {
      const { signal } = signals[at % 50] as AbortController;
      settled.push(queue.submit(at, { priority: order[at % 4] as (typeof order)[number], signal }));
      if (at % 100 === 0) await new Promise(setImmediate);
      if (at === 6_000) signals.slice(0, 10).forEach((each) => void each.abort());
    }
    await queue.stop();
    const states = (await Promise.all(settled)).map(({ state }) => state);
    const counted = Object.fromEntries(Object.keys(queue.state.settled).map((state) => [state, 0]));
    for (const state of states) counted[state] = (counted[state] ?? 0) + 1;
    expect(queue.state).toEqual({ waiting: 0, working: 0, settled: counted });
    expect(counted.done).toBeGreaterThan(1_000);
    expect(counted.failed).toBeGreaterThan(0);
    expect(counted.cancelled).toBeGreaterThanOrEqual(800);
    expect(signals.flatMap(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([]);
  });

  test('several sources share it, and none of their items is refused', async () => {
    const queue = new AsyncPipeline<number, number>(
      async (inputs) => {
        await new Promise(setImmediate);
        return [...inputs];
      },
      { concurrent: 2, waiting: 1, batch: 2 },
    );
    const { signal } = new AbortController();
    const drain = async () => {
      const states: string[] = [];
      for await (const { state } of queue.each(Array(100).keys(), { signal })) states.push(state);
      return states;
    };
    const all = await Promise.all(Array.from({ length: 5 }, drain));
    expect(new Set(all.flat())).toEqual(new Set(['done']));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('who gives up waiting for room takes nobody else’s turn', async () => {
    const gates: (() => void)[] = [];
    const queue = new AsyncPipeline<number, number>(
      async (inputs) => {
        await new Promise<void>((resolve) => gates.push(resolve));
        return [...inputs];
      },
      { concurrent: 1, waiting: 1 },
    );
    void queue.submit(1);
    void queue.submit(2);
    const gone = new AbortController();
    const [given, two, three] = [queue.room(gone.signal), queue.room(), queue.room()];
    gone.abort();
    await given;
    gates.shift()?.();
    await two;
    // Nobody took the place: the next one has it too.
    void three;
    await vi.waitUntil(() => gates.length > 0);
    gates.shift()?.();
    await three;
    expect(queue.state.working).toBeLessThanOrEqual(1);
  });

  test('refuses a priority that there is not', () => {
    const queue = new AsyncPipeline<number, number>(async (inputs) => [...inputs]);
    expect(() => queue.submit(1, { priority: 'urgent' as 'high' })).toThrow('no priority `urgent`');
  });
});
