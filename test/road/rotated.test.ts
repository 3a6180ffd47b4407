import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from './mk.ts';
import { probing } from './probing.ts';

test('the file of a secret is not read where its links lead after it was rotated, nor where they led', async () => {
  const home = folder();
  for (const version of ['v1', 'v2']) {
    mkdirSync(join(home, 'mnt', version), { recursive: true });
    writeFileSync(join(home, 'mnt', version, 'token'), `a-secret-value-${version}`);
  }
  symlinkSync('v1', join(home, 'mnt/now'));
  symlinkSync('now/token', join(home, 'mnt/token'));
  const { session } = await probing(
    `const said = [];
     for (const at of ['', 'now/', 'v1/', 'v2/']) said.push(await host.read({ path: 'mnt/' + at + 'token' }).catch((error) => error.code));
     return said`,
    ', read: ["./mnt"]',
    {
      home,
      vak: 'secret token { from: file("mnt/token"), for: [probe], to: ["https://a.example/"], as: header("Authorization", "{}") }',
    },
  );
  symlinkSync('v2', join(home, 'mnt/next'));
  renameSync(join(home, 'mnt/next'), join(home, 'mnt/now'));
  const value = ['VAK7007', 'VAK7007', 'VAK7007', 'VAK7007'];
  expect(await session.call('probe', {})).toMatchObject({ ok: true, value });
}, 30_000);
