import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { ProcessSandbox } from '../../../../src/plugins/isolation/index.ts';
import { greet } from '../../../sandbox/children.ts';
import { job } from '../job.ts';

const folder = mkdtempSync(join(tmpdir(), 'vak-broken-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A sandbox whose children run this instead of the product's own code. */
function childrenThat(name: string, text: string): ProcessSandbox {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, text);
  return new ProcessSandbox({ entry: pathToFileURL(file), least: 1, most: 1 });
}

describe('a child that breaks its word is killed and its call is unknown', () => {
  const habits = {
    'writes what is no frame': `writeSync(3, Buffer.from([0, 0, 0, 3, 1, 2, 3])); hear();`,
    'claims an oversized frame': `writeSync(3, Buffer.from([255, 255, 255, 255])); hear();`,
    'answers another call': `reply(99, '1'); hear();`,
    'answers a call that is over': `reply(1, '1'); hear(); reply(1, '2'); hear();`,
    'answers with half a head': `frame([3, 0, 0, 0, 0, 0, 0, 1]); hear();`,
    'answers with an end that there is not': `reply(1, '1', { end: 77 }); hear();`,
    'answers with memory that is no amount': `reply(1, '1', { rss: NaN }); hear();`,
    'answers with an error without a text': `reply(1, '', { end: 1, told: '{}' }); hear();`,
    'tells more than the answer holds': `
      const head = Buffer.alloc(44); head[0] = 3; head[7] = 1; head[43] = 9; frame(head, '1'); hear();`,
    'speaks, and neither asks nor answers': `frame([9, 1, 2, 3]); hear();`,
    'sends an empty frame': `frame(); hear();`,
    'greets once more': `frame([1], '{"ready":false,"why":"tired"}'); hear();`,
    'asks for another call': `frame([2, 0, 0, 0, 0, 0, 0, 9], '[]'); hear();`,
    'asks with what is no list': `frame([2, 0, 0, 0, 0, 0, 0, 1], '{"a":1}'); hear();`,
    'says nothing it was not asked for': `reply(1, '1'); reply(1, '2'); hear(); hear();`,
    exits: `process.exit(0);`,
  };
  test.each(Object.entries(habits))('%s', async (name, habit) => {
    const sandbox = childrenThat(name.replaceAll(' ', '-'), greet + habit);
    await sandbox.start();
    const first = await sandbox.run(job('', { timeMs: 5000 }));
    const again = name.endsWith('is over');
    if (again) expect(first).toMatchObject({ status: 'done', value: 1 });
    const outcome = again ? await sandbox.run(job('', { timeMs: 5000 })) : first;
    if (name.startsWith('says')) {
      expect(outcome).toMatchObject({ status: 'done', value: 1 });
    } else expect(outcome).toMatchObject({ status: 'unknown', code: 'VAK7003' });
    await sandbox.stop();
    expect(sandbox.pids).toEqual([]);
  });

  test('is silent past its deadline', async () => {
    const sandbox = childrenThat('silent', `${greet} for (;;);`);
    await sandbox.start();
    const outcome = await sandbox.run(job('', { timeMs: 100 }));
    expect(outcome).toMatchObject({ status: 'unknown', code: 'VAK7001' });
    await sandbox.stop();
  });

  test.each([
    ['time', 'VAK7001'],
    ['memory', 'VAK7002'],
  ])(
    'lives on after its watchdog said `%s`',
    async (word, code) => {
      const sandbox = childrenThat(`says-${word}`, `${greet} writeSync(4, '${word}'); for (;;);`);
      await sandbox.start();
      const outcome = await sandbox.run(job('', { timeMs: 60_000 }));
      expect(outcome).toMatchObject({ status: 'unknown', code });
      await sandbox.stop();
    },
    20_000,
  );

  test('and what it told before its watchdog’s word counts', async () => {
    const told = `${greet} reply(1, '1'); writeSync(4, 'time'); for (;;);`;
    const sandbox = childrenThat('tells-first', told);
    await sandbox.start();
    const outcome = await sandbox.run(job('', { timeMs: 60_000 }));
    expect(outcome).toMatchObject({ status: 'done', value: 1 });
    await sandbox.stop();
  }, 20_000);

  test('grows past its memory with its own watchdog gone', async () => {
    const grow = `${greet} const a = []; for (;;) a.push(Buffer.alloc(1e6, 1));`;
    const sandbox = childrenThat('grows', grow);
    await sandbox.start();
    const outcome = await sandbox.run(job('', { timeMs: 20_000 }));
    expect(outcome).toMatchObject({ status: 'unknown', code: 'VAK7002' });
    await sandbox.stop();
  });
});

describe('results are hostile text, whatever the guest’s side promised', () => {
  const texts: Readonly<Record<string, readonly [string, string]>> = {
    'too long': [JSON.stringify('x'.repeat(1024 * 1024)), 'VAK7005'],
    'nested too deeply': ['['.repeat(1e5) + ']'.repeat(1e5), 'VAK7005'],
    'too many values': [`[${'1,'.repeat(1e5)}1]`, 'VAK7005'],
    'a refused name of a field': ['[{"a":{"__proto__":{"x":1}}}]', 'VAK7006'],
    'not JSON': ['{"a":', 'VAK7006'],
  };
  test.each(Object.entries(texts))('%s', async (name, [json, expected]) => {
    const text = `${greet} reply(1, ${JSON.stringify(json)}); hear(); hear();`;
    const sandbox = childrenThat(name.replaceAll(' ', '-'), text);
    await sandbox.start();
    expect(await sandbox.run(job(''))).toMatchObject({ status: 'failed', code: expected });
    await sandbox.stop();
  });
});

describe('start refuses what cannot be trusted', () => {
  test('an isolated-vm older than the floor', async () => {
    const sandbox = new ProcessSandbox({ floor: '99.0.0' });
    await expect(sandbox.start()).rejects.toMatchObject({
      name: 'VakError',
      code: 'VAK7101',
      message: expect.stringContaining('isolated-vm 7.0.1 is older than 99.0.0'),
    });
    expect(sandbox.pids).toEqual([]);
  });

  test('children that do not come up', async () => {
    const sandbox = childrenThat('absent', 'throw new Error("no");');
    await expect(sandbox.start()).rejects.toMatchObject({
      code: 'VAK7101',
      message: expect.stringContaining('did not come up: Error: no'),
    });
    expect(sandbox.health().state).toBe('down');
  });

  test('children that never say that they are ready', async () => {
    const file = join(folder, 'mute.mjs');
    writeFileSync(file, 'setInterval(() => {}, 1000);');
    const sandbox = new ProcessSandbox({ entry: pathToFileURL(file), bootMs: 300, least: 1 });
    await expect(sandbox.start()).rejects.toMatchObject({ code: 'VAK7101' });
    expect(sandbox.pids).toEqual([]);
  });
});
