import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';
import { context, lowPart, workshop } from '../workshop.ts';

interface Line {
  readonly call: number;
  readonly verdict: string;
  readonly ok: boolean;
  readonly because: string;
  readonly result?: unknown;
  readonly refusal?: { readonly code: string };
  readonly approval?: unknown;
}

/** Runs a script in a workshop of its own; the lines it prints. */
function run(script: object, here = folder(workshop), ...more: string[]) {
  const full = { agent: 'helper', context, results: { 'parts.find': lowPart }, ...script };
  const files = folder({ 'script.json': JSON.stringify(full) });
  const args = ['run', 'workshop.vak', '--script', join(files, 'script.json'), '--json', ...more];
  return vak(here, args);
}
const lines = (script: object): Line[] => {
  const ended = run(script);
  expect(ended.stderr).toBe('');
  expect(ended.status).toBe(0);
  return ended.lines();
};
const order = (total: string, more: object = {}) => ({
  tool: 'parts.order',
  args: { id: 'p_1', amount: 1, total },
  result: { order: 'o_1' },
  ...more,
});
/** Verdict, whether a result came, and the refusal's code, of each line. */
const gist = (all: Line[]) => all.map(({ verdict, ok, refusal }) => [verdict, ok, refusal?.code]);

describe('vak run', () => {
  test('prints one line a call, with everything that was said', () => {
    const [line, ...rest] = lines({ calls: [{ tool: 'parts.find', args: { id: 'p_1' } }] });
    expect(rest).toEqual([]);
    expect(line).toEqual({
      call: 0,
      tool: 'parts.find',
      verdict: 'permit',
      ok: true,
      because: expect.any(String),
      opinions: [
        expect.objectContaining({
          by: 'policy',
          verdict: 'permit',
          rule: 'workshop.find',
          at: expect.stringMatching(/^workshop\.vak:\d+:\d+$/),
        }),
      ],
      result: lowPart,
      ms: expect.any(Number),
    });
  });

  test('tools with code run in the sandbox; what they do wrong has its code', () => {
    const cut = (pieces: number) => ({ tool: 'saw.cut', args: { pieces } });
    const all = lines({ calls: [cut(3), cut(0), cut(-1), cut(4)] });
    expect(gist(all)).toEqual([
      ['permit', true, undefined],
      ['permit', false, 'VAK7004'],
      ['permit', false, 'VAK7001'],
      ['permit', true, undefined],
    ]);
    expect(all[0]?.result).toEqual({ pieces: 3 });
  });

  test('refusals carry their code and the author’s words', () => {
    const all = lines({
      calls: [
        { tool: 'bench.clear', args: { place: 'left' }, result: { done: true } },
        { tool: 'made.up', args: {} },
        { tool: 'parts.find', args: { id: 7 } },
        {
          tool: 'saw.cut',
          args: { pieces: 1 },
          context: { worker: { name: 'Bo', apprentice: true } },
        },
      ],
    });
    expect(gist(all)).toEqual([
      ['forbid', false, 'VAK6002'],
      ['forbid', false, 'VAK6101'],
      ['forbid', false, 'VAK6103'],
      ['forbid', false, 'VAK6001'],
    ]);
    expect(all[3]).toMatchObject({
      because: 'Apprentices do not use the saw.',
      refusal: { rule: 'workshop.apprentices' },
    });
  });

  test('a limit counts by the clock that `after` moves', () => {
    const calls = [...Array(4).fill(order('1 EUR')), order('1 EUR', { after: '1h' })];
    const all = lines({ calls });
    expect(gist(all).map(([verdict]) => verdict)).toEqual([
      'permit',
      'permit',
      'permit',
      'forbid',
      'permit',
    ]);
    expect(all[3]?.refusal).toMatchObject({ code: 'VAK6003', retryAfterMs: 3_600_000 });
  });

  test('recorded answers come from `result`, then from `results`, in their sequence', () => {
    const find = { tool: 'parts.find', args: { id: 'p_1' } };
    const [a, b, c] = [1, 2, 3].map((stock) => ({ ...lowPart, stock }));
    const all = lines({
      results: { 'parts.find': { sequence: [a, b] } },
      calls: [find, { ...find, result: c }, find, find],
    });
    expect(all.map(({ result }) => result)).toEqual([a, c, b, undefined]);
    expect(gist(all)[3]).toEqual(['permit', false, 'VAK6008']);
  });

  test('look-ups are answered from `results`; without an answer the call is forbidden', () => {
    const full = { ...lowPart, stock: 40 };
    expect(gist(lines({ results: { 'parts.find': full }, calls: [order('1 EUR')] }))).toEqual([
      ['forbid', false, 'VAK6002'],
    ]);
    expect(gist(lines({ results: {}, calls: [order('1 EUR')] }))).toEqual([
      ['forbid', false, 'VAK6009'],
    ]);
  });

  describe('approvals', () => {
    test('granted: the verdict is permit and the call is carried out', () => {
      const [line] = lines({ approvals: 'grant', calls: [order('200 EUR')] });
      expect(line).toMatchObject({
        verdict: 'permit',
        ok: true,
        result: { order: 'o_1' },
        approval: { from: 'foreman', answer: 'grant' },
      });
    });

    test('refused: the verdict is forbid', () => {
      const [line] = lines({ approvals: 'deny', calls: [order('200 EUR')] });
      expect(line).toMatchObject({
        verdict: 'forbid',
        ok: false,
        refusal: { code: 'VAK6005' },
        approval: { from: 'foreman', answer: 'deny' },
      });
    });

    test('answers are taken in order for each tool; when none is left, it is a refusal', () => {
      const approvals = [
        { tool: 'saw.cut', answer: 'grant' },
        { tool: 'parts.order', answer: 'deny' },
        { tool: 'parts.order', answer: 'grant' },
      ];
      const all = lines({ approvals, calls: Array(3).fill(order('200 EUR')) });
      expect(gist(all)).toEqual([
        ['forbid', false, 'VAK6005'],
        ['permit', true, undefined],
        ['forbid', false, 'VAK6005'],
      ]);
    });

    test('with nobody to answer the call stays forbidden', () => {
      const [line] = lines({ calls: [order('200 EUR')] });
      expect(line).toMatchObject({ verdict: 'forbid', ok: false, approval: { answer: 'none' } });
    });

    test('a ticket is good for its own arguments, once, and until it expires', () => {
      const all = lines({
        approvals: [{ tool: 'parts.order', answer: 'grant' }],
        calls: [
          order('200 EUR'),
          order('300 EUR', { approval: 0 }),
          order('200 EUR', { approval: 0 }),
        ],
      });
      expect(gist(all)).toEqual([
        ['permit', true, undefined],
        ['forbid', false, 'VAK6007'],
        ['forbid', false, 'VAK6007'],
      ]);
      const late = lines({
        calls: [order('200 EUR'), order('200 EUR', { approval: 0, after: '5h' })],
      });
      expect(gist(late)[1]).toEqual(['forbid', false, 'VAK6006']);
    });

    test('the ticket of a call that had none is refused', () => {
      const find = { tool: 'parts.find', args: { id: 'p_1' } };
      const all = lines({ calls: [find, order('200 EUR', { approval: 0 })] });
      expect(gist(all)[1]).toEqual(['forbid', false, 'VAK6007']);
    });
  });

  test('the log goes where the file says, or where --audit says, and verifies', () => {
    const here = folder(workshop);
    const calls = [{ tool: 'parts.find', args: { id: 'p_1' } }];
    run({ calls }, here);
    expect(vak(here, ['audit', 'verify', 'audit', '--json']).json()).toMatchObject({ ok: true });
    const other = folder();
    run({ calls }, here, '--audit', join(other, 'log'));
    expect(existsSync(join(other, 'log', 'entries.jsonl'))).toBe(true);
  });

  test('what the user says before a call is part of the record', () => {
    const here = folder(workshop);
    run({ calls: [{ tool: 'parts.find', args: { id: 'p_1' }, user: 'find me a bolt' }] }, here);
    const entries = readFileSync(join(here, 'audit', 'entries.jsonl'), 'utf8');
    expect(entries).toContain('"tool":"agent.input"');
    expect(entries.indexOf('find me a bolt')).toBeLessThan(entries.indexOf('"tool":"parts.find"'));
  });

  test('what a rule hides stands nowhere in the log, though the tool receives it', () => {
    const here = folder(workshop);
    const call = order('1 EUR');
    const noted = { ...call, args: { ...call.args, note: 'for my grandmother' } };
    expect(run({ calls: [noted] }, here).lines()[0]).toMatchObject({ ok: true });
    const entries = readFileSync(join(here, 'audit', 'entries.jsonl'), 'utf8');
    expect(entries).toContain('"tool":"parts.order"');
    expect(entries).not.toContain('grandmother');
  });

  test('a .jsonl script is a session a line; each line of output names its session', () => {
    const here = folder(workshop);
    const session = (id: string) =>
      JSON.stringify({
        agent: 'helper',
        session: id,
        calls: [order('1 EUR'), order('1 EUR')],
        results: { 'parts.find': lowPart },
      });
    const files = folder({ 's.jsonl': `${session('a')}\n${session('b')}\n` });
    const ended = vak(here, ['run', 'workshop.vak', '--script', join(files, 's.jsonl'), '--json']);
    expect(ended.lines().map(({ session, call, verdict }) => [session, call, verdict])).toEqual([
      ['a', 0, 'permit'],
      ['a', 1, 'permit'],
      ['b', 0, 'permit'],
      ['b', 1, 'forbid'],
    ]);
  });

  test('a script that does not load exits 1 with diagnostics, and nothing has run', () => {
    const here = folder(workshop);
    const ended = run({ calls: [{ tool: 'parts.find', arg: {} }] }, here);
    expect(ended.status).toBe(1);
    expect(ended.json()).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'VAK0102', line: 1, message: '`arg` is no key of a call' }],
    });
    expect(existsSync(join(here, 'audit'))).toBe(false);
  });

  test('people get a timeline: verdict, tool, time, reason with its place, result', () => {
    const files = folder({
      'script.json': JSON.stringify({
        agent: 'helper',
        context,
        results: { 'parts.find': lowPart },
        calls: [
          { tool: 'parts.find', args: { id: 'p_1' } },
          { tool: 'odd\u001b[31mname', args: {} },
        ],
      }),
    });
    const { stdout } = vak(folder(workshop), [
      'run',
      'workshop.vak',
      '--script',
      join(files, 'script.json'),
    ]);
    expect(stdout).toMatch(/ 0 {2}permit {2}parts\.find {2}\d+\.\d ms\n/);
    expect(stdout).toMatch(/workshop\.find workshop\.vak:\d+:\d+\n/);
    expect(stdout).toContain('→ {"id":"p_1"');
    expect(stdout).toContain('odd\\u001b[31mname');
    expect(stdout).not.toContain('\u001b');
  });
});
