import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { started } from '../../../road/mk.ts';
import { vak as run } from '../../vak.ts';

const policy = `
tool orders.read {
  effect: read
  args { id: string }
}
agent desk { tools: [orders.read] }
policy desk_rules for desk {
  rule look { permit orders.read when args.id != "secret" }
}
`;

/** A runtime with a message received, a call that ended, one that is forbidden, and `waiting` calls whose tool never answers. */
async function underWay(waiting: number) {
  const held = Promise.withResolvers<string>();
  onTestFinished(() => held.resolve(''));
  let begun = 0;
  const all = Promise.withResolvers<void>();
  const { vak, state } = await started(policy, {
    tools: {
      'orders.read': ({ id }: { id: string }) => {
        if (id === 'quick') return 'here';
        begun += 1;
        if (begun === waiting) all.resolve();
        return held.promise;
      },
    },
  });
  const session = vak.agent('desk').session({ id: 's-1' });
  await session.receive('good morning', { source: 'user' });
  await session.call('orders.read', { id: 'quick' });
  await session.call('orders.read', { id: 'secret' });
  const calls = Array.from({ length: waiting }, (_, n) =>
    session.call('orders.read', { id: `slow ${n}` }),
  );
  await all.promise;
  // Signed as far as it goes.
  await vak.audit.verify();
  const end = async () => {
    held.resolve('late');
    await Promise.all(calls);
  };
  return { vak, state, end };
}

const one = {
  count: 1,
  calls: [
    { index: expect.any(Number), call: expect.any(String), session: 's-1', tool: 'orders.read' },
  ],
};

describe('calls that were permitted and have no outcome', () => {
  test('are told by vak.audit.report() as long as they have none, among what it selects', async () => {
    const { vak, end } = await underWay(1);
    const { unfinished } = await vak.audit.report();
    expect(unfinished).toEqual(one);
    const entry = await vak.audit.entry(unfinished.calls[0]?.index ?? -1);
    expect(entry?.decision).toMatchObject({ verdict: 'permit' });
    expect(await vak.audit.report({ verdicts: ['permit'] })).toMatchObject({ unfinished: one });
    expect(await vak.audit.report({ verdicts: ['forbid'] })).toMatchObject({
      unfinished: { count: 0, calls: [] },
    });
    await end();
    expect(await vak.audit.report()).toMatchObject({ unfinished: { count: 0, calls: [] } });
  });

  test('are told by `vak audit report`, which looks for outcomes beyond what it selects', async () => {
    const { state, end } = await underWay(1);
    const report = (...more: string[]) => run(state, ['audit', 'report', 'audit', ...more]);
    expect(report('--json').json().unfinished).toEqual(one);
    expect(report('--json', '--kind', 'decision').json().unfinished).toEqual(one);
    expect(report('--json', '--verdict', 'forbid').json().unfinished.count).toBe(0);
    expect(report('--json', '--tool', 'orders.read').json().unfinished).toEqual(one);
    expect(report().stdout).toMatch(
      /unfinished: 1 call was permitted and has no outcome so far\n {2}entry \d+: orders.read in session s-1\n/,
    );
    report('--html', 'page.html');
    expect(readFileSync(join(state, 'page.html'), 'utf8')).toMatch(
      /<p>1 permitted without an outcome so far<\/p><table><tr><td>entry \d+<\/td><td>orders.read<\/td><td>s-1</,
    );
    await end();
    expect(report('--json').json().unfinished.count).toBe(0);
    expect(report().stdout).not.toContain('unfinished');
  });

  test('are told by `vak audit fsck` and are no fault of the log', async () => {
    const { state, end } = await underWay(1);
    const fsck = (...more: string[]) => run(state, ['audit', 'fsck', 'audit', ...more]);
    const found = fsck('--json');
    expect([found.status, found.json().ok, found.json().unfinished]).toEqual([0, true, one]);
    expect(fsck().stdout).toContain('unfinished: 1 call was permitted and has no outcome so far');
    await end();
    expect(fsck('--json').json().unfinished).toEqual({ count: 0, calls: [] });
    expect(run(state, ['audit', 'verify', 'audit', '--json']).json()).not.toHaveProperty(
      'unfinished',
    );
  });

  test('are counted all and named up to twenty', async () => {
    const { vak, state } = await underWay(25);
    const { unfinished } = await vak.audit.report();
    expect([unfinished.count, unfinished.calls.length]).toEqual([25, 20]);
    expect(run(state, ['audit', 'report', 'audit']).stdout).toMatch(/… and 10 more\n/);
  });

  test('are none of a rehearsal, which carries nothing out', async () => {
    const { vak, state } = await started(policy, {
      tools: { 'orders.read': () => 'here' },
      rehearse: { answers: {} },
    });
    await vak.agent('desk').session().call('orders.read', { id: 'quick' });
    await vak.stop();
    // As if it had ended in between.
    const entries = join(state, 'audit', 'entries.jsonl');
    const lines = readFileSync(entries, 'utf8').split('\n');
    writeFileSync(entries, lines.filter((line) => !line.includes('"kind":"outcome"')).join('\n'));
    const told = run(state, ['audit', 'report', 'audit', '--json']).json();
    expect(told).toMatchObject({ verdicts: { permit: 1 }, unfinished: { count: 0 } });
  });
});
