import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';

const policy = `vak 1

tool mail.send {
  effect: egress
  args { to: email, body: string }
  result: { id: string }
}

agent desk { tools: [mail.send] }

policy mails for desk {
  rule all { permit mail.send }
}

audit { to: dir("./audit"), sensitive: [args.to, args.body] }
`;
const script = {
  agent: 'desk',
  results: { 'mail.send': { id: 'm' } },
  calls: ['alice@example.com', 'bob@example.com'].map((to) => ({
    tool: 'mail.send',
    args: { to, body: 'good news' },
  })),
};

function recorded(): string {
  const at = folder({ 'desk.vak': policy, 'script.json': JSON.stringify(script) });
  expect(vak(at, ['run', 'desk.vak', '--script', 'script.json']).status).toBe(0);
  return at;
}
const forget = (at: string, ...more: readonly string[]) =>
  vak(at, ['audit', 'forget', 'audit', ...more]);

describe('vak audit forget', () => {
  test('erases one person, says so in the log, and replay names what is gone', () => {
    const at = recorded();
    const done = forget(at, '--by', 'dpo', '--containing', 'alice@example.com', '--json');
    expect({ status: done.status, err: done.stderr }).toEqual({ status: 0, err: '' });
    expect(done.json()).toMatchObject({ ok: true, values: 1, entries: 1 });
    const [index] = done.json().at as readonly number[];
    const text = readFileSync(join(at, 'audit/withheld/0.jsonl'), 'utf8');
    expect(text).toContain('bob@example.com');
    expect(text).not.toContain('alice');
    expect(vak(at, ['audit', 'verify', 'audit', '--json']).json()).toMatchObject({
      ok: true,
      withheld: { forgotten: 1, absent: 0 },
    });
    const replay = vak(at, ['replay', 'audit', '--json']).json();
    expect(replay).toMatchObject({ same: 'cannot', counts: { yes: 1, no: 0, cannot: 1 } });
    expect(JSON.stringify(replay)).toContain('`args.to` is [forgotten]');
    const shown = vak(at, ['audit', 'show', 'audit']).stdout.split('\n');
    expect(shown.find((line) => line.trim().startsWith(String(index)))).toContain('dpo');
    expect(shown.join()).not.toContain('alice');
  });

  test('another policy decides without what is gone, and says so where it reads it', () => {
    const at = recorded();
    expect(forget(at, '--by', 'dpo', '--containing', 'good news').status).toBe(0);
    const under = (rule: string) => {
      writeFileSync(join(at, 'other.vak'), policy.replace('permit mail.send', rule));
      return vak(at, ['replay', 'audit', '--policy', 'other.vak', '--json']).json();
    };
    const other = under('permit mail.send when args.to == "alice@example.com"');
    expect(other.counts).toEqual({ yes: 1, no: 1, cannot: 0 });
    const reading = under('permit mail.send when args.body != ""');
    expect(reading.counts).toEqual({ yes: 0, no: 0, cannot: 2 });
    expect(reading.missing).toMatchObject([{ missing: ['`args.body` is [forgotten]'] }, {}]);
  });

  test('does not begin without a name, a choice, a key or a log', () => {
    const at = recorded();
    for (const [args, said] of [
      [['--containing', 'x'], '--by'],
      [['--by', 'dpo'], 'say whose values'],
      [['--by', ' ', '--all'], '--by must say who'],
      [['--by', 'dpo', '--index', 'x'], 'is no index'],
    ] as const) {
      const { status, stderr } = forget(at, ...args);
      expect({ args, status }).toEqual({ args, status: 2 });
      expect(stderr).toContain(said);
    }
    for (const file of ['none', '.vak/none']) {
      expect(forget(at, '--by', 'dpo', '--all', '--secret', file).status).toBe(2);
    }
    expect(vak(at, ['audit', 'forget', 'none', '--by', 'dpo', '--all']).status).toBe(2);
    expect(forget(at, '--by', 'dpo', '--session', 'nobody').stdout).toContain('nothing is kept');
  });
});
