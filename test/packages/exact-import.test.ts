import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Source } from '../../src/dsl/index.ts';
import { lockText } from '../../src/lock/lock.ts';
import { relock } from '../../src/lock/relock.ts';
import { openAnalysis } from '../../src/opening/open-analysis.ts';
import { importBytes, OtherCode } from '../../src/packages/exact-import.ts';
import { builtins } from '../../src/plugins/built-in/index.ts';
import { analyseSource } from '../../src/reading/analysis.ts';
import { builtMain } from '../cli/built.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'vak-exact-'));

/** Imports a file by the bytes it held before it was written to, in a Node of its own. */
const script = `
import { readFileSync, writeFileSync } from 'node:fs';
const [, door, file] = process.argv;
const { importBytes, OtherCode } = await import(door);
const bytes = readFileSync(file);
writeFileSync(file, 'export default "written since";');
const said = [(await importBytes(file, bytes)).default, (await importBytes(file, bytes)).default];
const again = importBytes(file, readFileSync(file)).catch((error) => error instanceof OtherCode);
console.log(JSON.stringify([...said, await again]));
`;

describe('a file is imported as it was when it was read', () => {
  test.each(['module.mjs', 'module.ts', 'linked.mjs'])('%s', (name) => {
    const file = join(folder(), name);
    const target = name === 'linked.mjs' ? join(folder(), 'target.mjs') : file;
    writeFileSync(target, 'export default "read";');
    if (target !== file) symlinkSync(target, file);
    const door = pathToFileURL(join(dirname(builtMain()), '../packages/exact-import.js')).href;
    const quiet = '--disable-warning=ExperimentalWarning';
    const args = [quiet, '--input-type=module', '-e', script, door, file];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(['read', 'read', true]);
  });

  test('under another loader it is refused where it changed meanwhile', async () => {
    const file = join(folder(), 'module.mjs');
    writeFileSync(file, 'export default "read";');
    const bytes = readFileSync(file);
    writeFileSync(file, 'export default "written since";');
    await expect(importBytes(file, bytes)).rejects.toBeInstanceOf(OtherCode);
  });
});

test('a plugin that changed after it was held against the lock does not run', async () => {
  const home = folder();
  const plugin = (mark: string): string =>
    `globalThis.ranPlugin = "${mark}";\nexport default { name: "odd", version: "1.0.0", api: 1, provides: [], setup() {} };\n`;
  writeFileSync(join(home, 'odd.mjs'), plugin('locked'));
  writeFileSync(join(home, 'desk.vak'), 'vak 1\n\nuse "./odd.mjs"\n');
  const entry = new Source('desk.vak', readFileSync(join(home, 'desk.vak'), 'utf8'));
  writeFileSync(join(home, 'vak.lock'), lockText(relock(entry, home).lock));
  const analysis = analyseSource(entry, home);
  expect(analysis.compiled).toBeDefined();
  writeFileSync(join(home, 'odd.mjs'), plugin('changed'));
  const opening = openAnalysis(analysis, { cwd: home, file: 'desk.vak', builtins });
  await expect(opening).rejects.toMatchObject({ code: 'VAK5203' });
  expect(globalThis).not.toHaveProperty('ranPlugin');
});
