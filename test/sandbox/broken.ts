import type { Ending, SandboxCase } from './case.ts';
import { childHabits } from './children.ts';

const ends: { readonly [habit in keyof typeof childHabits]?: readonly Ending[] } = {
  'is silent': ['time'],
  'asks for what was not offered': ['time'],
  'answers with refused keys': ['bad result'],
  'answers with what is not JSON': ['bad result'],
  'answers with too much': ['limit'],
  'answers with depth': ['limit'],
};

const habits = Object.keys(childHabits) as readonly (keyof typeof childHabits)[];

/** Children that an attacker has taken over whole: what their parent makes of them. */
export const broken: readonly SandboxCase[] = [
  ...habits.map(
    (child): SandboxCase => ({
      name: `child-that-${child.replaceAll(' ', '-')}`,
      body: 'return 1;',
      child,
      only: ['process'],
      ends: ends[child] ?? ['crash'],
      time: child === 'is silent' || child === 'asks for what was not offered' ? 300 : 5000,
    }),
  ),
  {
    name: 'isolated-vm-below-the-floor',
    body: 'return 1;',
    floor: '99.0.0',
    only: ['process'],
    ends: ['no start'],
    says: /isolated-vm 7\.0\.1 is older than 99\.0\.0/,
  },
];

/** Calls that are ended from outside. */
export const ended: readonly SandboxCase[] = [
  {
    name: 'dispose-in-flight-x200',
    body: 'for (;;);',
    times: 200,
    abortMs: 60,
    time: 20_000,
    ends: ['aborted'],
  },
  { name: 'ended-before-it-began', body: 'return 1;', abortMs: 0, ends: ['aborted'] },
  {
    name: 'ended-while-it-waits-for-nothing',
    module: 'await new Promise(() => {}); export default () => 1;',
    abortMs: 100,
    time: 10_000,
    ends: ['aborted', 'time'],
  },
  {
    name: 'ended-while-loading',
    module: 'for (;;); export default 1;',
    abortMs: 100,
    time: 10_000,
    ends: ['aborted'],
  },
  hostEnd(5000, {
    name: 'abort-signal-mid-host-call',
    body: 'return host.slow(1);',
    abortMs: 400,
    time: 20_000,
    ends: ['aborted'],
  }),
  hostEnd(5000, {
    name: 'host-call-that-hangs-is-told-of-the-end',
    body: 'return host.slow(1);',
    time: 300,
    ends: ['time'],
  }),
  hostEnd(450, {
    name: 'host-call-late-answer-after-timeout',
    body: 'return host.slow(1);',
    time: 300,
    ends: ['time'],
  }),
  hostEnd(400, {
    name: 'host-call-left-behind-by-a-result',
    body: 'host.slow(1).catch(() => {}); await host.echo(1); return Promise.race([host.slow(2), 1]);',
    ends: ['value'],
    value: 1,
  }),
];

/** A case whose host calls are under way when their call is over: the host is told of each. */
function hostEnd(answerMs: number, guest: SandboxCase): SandboxCase {
  let told = 0;
  let asked = 0;
  return {
    ...guest,
    host: () => ({
      offers: ['slow', 'echo'],
      answer: async (name, args, signal) => {
        if (name === 'echo') return { ok: true, value: args };
        asked += 1;
        signal.addEventListener('abort', () => {
          told += 1;
        });
        await new Promise((resolve) => setTimeout(resolve, answerMs).unref());
        return { ok: true, value: 'late' };
      },
    }),
    // A call that is ended from outside may have been waiting for its place.
    after: () =>
      told === asked && (asked > 0 || guest.abortMs !== undefined)
        ? undefined
        : `told its host ${told} of ${asked} times`,
  };
}
