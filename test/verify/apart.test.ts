import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { exportLog } from '../../src/runtime/evidence/log/export.ts';
import { builtMain } from '../cli/built.ts';
import { sourcesBelow, targetOf } from '../house/sources.ts';
import { folder, written } from '../plugins/records/audit/log-folder.ts';

/** The door's file and every file it reads, itself or through another. */
function behindTheDoor(): { readonly own: readonly string[]; readonly foreign: readonly string[] } {
  const all = new Map(sourcesBelow('src').map((file) => [file.path, file]));
  const own = new Set<string>();
  const foreign = new Set<string>();
  const visit = (path: string): void => {
    if (own.has(path)) return;
    own.add(path);
    for (const { specifier, typeOnly } of all.get(path)?.imports ?? []) {
      if (typeOnly) continue;
      const target = targetOf(path, specifier);
      if (target === undefined) foreign.add(specifier);
      else visit(target);
    }
  };
  visit('src/verify/index.ts');
  return { own: [...own], foreign: [...foreign].sort() };
}

test('the verifier reads files and computes hashes, and needs no package', () => {
  const { own, foreign } = behindTheDoor();
  const may = ['node:buffer', 'node:crypto', 'node:fs', 'node:fs/promises', 'node:path'];
  expect(foreign.filter((each) => !may.includes(each))).toEqual([]);
  expect(own.length).toBeLessThan(42);
});

test('its built files alone, in a folder without packages, judge a log', async () => {
  const dist = dirname(dirname(builtMain()));
  const away = folder();
  for (const path of behindTheDoor().own) {
    const file = relative('src', path).replace(/\.ts$/, '.js');
    mkdirSync(dirname(join(away, file)), { recursive: true });
    cpSync(join(dist, file), join(away, file));
  }
  writeFileSync(join(away, 'package.json'), '{"type":"module"}');
  const script = `
    import { verifyLog } from './verify/index.js';
    const { ok, entries, problems } = await verifyLog(process.argv[2]);
    process.stdout.write(JSON.stringify({ ok, entries, problems }));
  `;
  writeFileSync(join(away, 'judge.js'), script);
  const judge = (log: string): unknown =>
    JSON.parse(execFileSync(process.execPath, ['judge.js', log], { cwd: away, encoding: 'utf8' }));

  const log = await written(folder(), 9);
  expect(judge(log)).toEqual({ ok: true, entries: 9, problems: [] });
  const out = join(folder(), 'out');
  await exportLog(log, out);
  expect(judge(out)).toEqual({ ok: true, entries: 9, problems: [] });
  writeFileSync(join(out, 'tile', '0', '000.p', '9'), Buffer.alloc(9 * 32));
  expect(judge(out)).toMatchObject({ ok: false });
  writeFileSync(join(log, 'entries.jsonl'), '{}\n', { flag: 'a' });
  expect(judge(log)).toMatchObject({ ok: true, entries: 10 });
  writeFileSync(join(log, 'leaves'), Buffer.alloc(9 * 32));
  expect(judge(log)).toMatchObject({ ok: false });
}, 60_000);
