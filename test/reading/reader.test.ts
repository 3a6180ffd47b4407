import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fileReader } from '../../src/reading/reader.ts';

const here = mkdtempSync(join(tmpdir(), 'vak-reader-'));
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(here, name)), { recursive: true });
  writeFileSync(join(here, name), text);
};
write('desk/main.vak', 'vak 1\n');
write('shared/tools.vak', 'vak 1\n');
const manifest = { name: '@acme/x', version: '1.0.0', api: 1, provides: ['limits'] };
write('node_modules/@acme/x/package.json', '{"name":"@acme/x"}');
write('node_modules/@acme/x/vak.plugin.json', JSON.stringify(manifest));
write('desk/plugins/vak.plugin.json', '{"name":"no manifest"}');
afterAll(() => rmSync(here, { recursive: true }));

const reader = fileReader(here);

describe('files that a file imports', () => {
  test('are found from its folder and named from the working folder', () => {
    expect(reader.read('../shared/tools.vak', 'desk/main.vak')?.name).toBe('shared/tools.vak');
    expect(reader.read('./main.vak', join(here, 'desk', 'other.vak'))?.name).toBe('desk/main.vak');
  });

  test('are one and the same source for all who import them', () => {
    const first = reader.read('../shared/tools.vak', 'desk/main.vak');
    expect(reader.read('./tools.vak', 'shared/more.vak')).toBe(first);
  });

  test.each([
    './none.vak',
    '.',
    '../desk',
    'tools.vak',
    '@acme/x',
  ])('%s is no such file', (name) => {
    expect(reader.read(name, 'desk/main.vak')).toBeUndefined();
  });
});

describe('manifests of plugins', () => {
  test('are found in packages as the using file sees them', () => {
    expect(reader.manifest('@acme/x', 'desk/main.vak')).toEqual(manifest);
    expect(reader.manifest('@acme/y', 'desk/main.vak')).toBeUndefined();
  });

  test('without the form of one are none', () => {
    expect(reader.manifest('./plugins/limiter.ts', 'desk/main.vak')).toBeUndefined();
    expect(reader.manifest('./limiter.ts', 'shared/tools.vak')).toBeUndefined();
  });
});
