import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/dsl/plan/canonical.ts';
import { load } from '../../../src/index.ts';
import { readLog } from '../../../src/runtime/evidence/log/read.ts';
import { folder, vak } from '../vak.ts';

const policy = (facts = 'replay: exact', rule = ''): string => `vak 1
tool draw {
  effect: read
  args { n: int, note: string }
  result: { picks: list of string, at: int, price: money }
  run: "./draw.ts"
  sandbox: { ${facts}, time: 10s, tools: [orders.read] }
}
tool orders.read { effect: read args { id: string } result: { id: string, paid: int } }
agent desk { tools: [draw, orders.read] }
policy p for desk { rule go { permit draw${rule} } rule read { permit orders.read } }
audit { to: dir("./audit") }
`;
const code = `export default async (args: { n: number }, host: any) => {
  const { n } = args;
  const picks: string[] = [Object.keys(host).join(), new Date().toISOString()];
  for (let i = 0; i < n; i += 1) {
    const { paid } = await host.invoke({ tool: 'orders.read', args: { id: String(Math.floor(Math.random() * 1e9)) } });
    picks.push(String(paid * Math.random()));
  }
  if (n === 9) throw new Error('drew ' + picks.at(-1));
  if (n === 8) return { picks: 7 };
  picks.push(JSON.stringify(args));
  return { picks, at: Date.now(), price: '5.00 EUR' };
};
`;

/** A folder with the log of some calls of a tool whose answers nobody can foretell. */
async function logged(calls: readonly number[], text = policy()) {
  const home = folder({ 'desk.vak': text, 'draw.ts': code });
  const runtime = await load(join(home, 'desk.vak'), {
    tools: {
      'orders.read': ({ id }: { id: string }) => ({ id, paid: Math.floor(Math.random() * 1e9) }),
    },
  });
  const session = runtime.agent('desk').session();
  for (const n of calls) await session.call('draw', { n, note: 'a note' });
  await runtime.stop();
  const outcomes: number[] = [];
  const decisions: number[] = [];
  for await (const { index, entry } of readLog(join(home, 'audit'))) {
    if (entry.tool !== 'draw') continue;
    if (entry.kind === 'outcome') outcomes.push(index);
    if (entry.kind === 'decision') decisions.push(index);
  }
  const replay = (index: number, more: readonly string[] = []) =>
    vak(home, ['tool', 'replay', 'audit', String(index), '--json', ...more]);
  return { home, outcomes, decisions, replay };
}

describe('vak tool replay', { timeout: 120_000 }, () => {
  test('repeats a run to the byte from its entry, whatever came of it', async () => {
    const { home, outcomes, decisions, replay } = await logged([3, 0, 9, 8]);
    for (const [at, hostCalls] of [3, 0, 9, 8].entries()) {
      const { status, json } = replay(outcomes[at] as number);
      expect(json(), String(hostCalls)).toMatchObject({ same: 'yes', tool: 'draw', hostCalls });
      expect(status).toBe(0);
    }
    expect(replay(decisions[0] as number).json()).toMatchObject({
      same: 'yes',
      index: outcomes[0],
    });
    const said = vak(home, ['tool', 'replay', 'audit', String(outcomes[0])]).stdout;
    expect(said).toMatch(/^draw, 3 answers of its host: the same, to the byte {2}entry \d+\n$/);
  });

  test('names the place where a run parts from what was recorded', async () => {
    const { home, outcomes, replay } = await logged([3]);
    const file = join(home, 'audit/entries.jsonl');
    const whole = readFileSync(file, 'utf8');
    const [at = 0] = outcomes;
    // biome-ignore lint/suspicious/noExplicitAny: an entry is changed as its owner could
    const changed = (change: (entry: any) => void): void => {
      const lines = whole.split('\n');
      const entry = JSON.parse(lines[at] as string);
      change(entry);
      lines[at] = canonicalJson(entry);
      writeFileSync(file, lines.join('\n'));
    };
    changed(({ recorded }) => (recorded[1].args.args.id = '7'));
    expect(replay(at).json()).toMatchObject({ same: 'no', difference: { at: 'host call 2' } });
    changed(({ recorded }) => recorded.pop());
    expect(replay(at).json()).toMatchObject({ same: 'no', difference: { at: 'host call 3' } });
    changed(({ recorded }) => (recorded[2].answer.value.paid += 1));
    expect(replay(at)).toMatchObject({ status: 1 });
    expect(replay(at).json()).toMatchObject({ same: 'no', difference: { at: 'result.picks[4]' } });
    changed(({ result }) => (result.price = '6.00 EUR'));
    expect(replay(at).json()).toMatchObject({
      difference: { at: 'result.price', before: '6.00 EUR', after: '5.00 EUR' },
    });
    changed((entry) => Object.assign(entry, { status: 'failed', code: 'VAK7004' }));
    expect(replay(at).json()).toMatchObject({ difference: { at: 'code' } });
  });

  test('says what is missing where nothing can be repeated', async () => {
    const { home, outcomes, replay } = await logged([1]);
    const [at = 0] = outcomes;
    writeFileSync(join(home, 'draw.ts'), `${code}// other`);
    expect(replay(at)).toMatchObject({ status: 1 });
    expect(replay(at).json()).toMatchObject({
      same: 'cannot',
      missing: [expect.stringContaining('is other code than what ran')],
    });
    writeFileSync(join(home, 'kept.ts'), code);
    expect(replay(at, ['--code', 'kept.ts']).json()).toMatchObject({ same: 'yes' });
    expect(replay(at, ['--code', 'none.ts']).status).toBe(2);
    expect(replay(0)).toMatchObject({ status: 2, stdout: '' });
    expect(replay(99)).toMatchObject({ status: 2, stdout: '' });
    const hidden = await logged([1], policy('replay: exact', ' then hide args.note from records'));
    expect(hidden.replay(hidden.outcomes[0] as number).json()).toMatchObject({
      same: 'cannot',
      missing: [expect.stringContaining('args.note')],
    });
    const plain = await logged([1], policy('memory: 64MB'));
    expect(plain.replay(plain.outcomes[0] as number).json()).toMatchObject({
      same: 'cannot',
      missing: ['the tool is not `replay: exact`'],
    });
  });
});
