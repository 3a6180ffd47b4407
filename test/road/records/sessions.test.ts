import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, started } from '../mk.ts';
import { day, decisionOf, type Forged, forge, found } from './forging.ts';

const policy = `
tool web.read { effect: read args { url: string } result: string }
tool notes.add { effect: write args { text: string } returns: trusted }
agent lead { tools: [web.read, notes.add], delegates: [helper] }
agent helper { tools: [web.read, notes.add] }
policy p for any agent { rule any { permit web.read, notes.add } }
`;
const note = { text: 'x' };
const labelsOf = async (entries: () => Promise<readonly { readonly [key: string]: unknown }[]>) =>
  (await entries()).filter(({ kind }) => kind === 'decision').at(-1)?.labels;

describe('what was shown to a session', () => {
  test('is known in it though it was ended and begun again meanwhile', async () => {
    const answered = Promise.withResolvers<string>();
    const asked = Promise.withResolvers<void>();
    const read = (): Promise<string> => {
      asked.resolve();
      return answered.promise;
    };
    const tools = { 'web.read': read, 'notes.add': () => 1 };
    const { vak, entries, state } = await started(policy, { tools });
    const options = { id: 's', principal: 'ada' };
    const first = vak.agent('lead').session(options);
    const call = first.call('web.read', { url: 'x' });
    await asked.promise;
    await first.end();
    const again = vak.agent('lead').session(options);
    await again.call('notes.add', note);
    expect(await labelsOf(entries)).toEqual([]);
    answered.resolve('text of anybody');
    await call;
    await again.call('notes.add', note);
    expect(await labelsOf(entries)).toEqual(['untrusted']);
    await vak.stop();
    expect(await found(join(state, 'audit'))).toEqual([]);
  });

  test('is known in those that it came from, after a restart too', async () => {
    const tools = { 'web.read': () => 'text of anybody', 'notes.add': () => 1 };
    const state = folder();
    const first = await started(policy, { tools, state });
    const lead = first.vak.agent('lead').session({ id: 'l', principal: 'ada' });
    const handed = await lead.delegate('helper', 'look around');
    if (!handed.ok) throw new Error('not handed on');
    const { id } = handed.session;
    await first.vak.stop();
    const { vak, entries } = await started(policy, { tools, state });
    const parent = vak.agent('lead').session({ id: 'l', principal: 'ada' });
    const child = vak.agent('helper').session({ id, principal: 'ada' });
    await parent.call('notes.add', note);
    expect(await labelsOf(entries)).toEqual([]);
    await child.call('web.read', { url: 'x' });
    await parent.call('notes.add', note);
    expect(await labelsOf(entries)).toEqual(['untrusted']);
    await vak.stop();
    expect(await found(join(state, 'audit'))).toEqual([]);
  });
});

describe('a log that its owner made up contradicts its sessions where', () => {
  const cases: readonly (readonly [string, (entries: Forged[]) => void, string])[] = [
    [
      'a session does not have what its last call brought',
      (entries) => {
        for (const one of entries) if (one.kind === 'decision') one.labels = [];
      },
      'had the label `untrusted`, which nothing takes away',
    ],
    [
      'a session goes back in time',
      (entries) => {
        const before = decisionOf(entries, 'permit', '10.00 EUR');
        before.at = new Date(Date.parse(before.at) + 1).toISOString();
      },
      'session s was permitted something later before it',
    ],
    [
      'a call was permitted before its runtime had started',
      (entries) => {
        decisionOf(entries, 'permit', '11.00 EUR').at = '2025-12-31T23:59:59.999Z';
      },
      'it was permitted before its runtime had started',
    ],
    [
      'a session was handed on by nobody',
      (entries) => {
        const session = entries.find(({ kind }) => kind === 'session');
        session.from = { agents: ['boss'], sessions: ['b'] };
      },
      'session s comes from others than it says',
    ],
    [
      'a call was handed on by others than its session',
      (entries) => {
        const chain = { agents: ['boss', 'desk'], sessions: ['b', 's'] };
        decisionOf(entries, 'permit', '11.00 EUR').chain = chain;
      },
      'session s was handed on by others than it says',
    ],
  ];
  test.each(cases)('%s', async (_name, change, problem) => {
    const log = await day();
    forge(log, change);
    expect((await found(log)).join('\n')).toContain(problem);
  });
});
