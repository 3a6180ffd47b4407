import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newSigningKey } from '../../../../src/runtime/contract/index.ts';
import { verifyLog } from '../../../../src/runtime/evidence/verification/verify.ts';
import { entry, folder, opened, written } from './log-folder.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the signing key', () => {
  test('is made in the state folder, for its owner alone, and never in the log', async () => {
    const base = folder();
    const log = await written(base, 1);
    const file = join(base, 'state', 'keys', 'audit');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(base, 'state', 'keys')).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(log, 'log.pub'), 'utf8')).not.toContain('PRIVATE');
    expect(existsSync(join(log, 'audit'))).toBe(false);
  });

  test('is taken from the environment when it is there, and then none is made', async () => {
    const base = folder();
    const key = newSigningKey('example.com/agents');
    vi.stubEnv('VAK_AUDIT_KEY', key.secret);
    const log = await written(base, 2);
    expect(existsSync(join(base, 'state', 'keys'))).toBe(false);
    const name = readFileSync(join(log, 'log.pub'), 'utf8').split('+')[0] as string;
    expect(name).toMatch(/^example\.com\/agents\/[0-9a-f]{16}$/);
    expect(await verifyLog(log, { key: key.as(name).text })).toMatchObject({ ok: true });
  });

  test('is refused, and not quoted, when it is no key', async () => {
    vi.stubEnv('VAK_AUDIT_KEY', 'PRIVATE+KEY+oops+sesame');
    const error = await opened(folder()).catch((cause: Error) => cause);
    expect(error).toMatchObject({ code: 'VAK6110' });
    expect(String(error)).not.toContain('sesame');
  });

  test('is refused when others may read it', async () => {
    const base = folder();
    await written(base, 1);
    chmodSync(join(base, 'state', 'keys', 'audit'), 0o644);
    await expect(opened(base)).rejects.toMatchObject({ code: 'VAK6110' });
  });

  test('is refused when it is another than the log was begun with', async () => {
    const base = folder();
    await written(base, 1);
    writeFileSync(join(base, 'state', 'keys', 'audit'), newSigningKey('vak-audit').secret);
    await expect(opened(base)).rejects.toMatchObject({ code: 'VAK6110' });
  });

  test('gives two logs two names, so that neither passes for the other', async () => {
    const base = folder();
    const logs = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const { log, wired } = await opened(base, { audit: join(base, name) });
        await log.append(entry(0));
        await wired.stop();
        return readFileSync(join(base, name, 'log.pub'), 'utf8');
      }),
    );
    const [one, two] = logs.map((text) => text.split('+')[0]);
    expect(one).not.toBe(two);
    expect(await verifyLog(join(base, 'two'), { key: logs[0] as string })).toMatchObject({
      ok: false,
    });
  });
});
