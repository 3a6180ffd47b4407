import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { builtMain } from '../../cli/built.ts';

test('a host with nothing else to do lives until its sandbox has stopped', () => {
  const plugin = resolve(builtMain(), '../../plugins/isolation/index.js');
  const script = `
    import { ProcessSandbox } from ${JSON.stringify(pathToFileURL(plugin).href)};
    for (let round = 0; round < 30; round += 1) {
      const sandbox = new ProcessSandbox();
      await sandbox.start();
      await sandbox.stop();
    }
    console.log('stopped');
  `;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  );
  expect([status, stdout, stderr]).toEqual([0, 'stopped\n', '']);
}, 180_000);
