import { expect, test } from 'vitest';
import sandbox from '../../../src/plugins/isolation/index.ts';
import { wire } from '../../../src/runtime/testing/conformance/harness.ts';
import { givenWith } from './job.ts';

test.each([
  {},
  { children: 1 },
  { children: 8, ready: 3 },
  { ready: 64 },
])('takes %j', async (config) => {
  await expect(wire(sandbox, givenWith([]), { config })).resolves.toBeDefined();
});

test.each([
  [{ children: 0 }, 'children'],
  [{ children: 1.5 }, 'children'],
  [{ children: '4' }, 'children'],
  [{ ready: 65 }, 'ready'],
  [{ childs: 4 }, 'childs'],
])('refuses %j, naming the key', async (config, key) => {
  const wired = wire(sandbox, givenWith([]), { config });
  await expect(wired).rejects.toMatchObject({
    code: 'VAK5205',
    message: expect.stringContaining(`\`${key}\``),
  });
});
