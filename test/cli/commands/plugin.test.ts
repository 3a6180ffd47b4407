import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { load } from '../../../src/index.ts';
import { folderInside } from '../../house/snippets.ts';
import { vak } from '../vak.ts';

const folders: string[] = [];
afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});

const plugin = `import { z } from 'zod';

// As the contract names it, so that the plugin needs no copy of vak.
const OpinionSource = Symbol.for('vak/1/facet/opinions/OpinionSource');

export default {
  name: 'office-hours',
  version: '1.2.0',
  api: 1,
  runs: 'process',
  provides: [OpinionSource],
  needs: { env: ['TZ'] },
  config: z.strictObject({ opens: z.int().min(0).max(23), days: z.array(z.enum(['mon', 'tue'])) }),
  setup({ add }) {
    add(OpinionSource, [], () => ({ name: 'hours', opinion: () => null }));
  },
};
`;
const policy = (config = '{ opens: 9, days: ["mon"] }'): string => `vak 1

use "./hours.mjs" for opinions ${config}

tool look {
  effect: pure
  args { }
}

agent desk {
  tools: [look]
}

policy p for desk {
  rule look { permit look }
}
`;

/** A folder inside the repository, where zod is found. */
function workshop(files: Readonly<Record<string, string>> = {}): string {
  const home = folderInside('plugin');
  folders.push(home);
  for (const [name, text] of Object.entries({
    'hours.mjs': plugin,
    'desk.vak': policy(),
    ...files,
  })) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}
const made = (home: string) => vak(home, ['plugin', 'manifest', 'hours.mjs', '--json']);
const findings = (home: string): { code: string; message: string; line: number }[] =>
  vak(home, ['check', 'desk.vak', '--json'])
    .json()
    .diagnostics.filter(({ severity }: { severity: string }) => severity === 'error');
const refusal = async (home: string): Promise<string> => {
  try {
    await (await load(join(home, 'desk.vak'))).stop();
    return 'loaded';
  } catch (error) {
    return String((error as Error).message);
  }
};

describe('vak plugin manifest', () => {
  test('writes what a plugin says of itself, its config as JSON Schema', async () => {
    const home = workshop();
    expect(vak(home, ['plugin', 'manifest', 'hours.mjs', '--check']).status).toBe(1);
    expect(made(home).status).toBe(0);
    const manifest = JSON.parse(readFileSync(join(home, 'vak.plugin.json'), 'utf8'));
    expect(manifest).toMatchObject({
      name: 'office-hours',
      version: '1.2.0',
      api: 1,
      provides: ['opinions'],
      requires: [],
      needs: { env: ['TZ'] },
      config: { type: 'object', required: ['opens', 'days'] },
      entry: './hours.mjs',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(vak(home, ['plugin', 'manifest', 'hours.mjs', '--check']).status).toBe(0);
    expect([findings(home), await refusal(home)]).toEqual([[], 'loaded']);
  });

  test.each([
    ['{ opens: 25, days: [] }', 'VAK5205', '`opens` of `office-hours` is to be at most 23'],
    ['{ opens: "9", days: [] }', 'VAK5205', '`opens` of `office-hours` is to be of type integer'],
    [
      '{ opens: 9, days: ["mon", "wed"] }',
      'VAK5205',
      '`days` of `office-hours` is to be a list in which each is one of "mon", "tue"',
    ],
    ['{ opens: 9, day: [] }', 'VAK2113', '`day` is no key of `use "./hours.mjs"`'],
    ['{ opens: 9 }', 'VAK5226', '`office-hours` needs `days`'],
  ])('lets check hold the config %s against it', (config, code, message) => {
    const home = workshop();
    made(home);
    writeFileSync(join(home, 'desk.vak'), policy(config));
    expect(findings(home)).toContainEqual(expect.objectContaining({ code, message, line: 3 }));
  });

  test('is read, never run: check and graph know a plugin whose code would throw', () => {
    const home = workshop();
    const manifest = { name: 'x', version: '3.0.0', api: 1, provides: ['opinions'] };
    writeFileSync(join(home, 'hours.mjs'), 'throw new Error("run");\n');
    writeFileSync(join(home, 'vak.plugin.json'), JSON.stringify(manifest));
    expect(findings(home)).toEqual([]);
    const { facets } = vak(home, ['graph', 'desk.vak', '--json']).json();
    expect(JSON.stringify(facets)).toContain('"plugin":"x"');
  });

  test('of one file says nothing of another in the same folder', () => {
    const home = workshop({ 'other.mjs': plugin.replace('int()', 'string()') });
    expect(vak(home, ['plugin', 'manifest', 'other.mjs']).status).toBe(0);
    expect(findings(home)).toEqual([]);
  });

  test('a file that is no plugin has none', () => {
    const home = workshop({ 'hours.mjs': 'export default 7;\n' });
    expect(made(home).status).toBe(1);
    expect(made(home).stdout).toContain('VAK5209');
    expect(vak(home, ['plugin', 'manifest', 'none.mjs']).status).toBe(2);
  });
});

describe('a plugin that is not what its manifest says', () => {
  test('is refused by check and by load when its code changed since', async () => {
    const home = workshop();
    made(home);
    writeFileSync(join(home, 'hours.mjs'), `${plugin}// more\n`);
    expect(findings(home)).toMatchObject([{ code: 'VAK5203', line: 3 }]);
    expect(await refusal(home)).toContain('VAK6206');
  });

  test.each([
    ['not { json', 'is no manifest'],
    ['{ "name": "x", "version": "1", "api": 1, "provides": ["opinions"], "requires": 5 }', 'is no'],
    ['{ "name": "x", "version": "1", "api": 1, "provides": ["opinions"], "config": [] }', 'is no'],
    ['{ "name": "x", "version": "1", "api": 2, "provides": ["opinions"] }', 'is for contract 2'],
  ])('is not passed over by check and by load where it cannot be gone by: %s', async (text, why) => {
    const home = workshop({ 'vak.plugin.json': text });
    expect(findings(home)).toMatchObject([
      { code: 'VAK5203', line: 3, message: expect.stringContaining(why) },
    ]);
    expect(await refusal(home)).toContain('VAK6206');
  });

  test.each([
    ['version', '9.0.0', 'is version `1.2.0`, and its manifest says `9.0.0`'],
    ['name', 'other', 'is name `office-hours`, and its manifest says `other`'],
    ['provides', ['opinions', 'trace'], 'provides opinions, and its manifest says opinions, trace'],
    ['requires', ['clock'], 'requires nothing, and its manifest says clock'],
  ])('is refused when it runs with another %s', async (key, said, message) => {
    const home = workshop();
    made(home);
    const file = join(home, 'vak.plugin.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, [key]: said }));
    const told = await refusal(home);
    expect(told).toContain('VAK5203');
    expect(told).toContain(message);
  });
});
