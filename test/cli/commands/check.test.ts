import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';
import { workshop } from '../workshop.ts';

describe('vak check', () => {
  test('a file that means something is ok', () => {
    const { status, json } = vak(folder(workshop), ['check', 'workshop.vak', '--json']);
    expect(
      json().diagnostics.filter((each: { severity: string }) => each.severity === 'error'),
    ).toEqual([]);
    expect(json().ok).toBe(true);
    expect(status).toBe(0);
  });

  test('warnings keep a file ok', () => {
    const claim =
      'prove "apprentices never cut" {\n  never helper calls saw.cut when context.worker.apprentice\n}\n';
    const here = folder({ ...workshop, 'workshop.vak': `${workshop['workshop.vak']}\n${claim}` });
    const { status, json } = vak(here, ['check', 'workshop.vak', '--json']);
    const severities = json().diagnostics.map((each: { severity: string }) => each.severity);
    expect(severities).toContain('warning');
    expect(severities).not.toContain('error');
    expect([status, json().ok]).toEqual([0, true]);
    expect(vak(here, ['check', 'workshop.vak']).stdout).toMatch(
      /\d+ warnings?\nworkshop\.vak: no errors\n$/,
    );
  });

  test('errors say code, place and help, several in one run, and exit 1', () => {
    const here = folder({
      'broken.vak': 'vak 1\n\ntool a.b {\n  effect: raed\n}\n\nagent x {\n  tools: [a.c]\n}\n',
    });
    const { status, json, stderr } = vak(here, ['check', 'broken.vak', '--json']);
    expect([status, json().ok, stderr]).toEqual([1, false, '']);
    const found = json().diagnostics;
    expect(found.length).toBeGreaterThanOrEqual(2);
    for (const each of found) {
      expect(each).toMatchObject({
        code: expect.stringMatching(/^VAK\d{4}$/),
        severity: expect.stringMatching(/^(error|warning|info)$/),
        message: expect.any(String),
        file: 'broken.vak',
        line: expect.any(Number),
        column: expect.any(Number),
        endLine: expect.any(Number),
        endColumn: expect.any(Number),
      });
    }
    expect(found).toContainEqual(expect.objectContaining({ line: 4, column: 11, endColumn: 15 }));
    expect(found).toContainEqual(expect.objectContaining({ line: 8, column: 11, endColumn: 14 }));
  });

  test('of a great many errors the terminal shows a hundred, and says how many there are', () => {
    const here = folder({ 'many.vak': `vak 1\n${'agent a { tools: [x.y] }\n'.repeat(500)}` });
    const { status, stdout } = vak(here, ['check', 'many.vak']);
    expect(status).toBe(1);
    expect(stdout.match(/^error\[/gm)).toHaveLength(100);
    expect(stdout).toContain('… and 400 more, which --json prints');
    expect(stdout).toMatch(/\n500 errors\n$/);
    const { json } = vak(here, ['check', 'many.vak', '--json']);
    expect(json().diagnostics).toHaveLength(500);
  });

  test('people see the line with the part underlined', () => {
    const here = folder({ 'broken.vak': 'vak 1\n\nagent x {\n  tools: [a.c]\n}\n' });
    const { status, stdout } = vak(here, ['check', 'broken.vak']);
    expect(status).toBe(1);
    expect(stdout).toContain('broken.vak:4:11');
    expect(stdout).toMatch(/tools: \[a\.c\]\n.*~~~/);
    expect(stdout).not.toContain('\u001b');
  });

  test('a file is named as it was given, its imports relative to the working folder', () => {
    const here = folder({
      'desk/main.vak': 'vak 1\n\nimport "../shared/tools.vak" as shared\n',
      'shared/tools.vak': 'vak 1\n\ntool t {\n  effect: raed\n}\n',
    });
    const files = (name: string) =>
      vak(here, ['check', name, '--json'])
        .json()
        .diagnostics.map((each: { file: string }) => each.file);
    expect(files('./desk/main.vak')).toContain('shared/tools.vak');
    expect(files('./desk/../shared/tools.vak')).toContain('./desk/../shared/tools.vak');
  });

  test('a mistake in a file that two others import is told once', () => {
    const here = folder({
      'a.vak': 'vak 1\n\nimport "./c.vak" as c\n',
      'b.vak': 'vak 1\n\nimport "./c.vak" as c\n',
      'c.vak': 'vak 1\n\ntool t {\n  effect: raed\n}\n',
    });
    const { json } = vak(here, ['check', 'a.vak', 'b.vak', '--json']);
    const places = json().diagnostics.map(
      (each: { code: string; file: string; line: number; column: number }) =>
        `${each.code} ${each.file}:${each.line}:${each.column}`,
    );
    expect(new Set(places).size).toBe(places.length);
    expect(places).toContainEqual(expect.stringContaining('c.vak:4:11'));
  });

  test('one unreadable FILE among others exits 2 with nothing on stdout', () => {
    const { status, stdout } = vak(folder(workshop), [
      'check',
      'workshop.vak',
      'none.vak',
      '--json',
    ]);
    expect([status, stdout]).toEqual([2, '']);
  });

  test('a tool file that does not compile is a diagnostic at its tool', () => {
    const here = folder({ ...workshop, 'tools/cut.ts': 'export default async (args) => {' });
    const { status, json } = vak(here, ['check', 'workshop.vak', '--json']);
    const line = workshop['workshop.vak']?.split('\n').findIndex((text) => text.includes('run:'));
    expect(status).toBe(1);
    expect(json().diagnostics).toContainEqual(
      expect.objectContaining({ severity: 'error', file: 'workshop.vak', line: (line ?? 0) + 1 }),
    );
  });

  test('what a file names may be no pipe and no device: nothing waits, nothing is read without end', () => {
    const here = folder({
      'pipe.vak': 'vak 1\n\nimport "./pipe" as a\n',
      'device.vak': 'vak 1\n\nimport "/dev/zero" as a\n',
      'code.vak': 'vak 1\n\ntool a.b {\n  effect: pure\n  run: "./pipe"\n}\n',
    });
    execFileSync('mkfifo', [join(here, 'pipe')]);
    for (const [file, code] of [
      ['pipe.vak', 'VAK2301'],
      ['device.vak', 'VAK2301'],
      ['code.vak', 'VAK2601'],
    ]) {
      const { status, json } = vak(here, ['check', file as string, '--json']);
      expect([status, json().diagnostics[0].code]).toEqual([1, code]);
    }
    const { status, stdout, stderr } = vak(here, ['check', '/dev/zero']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('larger than 64 MB');
  });

  test('a line of twenty thousand mistakes is told to an end', () => {
    const facts = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`);
    const here = folder({ 'long.vak': `vak 1\n\ntool a.b { ${facts.join(', ')} }\n` });
    expect(vak(here, ['check', 'long.vak']).stdout).toMatch(/20000 errors\n$/);
  });

  test('relative files are those of the folder that `npm run vak` was called in', () => {
    const here = folder(workshop);
    const env = { INIT_CWD: here, npm_lifecycle_event: 'vak' };
    expect(vak('/', ['check', 'workshop.vak', '--json'], { env }).status).toBe(0);
    const other = { INIT_CWD: here, npm_lifecycle_event: 'test' };
    expect(vak('/', ['check', 'workshop.vak', '--json'], { env: other }).status).toBe(2);
  });
});

describe('vak check --explain-index', () => {
  const crowd = Array.from(
    { length: 20 },
    (_, index) => `  rule r${index} { permit notes.read when args.id == "n${index}" }`,
  ).join('\n');
  const text = `vak 1
tool notes.read { effect: read args { id: string, other: string } result: string }
agent reader { tools: [notes.read] }
policy notes for reader {
${crowd}
  rule twice { forbid notes.read when args.id == args.other }
}
`;

  test('says of every rule whether it is looked up, by what, or scanned', () => {
    const here = folder({ 'notes.vak': text });
    const { status, json } = vak(here, ['check', 'notes.vak', '--explain-index', '--json']);
    expect(status).toBe(0);
    const { index } = json();
    expect(index).toHaveLength(21);
    expect(index).toContainEqual({
      rule: 'notes.r7',
      at: 'notes.vak:12:8',
      tool: 'notes.read',
      agents: ['reader'],
      found: 'lookup',
      by: 'literal',
      on: 'args.id',
      why: null,
    });
    const scanned = index.filter(({ found }: { found: string }) => found === 'scan');
    expect(scanned).toMatchObject([{ rule: 'notes.twice', by: null, why: expect.any(String) }]);
  });

  test('reads as one line a rule', () => {
    const here = folder({ 'notes.vak': text });
    const { stdout } = vak(here, ['check', 'notes.vak', '--explain-index']);
    expect(stdout).toContain(
      'notes.vak:12:8  notes.r7  notes.read for reader: looked up by literal on args.id\n',
    );
    expect(stdout).toMatch(/notes\.twice {2}notes\.read for reader: scanned: /);
  });
});
