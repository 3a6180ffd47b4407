import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../../../../src/vak.ts';
import { builtMain } from '../../built.ts';
import { folder, vak } from '../../vak.ts';
import { recorded, workshop } from '../../workshop.ts';

let whole = '';
beforeAll(() => {
  whole = recorded();
});

const show = (...more: string[]) => vak(whole, ['audit', 'show', 'audit', ...more]);
const kinds = (...more: string[]) =>
  show(...more, '--json')
    .lines()
    .map(({ kind, tool }) => `${kind} ${tool ?? ''}`.trim());

describe('vak audit show', () => {
  test('gives every entry with its index, as JSON lines', () => {
    const lines = show('--json').lines();
    expect(lines.map(({ index }) => index)).toEqual(lines.map((_, index) => index));
    expect(lines[0]).toMatchObject({ index: 0, kind: 'start' });
    expect(lines.at(-1)).toMatchObject({ kind: 'stop' });
    expect(lines).toHaveLength(vak(whole, ['audit', 'verify', 'audit', '--json']).json().entries);
  });

  test('keeps what its filters ask for', () => {
    const b = ['session', 'decision parts.find', 'outcome parts.find', 'decision made.up'];
    expect(kinds('--session', 'b')).toEqual(b);
    expect(kinds('--verdict', 'forbid,approval')).toEqual(['decision made.up']);
    expect(kinds('--level', 'warning')).toEqual(['decision made.up']);
    expect(kinds('--tool', 'parts.find', '--kind', 'outcome')).toHaveLength(3);
    expect(kinds('--agent', 'helper', '--last', '2')).toEqual(b.slice(2));
    expect(kinds('--since', '1h', '--kind', 'session')).toHaveLength(2);
    expect(kinds('--until', '2020-01-01T00:00:00Z')).toEqual([]);
    expect(kinds('--from', '2', '--session', 'a')[0]).toBe('decision parts.find');
  });

  test('what is no filter is wrong usage', () => {
    for (const [option, word] of [
      ['--level', 'loud'],
      ['--since', 'yesterday'],
      ['--from', '-1'],
      ['--last', 'many'],
      ['--verdict', 'deny'],
      ['--kind', 'decisions'],
    ] as const) {
      const { status, stdout, stderr } = show(`${option}=${word}`);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(word);
    }
  });

  test('people read the day, then a line an entry, with the reason below a decision', () => {
    const { stdout } = show();
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d\n {5}0 {2}[\d:.]{12} {2}start +vak \d/);
    expect(stdout).toMatch(
      / {2}permit +helper: parts\.find \{"id":"p_1"\}\n +\S.* \(.*workshop\.vak:\d+:\d+\)\n/,
    );
    expect(stdout).toMatch(/ {2}└ done +parts\.find → .* \d+ ms\n/);
    expect(stdout).toMatch(/forbid +helper: made\.up \{\} VAK6101\n +there is no tool `made\.up`/);
  });

  test('says from where on nobody has signed what it shows', () => {
    const here = recorded();
    const { length } = vak(here, ['audit', 'show', 'audit', '--json']).lines();
    const signed = vak(here, ['audit', 'show', 'audit']);
    expect(signed.stderr).toBe('');
    const line = '{"at":"2026-01-02T03:04:05.678Z","kind":"stop","v":1}\n';
    appendFileSync(join(here, 'audit', 'entries.jsonl'), line);
    const { stderr } = vak(here, ['audit', 'show', 'audit', '--last', '2']);
    expect(stderr).toBe(`from entry ${length} on, nobody has signed the log yet\n`);
    const start = vak(here, ['audit', 'show', 'audit', '--kind', 'start']);
    expect([start.stdout === '', start.stderr]).toEqual([false, '']);
  });

  test('--follow goes on with what comes, each entry once, until it is stopped', async () => {
    const here = folder(workshop);
    const file = join(here, 'workshop.vak');
    const begin = () => load(file, { state: join(here, '.vak'), audit: join(here, 'audit') });
    await using live = await begin();
    const child = spawn(
      process.execPath,
      [builtMain(), 'audit', 'show', join(here, 'audit'), '--follow', '--json'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = readerOf(child);
    expect(await lines()).toMatchObject({ index: 0, kind: 'start' });
    await live.audit.note('one');
    expect(await lines()).toMatchObject({ index: 1, text: 'one' });
    await live.audit.note('two');
    expect(await lines()).toMatchObject({ index: 2, text: 'two' });
    child.kill('SIGINT');
    const [status] = await once(child, 'exit');
    expect(status).toBe(0);
  });
});

function readerOf(child: ChildProcess): () => Promise<unknown> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[
    Symbol.asyncIterator
  ]();
  return async () => JSON.parse(String((await lines.next()).value));
}

describe('vak audit report', () => {
  const report = (...more: string[]) => vak(whole, ['audit', 'report', 'audit', ...more]);

  test('counts by agent, tool, verdict and rule', () => {
    const { status, json } = report('--json');
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      decisions: 4,
      verdicts: { permit: 3, approval: 0, forbid: 1 },
      agents: [{ name: 'helper', permit: 3, forbid: 1 }],
      tools: [
        { name: 'parts.find', permit: 3 },
        { name: 'made.up', forbid: 1 },
      ],
      codes: [{ name: 'VAK6101', count: 1 }],
      outcomes: [{ name: 'done', count: 3 }],
    });
    expect(report('--session', 'a', '--json').json()).toMatchObject({ decisions: 2 });
    expect(report('--until', '2020-01-01', '--json').json()).toMatchObject({ entries: 0 });
  });

  test('people read bars', () => {
    const { stdout } = report();
    expect(stdout).toMatch(/^4 decisions in \d+ entries/);
    expect(stdout).toMatch(/ {2}parts\.find {2}█+ 3 \/ 0 \/ 0\n {2}made\.up {5}█+ 0 \/ 0 \/ 1/);
    expect(report('--until', '2020-01-01').stdout).toBe('no entries here\n');
  });

  test('--html writes one page that needs nothing else', () => {
    expect(report('--html', 'report.html').status).toBe(0);
    const page = readFileSync(join(whole, 'report.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page.match(/<svg /g)).toHaveLength(4);
    expect(page).not.toMatch(/<script|src=|href=|url\(/);
    expect(report('--html', 'no/such/folder.html').status).toBe(2);
  });
});
