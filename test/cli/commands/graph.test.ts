import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';
import { workshop } from '../workshop.ts';

const policy = workshop['workshop.vak'] ?? '';
const using = (use: string) => policy.replace('vak 1\n', `vak 1\n\n${use}\n`);

describe('vak graph', () => {
  test('names the one provider of each slot, the contributors of each facet, the order of hooks', () => {
    const { status, json } = vak(folder(workshop), ['graph', 'workshop.vak', '--json']);
    expect(status).toBe(0);
    expect(Object.keys(json())).toEqual(['slots', 'facets', 'hooks']);
    expect(json().slots).toContainEqual({
      name: 'limits',
      plugin: 'vak/limits',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      at: null,
      grants: {},
    });
    const names = json().slots.map(({ name }: { name: string }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        'approvals',
        'audit',
        'clock',
        'limits',
        'policy',
        'sandbox',
        'secrets',
      ]),
    );
    expect(json().facets).toContainEqual({
      name: 'sources',
      contributors: expect.arrayContaining([{ plugin: 'vak/files', at: null }]),
    });
    expect(json().hooks.map(({ name }: { name: string }) => name)).toEqual([
      'transform',
      'before',
      'decided',
      'recorded',
    ]);
  });

  test('a plugin of the file displaces a built-in; none of its code runs', () => {
    const here = folder({
      ...workshop,
      'workshop.vak': using('use "./mine.ts" for limits'),
      'mine.ts': "import { writeFileSync } from 'node:fs';\nwriteFileSync('ran', '');\n",
    });
    const { json } = vak(here, ['graph', 'workshop.vak', '--json']);
    expect(json().slots).toContainEqual({
      name: 'limits',
      plugin: './mine.ts',
      version: null,
      at: 'workshop.vak:3:1',
      grants: {},
    });
    expect(existsSync(join(here, 'ran'))).toBe(false);
  });

  test('a package says in its manifest what it provides; grants are shown', () => {
    const manifest = {
      name: '@acme/limits',
      version: '2.1.0',
      api: 1,
      runs: 'process',
      provides: ['limits', 'trace'],
    };
    const here = folder({
      ...workshop,
      'workshop.vak': using('use "@acme/limits" for limits grant { process: true }'),
      'node_modules/@acme/limits/package.json': '{"name":"@acme/limits","version":"2.1.0"}',
      'node_modules/@acme/limits/vak.plugin.json': JSON.stringify(manifest),
    });
    const { json } = vak(here, ['graph', 'workshop.vak', '--json']);
    expect(json().slots).toContainEqual({
      name: 'limits',
      plugin: '@acme/limits',
      version: '2.1.0',
      at: 'workshop.vak:3:1',
      grants: { process: true },
    });
    const trace = json().facets.find(({ name }: { name: string }) => name === 'trace');
    expect(trace.contributors).toContainEqual({ plugin: '@acme/limits', at: 'workshop.vak:3:1' });
  });

  test('two providers of one slot are a finding that names both lines', () => {
    const here = folder({
      ...workshop,
      'workshop.vak': using('use "./a.ts" for limits\nuse "./b.ts" for limits'),
      'a.ts': '',
      'b.ts': '',
    });
    const { status, json } = vak(here, ['graph', 'workshop.vak', '--json']);
    expect([status, json().ok]).toEqual([1, false]);
    const [found] = json().diagnostics;
    expect(found).toMatchObject({ severity: 'error', file: 'workshop.vak', line: 4 });
    expect(found.message).toContain('workshop.vak:3:1');
  });

  test('reads well as text and as a graph description', () => {
    const here = folder(workshop);
    expect(vak(here, ['graph', 'workshop.vak']).stdout).toMatch(
      /^ {2}limits +vak\/limits \d.*built-in$/m,
    );
    expect(vak(here, ['graph', 'workshop.vak', '--dot']).stdout).toMatch(
      /^digraph vak \{[\s\S]*"vak\/limits" -> "limits";[\s\S]*\}\n$/,
    );
  });

  test('starts nothing and writes nothing', () => {
    const here = folder(workshop);
    vak(here, ['graph', 'workshop.vak']);
    expect(existsSync(join(here, 'audit'))).toBe(false);
    expect(existsSync(join(here, '.vak'))).toBe(false);
  });
});
