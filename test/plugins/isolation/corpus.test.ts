import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProcessSandbox } from '../../../src/plugins/isolation/index.ts';
import type { Outcome, SandboxJob } from '../../../src/runtime/contract/index.ts';
import { cases, type Ending, type SandboxCase } from '../../sandbox/index.ts';
import { job } from './job.ts';

const endings: Readonly<Record<string, Ending>> = {
  VAK7001: 'time',
  VAK7002: 'memory',
  VAK7003: 'crash',
  VAK7004: 'error',
  VAK7005: 'limit',
  VAK7006: 'bad result',
  VAK7007: 'refused',
};

/** Which status each ending has: only what surely never ran may give its reservation back. */
const statuses: Readonly<Record<Ending, readonly Outcome['status'][]>> = {
  value: ['done'],
  error: ['failed'],
  time: ['unknown'],
  memory: ['unknown'],
  crash: ['unknown'],
  limit: ['failed', 'not started'],
  'bad result': ['failed'],
  refused: ['not started'],
  invalid: ['not started'],
};

const sandbox = new ProcessSandbox();
const fingerprint = (): string =>
  [Object.prototype, Array.prototype, Function.prototype, Promise.prototype]
    .map((made) => Reflect.ownKeys(made).map(String).join())
    .join('\n');

/** Processes that this one has started, by the system's own account. */
const children = (): readonly number[] =>
  readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'latin1')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );

beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());

/** Runs a job until it gets a child: what waits its turn too long has not begun, and may try again. */
async function begun(wanted: SandboxJob): Promise<Outcome> {
  for (;;) {
    const outcome = await sandbox.run(wanted);
    const waited = outcome.status === 'not started' && outcome.code === 'VAK7001';
    if (!waited) return outcome;
  }
}

async function play(guest: SandboxCase): Promise<void> {
  const lines: string[] = [];
  const before = fingerprint();
  const timeMs = guest.time ?? (guest.ends.includes('time') ? 400 : 10_000);
  const outcome = await begun(
    job(guest.module ?? `export default async (args, host) => {\n${guest.body}\n};`, {
      file: guest.javascript ? 'tool.js' : 'tool.ts',
      args: guest.args ?? null,
      timeMs,
      memoryBytes: (guest.memory ?? 32) * 1024 * 1024,
      log: (line) => lines.push(line),
    }),
  );
  const coded = outcome.status === 'done' ? 'value' : endings[outcome.code];
  const ending = coded === 'error' && outcome.status === 'not started' ? 'invalid' : coded;
  const told = JSON.stringify(outcome).slice(0, 500);
  expect(guest.ends, told).toContain(ending);
  expect(statuses[ending as Ending], told).toContain(outcome.status);
  if (outcome.status === 'done' && 'value' in guest) expect(outcome.value).toEqual(guest.value);
  if (outcome.status !== 'done') {
    expect(outcome.message.length).toBeLessThan(8400);
    if (guest.says) expect(outcome.message).toMatch(guest.says);
    if (guest.saysNot) expect(outcome.message).not.toMatch(guest.saysNot);
  }
  if (guest.logs) expect(lines).toSatisfy(guest.logs);

  const next = await begun(job('export default (args) => args.x * 2', { args: { x: 21 } }));
  expect(next).toMatchObject({ status: 'done', value: 42 });
  expect(fingerprint()).toBe(before);
  expect(children().length).toBeLessThanOrEqual(4);
}

for (const [attack, guests] of Object.entries(cases)) {
  describe(`${attack}: the host lives, the next call is served, nothing is left over`, () => {
    test.concurrent.each(guests)('$name', play, 60_000);
  });
}

test('no two cases share a name', () => {
  const names = Object.values(cases).flatMap((guests) => guests.map((guest) => guest.name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(80);
});
