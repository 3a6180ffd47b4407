import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load } from '../../../../src/vak.ts';
import { checkFork, readVerifier, verifyLog } from '../../../../src/verify/index.ts';
import { witness } from '../../../cli/serving/witness.ts';
import { vak as command } from '../../../cli/vak.ts';
import { folder } from '../audit/log-folder.ts';

const policy = (heads: string): string => `vak 1

tool orders.read {
  args { id: string }
  effect: read
}
agent desk { tools: [orders.read] }
policy desk_rules for desk {
  rule reading { permit orders.read }
}
audit { to: dir("./audit"), heads: [${heads}] }
`;

/** A run of a policy whose heads a witness is to cosign, with some calls. */
async function run(base: string, heads: string, calls: number) {
  const vak = await load(
    { text: policy(heads), name: join(base, 'desk.vak') },
    { tools: { 'orders.read': (_: { id: string }) => 'x' }, state: join(base, 'state') },
  );
  const session = vak.agent('desk').session({ principal: 'alice' });
  for (let n = 0; n < calls; n += 1) {
    expect(await session.call('orders.read', { id: String(n) })).toMatchObject({ ok: true });
  }
  await vak.stop();
  return JSON.stringify(await vak.health());
}

describe('another vak as a witness', { timeout: 60_000 }, () => {
  test('cosigns the log of a runtime, from its first start on, and over restarts', async () => {
    const one = await witness();
    const base = folder();
    const place = `witness("${one.url}", "${one.key}", "./kept/b")`;
    // Nobody has told the witness of this log yet: calls go on.
    expect(await run(base, place, 1)).toContain('does not know the key of this log');
    expect(existsSync(join(base, 'kept/b'))).toBe(false);
    one.know('desk', readFileSync(join(base, 'audit', 'log.pub'), 'utf8'));
    for (const calls of [1, 3]) {
      const known = existsSync(join(base, 'kept/b'));
      expect((await run(base, place, calls)).includes('heads witness')).toBe(false);
      expect(known).toBe(calls === 3);
      const head = readFileSync(join(base, 'kept/b'), 'utf8');
      const verified = await verifyLog(join(base, 'audit'), {
        heads: [head],
        witnesses: [one.key],
      });
      const entries = verified.entries;
      expect(verified).toMatchObject({ ok: true, witnessed: [{ size: entries }] });
    }
    // Who has lost the file goes on from what the witness says.
    rmSync(join(base, 'kept'), { recursive: true });
    await run(base, place, 1);
    const key = join(one.folder, 'witness.pub');
    const options = ['--head', join(base, 'kept/b'), '--witness', key];
    const shown = command(base, ['audit', 'verify', 'audit', ...options]);
    expect([shown.status, shown.stdout]).toMatchObject([0, expect.stringContaining('witnessed: ')]);
    expect(command(base, ['audit', 'verify', 'audit', '--witness', key]).status).toBe(1);
  });

  test('refuses a log that was written anew, which proves it to everyone', async () => {
    const one = await witness();
    const base = folder();
    const place = `witness("${one.url}", "${one.key}", "./kept/b")`;
    await run(base, place, 2);
    const log = join(base, 'audit');
    one.know('desk', readFileSync(join(log, 'log.pub'), 'utf8'));
    await run(base, place, 2);
    const before = readFileSync(join(base, 'kept/b'), 'utf8');
    // The owner of the key writes another history under the log's own name, longer than the first.
    for (const file of [
      'entries.jsonl',
      'leaves',
      'checkpoint',
      'tile',
      'index.db',
      'index.db-wal',
    ]) {
      rmSync(join(log, file), { recursive: true, force: true });
    }
    expect(await run(base, place, 9)).toContain('does not continue the one it has cosigned');
    expect(command(base, ['audit', 'verify', 'audit']).status).toBe(0);
    expect(readFileSync(join(base, 'kept/b'), 'utf8')).toBe(before);
    const forks = join(one.folder, 'forks');
    const [name = ''] = readdirSync(forks);
    const key = join(log, 'log.pub');
    const evidence = readFileSync(join(forks, name), 'utf8');
    expect(checkFork(evidence, readVerifier(readFileSync(key, 'utf8')))).toBeDefined();
    const checked = command(folder(), ['audit', 'check', join(forks, name), '--key', key]);
    expect([checked.status, checked.stdout]).toMatchObject([
      0,
      expect.stringContaining('two histories'),
    ]);
  });
});
