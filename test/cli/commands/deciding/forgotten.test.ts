import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, vak } from '../../vak.ts';

const policy = `vak 1

context { clerk: email }

tool mail.send {
  effect: egress
  args { to: email, copy: { to: email, times: int }?, body: string }
  result: { id: string }
}
tool mail.recall {
  effect: write
  args { to: email }
}

agent desk { tools: [mail.send, mail.recall] }

policy mails for desk {
  rule send { permit mail.send }
  rule recall { permit mail.recall }
}

audit { to: dir("./audit"), sensitive: [args.to, args.copy.to, context.clerk] }
`;
const send = (to: string, more: object = { body: 'news' }) => ({
  tool: 'mail.send',
  args: { to, ...more },
  context: { clerk: 'clerk@example.com' },
});
const copy = { to: 'alice@example.com', times: 2 };
const script = {
  agent: 'desk',
  results: { 'mail.send': { id: 'm' }, 'mail.recall': null },
  calls: [
    send('alice@example.com', { body: 'news', copy }),
    send('bob@example.com'),
    { ...send('bob@example.com', {}), tool: 'mail.recall' },
    // Turned away: it has no body.
    send('alice@example.com', {}),
  ],
};

let at = '';
let indices: readonly number[] = [];
beforeAll(() => {
  at = folder({ 'desk.vak': policy, 'script.json': JSON.stringify(script) });
  expect(vak(at, ['run', 'desk.vak', '--script', 'script.json']).status).toBe(0);
  for (const text of ['alice@example.com', 'clerk@example.com']) {
    const forget = ['audit', 'forget', 'audit', '--by', 'dpo', '--containing', text];
    expect(vak(at, forget).status).toBe(0);
  }
  const decisions = vak(at, ['audit', 'show', 'audit', '--kind', 'decision', '--json']).lines();
  indices = decisions.map(({ index }) => index);
});

/** What another policy says of each call: `same`, or what is missing. */
function under(change: (text: string) => string, home = at): readonly unknown[] {
  const text = change(policy);
  expect(text).not.toBe(policy);
  writeFileSync(join(home, 'other.vak'), text);
  const ended = vak(home, ['replay', 'audit', '--policy', 'other.vak', '--json']);
  expect(ended.stderr).toBe('');
  const { changed, missing } = ended.json();
  return indices.map((index) => {
    const of = (list: readonly { index: number }[]) => list.find((one) => one.index === index);
    const lost = of(missing) as { missing: readonly string[] } | undefined;
    return lost?.missing ?? (of(changed) === undefined ? 'yes' : 'no');
  });
}
const rule = (text: string) => (of: string) => of.replace('permit mail.send', text);
const to = '`args.to` is [forgotten]';
const copied = '`args.copy.to` is [forgotten]';
const clerk = '`context.clerk` is [forgotten]';

describe('an argument with a type that was forgotten', () => {
  test('is passed over where another policy does not read it', () => {
    const [first, second, third] = under(rule('permit mail.send when args.body != "news"'));
    expect([first, second, third]).toEqual(['no', 'no', 'yes']);
    const times = rule('permit mail.send when args.copy.times < 3');
    expect(under(times).slice(0, 3)).toEqual(['yes', 'no', 'yes']);
  });

  test('is named where it is read, and nothing else is', () => {
    const [first, second] = under(rule('permit mail.send when args.to like "a*"'));
    expect([first, second]).toEqual([[to], 'no']);
    expect(under(rule('permit mail.send when args.copy.to like "a*"'))[0]).toEqual([copied]);
    const whole = under(rule('permit mail.send when context.clerk like "c*"'));
    expect(whole.slice(0, 3)).toEqual([[clerk], [clerk], 'yes']);
  });

  test('is named where another policy might not admit it', () => {
    const narrow = (of: string) =>
      of.replace('args { to: email, copy', 'args { to: email where to like "a*", copy');
    expect(under(narrow).slice(0, 2)).toEqual([[to], 'no']);
    const other = (of: string) => of.replace('args { to: email, copy', 'args { to: string, copy');
    expect(under(other).slice(0, 2)).toEqual([[to], 'yes']);
    const inner = (of: string) => of.replace('times: int', 'times: int where times > 0');
    expect(under(inner).slice(0, 2)).toEqual([[copied], 'yes']);
    const context = (of: string) => of.replace('clerk: email', 'clerk: string');
    expect(under(context).slice(0, 3)).toEqual([[clerk], [clerk], [clerk]]);
  });

  test('is named of a call that was turned away and that another policy might admit', () => {
    const fourth = under((of) => of.replace('body: string }', 'body: string? }'))[3];
    expect(fourth).toEqual(expect.arrayContaining([to]));
  });

  test('makes unsure what a limit says of later calls, where it decides whether this one counts', () => {
    const limit = (text: string) => (of: string) =>
      `${rule(text)(of)}\nlimit few for desk { on mail.send, mail.recall\n at most 1 calls per 1h }\n`;
    const sure = under(limit('permit mail.send when args.body == "news"'));
    expect(sure.slice(0, 3)).toEqual(['yes', 'no', 'no']);
    const counts = (index: number) =>
      `limit \`few\` counts entry ${index}, which cannot be decided`;
    const [first = 0, second = 0] = indices;
    expect(under(limit('permit mail.send when args.to like "a*"')).slice(0, 3)).toEqual([
      [to],
      [counts(first)],
      [counts(second)],
    ]);
  });

  test('makes unsure what a clause says that compares it with those of later calls', () => {
    const clause = (of: string) =>
      `${of}\nconstraint c for desk { per session after mail.send never mail.recall matching earlier.args.to == later.args.to }\n`;
    const said = under(clause);
    expect(said[2]).toEqual([expect.stringContaining(`${to} in entry ${indices[0]}`)]);
  });

  test('is named where the plan of its time is gone', () => {
    const home = folder();
    cpSync(at, home, { recursive: true });
    rmSync(join(home, 'audit', 'plans'), { recursive: true });
    const said = under(rule('permit mail.send when args.body != "news"'), home);
    expect(said[0]).toEqual([copied, to, clerk]);
  });
});
