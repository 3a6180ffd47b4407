import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { folder, opened, written } from '../../../plugins/records/audit/log-folder.ts';
import { vak } from '../../vak.ts';

const fsck = (base: string, ...more: string[]) =>
  vak(base, ['audit', 'fsck', 'log', '--json', ...more]);
const told = ({ json }: ReturnType<typeof vak>): string =>
  json()
    .problems.map(({ problem }: { readonly problem: string }) => problem)
    .join('\n');

describe('vak audit fsck', () => {
  test('names a tile that is wrong, and makes it anew where it is told to', async () => {
    const base = folder();
    const peaks = join(await written(base, 520), 'tile', 'peaks');
    const right = readFileSync(peaks);
    for (const wrong of [Buffer.alloc(right.length, 1), right.subarray(0, 31), Buffer.alloc(0)]) {
      writeFileSync(peaks, wrong);
      const found = fsck(base);
      expect([found.status, told(found)]).toEqual([1, expect.stringContaining('tile/peaks')]);
      expect(fsck(base, '--mend')).toMatchObject({ status: 0 });
      expect(readFileSync(peaks).equals(right)).toBe(true);
    }
    const { log } = await opened(base);
    await log.append({ kind: 'test', n: 520 });
    expect(await log.verify?.()).toMatchObject({ ok: true });
  });

  test('finds an index that leaves something out, which no question would show', async () => {
    const base = folder();
    await written(base, 20);
    const shown = () => vak(base, ['audit', 'show', 'log', '--json', '--from', '3']).lines().length;
    expect(shown()).toBe(17);
    // It tells of whom the log tells, to its owner alone.
    expect(statSync(join(base, 'log', 'index.db')).mode & 0o077).toBe(0);
    expect(fsck(base).status).toBe(0);
    const index = new DatabaseSync(join(base, 'log', 'index.db'));
    index.exec('DELETE FROM entry WHERE at_index = 7');
    index.close();
    expect(shown()).toBe(16);
    const found = fsck(base);
    expect([found.status, told(found)]).toEqual([1, expect.stringContaining('index.db')]);
    expect(fsck(base, '--mend').status).toBe(0);
    expect(shown()).toBe(17);
  });

  test('mends nothing that is being written', async () => {
    const base = folder();
    await written(base, 520);
    await opened(base);
    const { status, stdout } = fsck(base, '--mend');
    expect([status, stdout]).toEqual([1, expect.stringContaining('VAK6109')]);
    expect(existsSync(join(base, 'log', 'tile', 'peaks'))).toBe(true);
    expect(fsck(base).status).toBe(0);
  });

  test('says of an export that it is none of its business', () => {
    const base = folder();
    mkdirSync(join(base, 'out', 'tile', 'entries'), { recursive: true });
    const { status, stderr } = vak(base, ['audit', 'fsck', 'out']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('holds a log as tiles')]);
  });
});
