import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtMain } from './built.ts';
import { folder, vak } from './vak.ts';
import { context, workshop } from './workshop.ts';

test('a reader that goes away ends the output, not the session', async () => {
  const calls = Array.from({ length: 20 }, () => ({ tool: 'saw.cut', args: { pieces: 1 } }));
  const script = JSON.stringify({ agent: 'helper', context, calls });
  const here = folder({ ...workshop, 'script.json': script });
  const args = ['run', 'workshop.vak', '--script', 'script.json', '--json'];
  const child = spawn(process.execPath, [builtMain(), ...args], {
    cwd: here,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let notes = '';
  child.stderr.on('data', (chunk) => {
    notes += chunk;
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [status] = await once(child, 'exit');
  expect([status, notes]).toEqual([0, '']);
  const entries = readFileSync(join(here, 'audit', 'entries.jsonl'), 'utf8');
  expect(entries.match(/"kind":"outcome"/g)).toHaveLength(20);
  expect(vak(here, ['audit', 'verify', 'audit', '--json']).json()).toMatchObject({ ok: true });
});
