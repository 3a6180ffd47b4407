import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventsKey } from '../../../src/plugins/records/events/key.ts';
import { builtMain } from '../../cli/built.ts';
import { folder } from './audit/log-folder.ts';

const strace = spawnSync('strace', ['-V']).status === 0;
const built = (path: string): string => join(dirname(builtMain()), '..', 'plugins/records', path);

/** Makes a key; gives what the kernel was asked to do with the files below a folder meanwhile, in order, and then `used`. */
function traced(base: string, file: string, made: string): readonly string[] {
  const trace = join(base, 'trace');
  const script = `
    import { writeSync } from 'node:fs';
    import * as keys from ${JSON.stringify(built(file))};
    await keys.${made};
    writeSync(1, 'used');
  `;
  const calls = 'fsync,fdatasync,rename,link,write';
  const args = ['-f', '-y', '-qq', '-o', trace, '-e', `trace=${calls}`];
  const node = [process.execPath, '--input-type=module', '-e', script];
  const { status } = spawnSync('strace', [...args, ...node], { stdio: 'ignore' });
  expect(status).toBe(0);
  return readFileSync(trace, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^\d+\s+/, ''))
    .flatMap((line) =>
      /^write\(1.*"used"/.test(line) ? ['used'] : line.includes(base) ? [line] : [],
    );
}

describe.runIf(strace)('a key that is made', () => {
  test.each([
    {
      name: 'events',
      file: 'events/key.js',
      made: (to: string) => `eventsKey(${to}/keys/events')`,
    },
    {
      name: 'audit',
      file: 'audit/opening/keys.js',
      made: (to: string) => `signingKey(${to}', {})`,
    },
  ])('for `$name` is durable with its name before it is used', ({ name, file, made }) => {
    const base = folder();
    const state = join(base, 'state');
    mkdirSync(state);
    const order = traced(base, file, made(`'${state}`));
    const last = (what: RegExp): number => order.findLastIndex((line) => what.test(line));
    const whole = last(new RegExp(`^f(data)?sync\\(.*keys/${name}\\.(new|[0-9a-f]+)>`));
    const named = last(new RegExp(`^(rename|link)\\(.*keys/${name}"`));
    const lasting = last(/^fsync\(.*state\/keys>/);
    const above = last(/^fsync\(.*\/state>/);
    const used = order.indexOf('used');
    expect(whole).toBeGreaterThanOrEqual(0);
    expect(named).toBeGreaterThan(whole);
    expect(lasting).toBeGreaterThan(named);
    expect(above).toBeGreaterThanOrEqual(0);
    expect(used).toBeGreaterThan(Math.max(lasting, above));
  });
});

test('a key for events that a power cut left empty is made anew, and the same from then on', () => {
  const file = join(folder(), 'keys', 'events');
  mkdirSync(dirname(file));
  writeFileSync(file, '');
  const { id } = eventsKey(file);
  expect(eventsKey(file).id).toBe(id);
  expect(readFileSync(`${file}.pub`, 'utf8')).toContain(id);
});
