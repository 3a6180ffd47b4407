import { expect } from 'vitest';
import type { Json } from '../../../../dsl/values/value.ts';
import type { Plugin } from '../../../contract/plugin.ts';
import { EventSink, type StreamEvent } from '../../../contract/records.ts';
import { type SuiteOptions, suite } from '../../suite.ts';
import type { Wired } from '../harness.ts';

/** How a place for events is tested. */
export interface EventSinkOptions extends SuiteOptions {
  /** Which place of the plugin, where it has several. */
  readonly place?: string;
  /** What stands between the brackets in `audit { events: […] }`, without a filter. */
  readonly args?: readonly Json[];
  /** What the place holds now, in its order; with it, the suite looks at what really arrived. */
  readonly arrived?: () => readonly StreamEvent[] | Promise<readonly StreamEvent[]>;
}

/**
 * Declares the tests that every place for events must pass. Indices grow over all cases, so that a place
 * which keeps what it was given may be tested on one store.
 *
 * @example
 * describeEventSink(plugin, { place: 'queue', args: ['audit'], arrived: () => queue.all() });
 */
export function describeEventSink(plugin: Plugin, options: EventSinkOptions = {}): void {
  const { place, args = [], arrived } = options;
  const sinkIn = (wired: Wired): EventSink => {
    const all = wired.all(EventSink);
    const sink = place === undefined ? all[0] : all.find(({ name }) => name === place);
    if (sink === undefined) throw new Error(`there is no place \`${place ?? ''}\``);
    return sink;
  };
  /** Gives events as the runtime does: what was not taken is given again, from there on. */
  const hand = async (sink: EventSink, events: readonly StreamEvent[]): Promise<void> => {
    for (let from = 0, turn = 0; from < events.length; turn += 1) {
      const rest = events.slice(from);
      const { taken, refused } = await sink.deliver(rest, args, AbortSignal.timeout(10_000));
      expect(Number.isSafeInteger(taken) && taken >= 0 && taken <= rest.length).toBe(true);
      expect({ refused, late: turn > events.length }).toEqual({ refused: undefined, late: false });
      from += taken;
    }
  };
  const holds = async (events: readonly StreamEvent[]): Promise<void> => {
    if (arrived === undefined) return;
    const wanted = new Map(events.map((event) => [event.index, event]));
    const found = (await arrived()).filter(({ index }) => wanted.has(index));
    const first = found.filter(
      ({ index }, at) => found.findIndex((one) => one.index === index) === at,
    );
    expect(first).toEqual(events);
  };

  suite('EventSink', plugin, options, {
    'has a name that a file can write': (wired) => {
      expect(sinkIn(wired).name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
    },
    'takes events in their order, as they stand in the log': async (wired) => {
      const events = eventsOf(3);
      await hand(sinkIn(wired), events.slice(0, 1));
      await hand(sinkIn(wired), events.slice(1));
      await holds(events);
    },
    'takes a hundred at once': async (wired) => {
      const events = eventsOf(100);
      await hand(sinkIn(wired), events);
      await holds(events);
    },
    'takes an event again that it was given before': async (wired) => {
      const events = eventsOf(4);
      await hand(sinkIn(wired), events.slice(0, 3));
      await hand(sinkIn(wired), events);
      await holds(events);
    },
    'takes whatever text stands in an entry, and a long one': async (wired) => {
      const events = eventsOf(2, { text: '\u0000\n\r\u2028"\\😀', long: 'ü'.repeat(200_000) });
      await hand(sinkIn(wired), events);
      await holds(events);
    },
    'says nothing of events that it cannot take': async (wired) => {
      const asked = sinkIn(wired).deliver(
        eventsOf(1),
        [{ no: 'such argument' }],
        AbortSignal.timeout(10_000),
      );
      const { taken } = await asked.catch(() => ({ taken: 0 }));
      expect(taken).toBe(0);
    },
    'answers though nobody waits any more': async (wired) => {
      const given = sinkIn(wired).deliver(eventsOf(1), args, AbortSignal.abort());
      const late = new Promise((_, reject) => {
        setTimeout(() => reject(new Error('it hangs')), 5_000).unref();
      });
      await Promise.race([given.catch(() => undefined), late]);
    },
    'bears being asked after it was stopped': async (wired) => {
      const sink = sinkIn(wired);
      await wired.stop();
      await sink.deliver(eventsOf(1), args, AbortSignal.timeout(10_000)).catch(() => undefined);
    },
  });
}

let next = 0;

const eventsOf = (
  count: number,
  more: Readonly<Record<string, Json>> = {},
): readonly StreamEvent[] =>
  Array.from({ length: count }, () => {
    const index = next;
    next += 1;
    return { index, level: 'info', entry: { v: 1, kind: 'note', text: `event ${index}`, ...more } };
  });
