import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { ProcessSandbox } from '../../../../../src/plugins/isolation/index.ts';
import { familiarCaps } from '../../../../../src/plugins/isolation/limits.ts';
import { Familiar } from '../../../../../src/plugins/isolation/process/code/familiar.ts';
import { greet } from '../../../../sandbox/children.ts';
import { code, job } from '../../job.ts';

const folder = mkdtempSync(join(tmpdir(), 'vak-familiar-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Answers each request with the number of codes it was told of so far; arguments `wrong` with an error. */
const counting = `${greet.slice(0, greet.lastIndexOf('hear();'))}
  let codes = 0;
  for (;;) {
    const bytes = Buffer.alloc(65536);
    const size = readSync(3, bytes);
    for (let at = 0; at < size; at += 4 + bytes.readUInt32BE(at)) {
      if (bytes[at + 4] === 1) codes += 1;
      else if (bytes.includes('"wrong"')) reply(bytes.readUInt32BE(at + 8), '', { end: 1, told: '{"text":"wrong"}' });
      else reply(bytes.readUInt32BE(at + 8), String(codes));
    }
  }`;

/** How many codes two children know when each is called once, the second with a code of its own. */
async function known(tenants: 'shared' | 'apart', args: string): Promise<readonly unknown[]> {
  const file = join(folder, 'counting.mjs');
  writeFileSync(file, counting);
  const entry = pathToFileURL(file);
  const sandbox = new ProcessSandbox({ entry, least: 2, most: 2, tenants });
  await sandbox.start();
  try {
    const one = await sandbox.run(job('export default 1', { args, tenant: 'one' }));
    const two = await sandbox.run(job('export default 2', { tenant: 'two' }));
    return [one, two].map((outcome) =>
      outcome.status === 'done' ? outcome.value : outcome.status,
    );
  } finally {
    await sandbox.stop();
  }
}

describe('children that wait', () => {
  test('are told of a code that another answered for', async () => {
    expect(await known('shared', 'right')).toEqual([1, 2]);
  });

  test('are not told of one that failed', async () => {
    expect(await known('shared', 'wrong')).toEqual(['failed', 1]);
  });

  test('are not told of another tenant’s where each tenant has children of its own', async () => {
    expect(await known('apart', 'right')).toEqual([1, 1]);
  });
});

test('the last few are kept, each once, and none that is long', () => {
  const familiar = new Familiar();
  const codes = Array.from({ length: familiarCaps.codes + 2 }, (_, i) =>
    code(`export default ${i}`),
  );
  for (const one of codes) {
    expect(familiar.add({ code: one })).toBe(true);
    expect(familiar.add({ code: one })).toBe(false);
  }
  expect(familiar.add({ code: codes.at(-2) as (typeof codes)[0] })).toBe(false);
  expect(familiar.add({ code: code('x'.repeat(familiarCaps.units + 1)) })).toBe(false);
  expect([...familiar.all].map((one) => one.code)).toEqual(codes.slice(2));
  expect(familiar.version).toBe(codes.length);
});
