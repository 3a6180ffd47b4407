import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';

const base = `vak 1

// What every desk shares.
tool email.send {
  effect: egress
  args { to: email, count: int }
  run: "./tools/send.js"
}

policy base for any agent {
  rule many {
    forbid email.send
    when args.count > 50
  }
}
`;
const desk = `vak 1

import "./base.vak" as base

agent desk {
  tools: [base.email.send]
}

policy desk for desk {
  rule send {
    permit base.email.send
  }
}

limit mails for desk {
  on base.email.send
  at most 9 calls per 1h
}
`;
const files = {
  'desk.vak': desk,
  'base.vak': base,
  'tools/send.js': 'export default async () => ({});\n',
};

/** A folder whose policy is locked. */
function locked(more: Readonly<Record<string, string>> = {}): string {
  const here = folder({ ...files, ...more });
  expect(vak(here, ['lock', 'desk.vak', '--yes', '--json']).json().ok).toBe(true);
  return here;
}
const write = (here: string, name: string, text: string): void =>
  writeFileSync(join(here, name), text);
const codes = (here: string, file = 'desk.vak'): readonly string[] =>
  vak(here, ['check', file, '--json'])
    .json()
    .diagnostics.filter(({ severity }: { severity: string }) => severity === 'error')
    .map(({ code }: { code: string }) => code);

describe('vak lock', () => {
  test('shows what is brought in, and writes only when told to', () => {
    const here = folder(files);
    const shown = vak(here, ['lock', 'desk.vak']);
    expect(shown.status).toBe(1);
    expect(shown.stdout).toContain('base.vak\n  file is new\n');
    expect(shown.stdout).toContain('  rule base.many is new\n');
    expect(shown.stdout).toContain('    + forbid email.send\n    + when args.count > 50\n');
    expect(existsSync(join(here, 'vak.lock'))).toBe(false);

    expect(vak(here, ['lock', 'desk.vak', '--yes', '--json']).json()).toMatchObject({
      ok: true,
      written: true,
    });
    expect(Object.keys(JSON.parse(readFileSync(join(here, 'vak.lock'), 'utf8')).files)).toEqual([
      'base.vak',
    ]);
    expect(vak(here, ['lock', 'desk.vak', '--check', '--json']).json()).toEqual({
      ok: true,
      written: false,
      changes: [],
    });
  });

  test('says of a change which rule it is in, and how it read before', () => {
    const here = locked();
    write(here, 'base.vak', base.replace('> 50', '> 500'));
    const { status, json } = vak(here, ['lock', 'desk.vak', '--check', '--json']);
    expect(status).toBe(1);
    expect(json().changes).toContainEqual({
      name: 'base.vak',
      what: 'rule base.many',
      change: 'changed',
      before: ['when args.count > 50'],
      after: ['when args.count > 500'],
    });
  });

  test('says which rule is gone', () => {
    const here = locked();
    write(
      here,
      'base.vak',
      base.replace(/ {2}rule many[^}]*}\n/, '  rule one { forbid email.send }\n'),
    );
    const { stdout } = vak(here, ['lock', 'desk.vak']);
    expect(stdout).toContain('rule base.many is gone\n');
    expect(stdout).toContain('rule base.one is new\n');
  });

  test('a policy with an error is not pinned', () => {
    const here = folder({ ...files, 'base.vak': `${base}\nagent agent {` });
    expect(vak(here, ['lock', 'desk.vak', '--yes', '--json']).json().ok).toBe(false);
    expect(existsSync(join(here, 'vak.lock'))).toBe(false);
  });

  test('a lock is kept for every entry file that it was made for', () => {
    const here = locked({
      'more.vak': 'vak 1\n',
      'night.vak': 'vak 1\nimport "./more.vak" as m\n',
    });
    expect(codes(here, 'night.vak')).toEqual(['VAK2402']);
    expect(vak(here, ['lock', 'night.vak', '--yes']).status).toBe(0);
    expect([codes(here), codes(here, 'night.vak')]).toEqual([[], []]);
  });
});

describe('with a lock, vak check', () => {
  test('takes what is pinned, however it is laid out and commented', () => {
    const here = locked();
    expect(codes(here)).toEqual([]);
    write(here, 'base.vak', base.replace(/\/\/.*\n/, '').replace(/\n {2,}/g, '\n'));
    expect(codes(here)).toEqual([]);
  });

  test('refuses an import that changed, naming both digests at the import', () => {
    const here = locked();
    write(here, 'base.vak', base.replace('> 50', '> 500'));
    const [found] = vak(here, ['check', 'desk.vak', '--json']).json().diagnostics;
    expect(found).toMatchObject({ code: 'VAK2401', file: 'desk.vak', line: 3 });
    expect(found.message.match(/sha256:[0-9a-f]{64}/g)).toHaveLength(2);
    vak(here, ['lock', 'desk.vak', '--yes']);
    expect(codes(here)).toEqual([]);
  });

  test('refuses the changed code of an imported tool', () => {
    const here = locked();
    write(here, 'tools/send.js', 'export default async () => ({ more: 1 });\n');
    expect(codes(here)).toEqual(['VAK2401']);
  });

  test('tells files apart whose folders merely end in node_modules', () => {
    const tool = (effect: string) => `vak 1\n\ntool do {\n  effect: ${effect}\n}\n`;
    const here = folder({
      'desk.vak': 'vak 1\n\nimport "./my_node_modules/a.vak" as a\nimport "./a.vak" as b\n',
      'my_node_modules/a.vak': tool('read'),
      'a.vak': tool('pure'),
    });
    expect(vak(here, ['lock', 'desk.vak', '--yes', '--json']).json().ok).toBe(true);
    expect(codes(here)).toEqual([]);
    write(here, 'a.vak', tool('write'));
    expect(codes(here)).toEqual(['VAK2401']);
  });

  test('refuses what is not pinned', () => {
    const here = locked({ 'more.vak': 'vak 1\n' });
    write(here, 'desk.vak', desk.replace('\n\nagent', '\nimport "./more.vak" as more\n\nagent'));
    expect(codes(here)).toEqual(['VAK2402']);
  });

  test.each([
    '{',
    '{}',
    '{"lock":1,"entries":[],"files":{"a":1},"plugins":{}}',
  ])('refuses the damaged lock %s', (text) => {
    const here = folder({ ...files, 'vak.lock': text });
    expect(codes(here)).toEqual(['VAK2403']);
    expect(vak(here, ['lock', 'desk.vak', '--yes']).status).toBe(2);
  });

  test('refuses a plugin whose entry file changed, and never runs it', () => {
    const plugin = 'throw new Error("run by check");\n';
    const use = desk.replace('\n\nagent', '\nuse "./limiter.js" for limits\n\nagent');
    const here = locked({ 'limiter.js': plugin, 'desk.vak': use });
    expect(codes(here)).toEqual([]);
    write(here, 'limiter.js', `${plugin}// more\n`);
    expect(codes(here)).toEqual(['VAK2401']);
  });
});

describe('a policy in a package', () => {
  const baseline = (manifest: object): Readonly<Record<string, string>> => ({
    ...files,
    'desk.vak': desk.replace('./base.vak', '@acme/baseline'),
    'node_modules/@acme/baseline/package.json': JSON.stringify({
      name: '@acme/baseline',
      ...manifest,
    }),
    'node_modules/@acme/baseline/rules/main.vak': base,
    'node_modules/@acme/baseline/rules/tools/send.js': files['tools/send.js'],
  });

  test.each([
    { vak: './rules/main.vak' },
    { exports: { './policy.vak': './rules/main.vak' } },
  ])('is found by its manifest %j, and pinned by its name', (manifest) => {
    const here = folder(baseline(manifest));
    expect(codes(here)).toEqual([]);
    expect(vak(here, ['lock', 'desk.vak', '--yes']).status).toBe(0);
    const { files: pinned } = JSON.parse(readFileSync(join(here, 'vak.lock'), 'utf8'));
    expect(Object.keys(pinned)).toEqual(['@acme/baseline/rules/main.vak']);
    write(here, 'node_modules/@acme/baseline/rules/main.vak', base.replace('> 50', '> 51'));
    expect(codes(here)).toEqual(['VAK2401']);
  });

  test.each([
    {},
    { vak: '../../../base.vak' },
    { vak: 7 },
    { exports: { '.': './index.js' } },
  ])('is missing where its manifest is %j', (manifest) => {
    expect(codes(folder(baseline(manifest)))).toContain('VAK2301');
  });
});
