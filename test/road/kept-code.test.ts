import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../../src/index.ts';
import type { SandboxStatus } from '../../src/plugins/isolation/index.ts';
import { bundleTool } from '../../src/tool/bundler.ts';
import { folder } from './mk.ts';

/** A policy whose tool is a bundle large enough to be kept compiled. */
async function bundled(): Promise<string> {
  const home = folder();
  const parts = Array.from(
    { length: 400 },
    (_, n) => `parts.push((x) => x + ${n} * parts.length);`,
  );
  writeFileSync(
    join(home, 'parts.ts'),
    `export const parts: ((x: number) => number)[] = [];\n${parts.join('\n')}`,
  );
  writeFileSync(
    join(home, 'sum.ts'),
    `import { parts } from './parts.ts';
export default async ({ n }: { n: number }, host: { log(text: string): void }) => {
  host.log('summing');
  if (n < 0) throw new Error('below');
  return parts.reduce((sum, part) => sum + part(n), 0);
};`,
  );
  writeFileSync(join(home, 'sum.js'), (await bundleTool(join(home, 'sum.ts'))).text);
  writeFileSync(
    join(home, 'policy.vak'),
    `vak 1
tool sum { effect: pure args { n: int } run: "./sum.js", sandbox: { time: 10s } }
agent desk { tools: [sum] }
policy p for desk { rule go { permit sum } }
`,
  );
  return home;
}

/** One start of the runtime: what a call gives, and how the code was come by, as the runtime's status says. */
async function start(home: string, counts: object) {
  const vak = await load(join(home, 'policy.vak'));
  onTestFinished(() => vak.stop());
  const session = vak.agent('desk').session();
  const [one, other] = [await session.call('sum', { n: 1 }), await session.call('sum', { n: -1 })];
  const told = join(home, '.vak/sandbox');
  const seen = (): SandboxStatus['codes'] => {
    const [name = ''] = readdirSync(told).filter((each) => each.endsWith('.json'));
    return (JSON.parse(readFileSync(join(told, name), 'utf8')) as { sandbox: SandboxStatus })
      .sandbox.codes;
  };
  await expect.poll(seen, { timeout: 30_000, interval: 200 }).toEqual(counts);
  const more = await session.call('sum', { n: 2 });
  await vak.stop();
  return [one, more, other].map((result) => (result.ok ? result.value : result.refusal?.because));
}
const files = (home: string): readonly string[] => readdirSync(join(home, '.vak/code'));
const gives = (n: number) => 400 * n + 400 * (399 * 200);

describe('what the engine makes of a bundle', { timeout: 120_000 }, () => {
  test('is kept by the host from one start to the next, and changes no result', async () => {
    const home = await bundled();
    const first = await start(home, { found: 0, made: 1, refused: 0 });
    expect(first).toEqual([gives(1), gives(2), expect.stringMatching(/below.*line \d+:\d+/)]);
    expect(files(home)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.cache$/)]);
    expect(await start(home, { found: 1, made: 0, refused: 0 })).toEqual(first);
  });

  test('is refused when it was tampered with, and compiled anew', async () => {
    const home = await bundled();
    const first = await start(home, { found: 0, made: 1, refused: 0 });
    const [name = ''] = files(home);
    const file = join(home, '.vak/code', name);
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 0xff;
    writeFileSync(file, bytes);
    expect(await start(home, { found: 0, made: 1, refused: 1 })).toEqual(first);
    expect(await start(home, { found: 1, made: 0, refused: 0 })).toEqual(first);
  });

  test('is refused when it comes from another host', async () => {
    const [home, other] = [await bundled(), await bundled()];
    const first = await start(home, { found: 0, made: 1, refused: 0 });
    await start(other, { found: 0, made: 1, refused: 0 });
    const [name = ''] = files(home);
    expect(existsSync(join(other, '.vak/code', name))).toBe(true);
    writeFileSync(join(home, '.vak/code', name), readFileSync(join(other, '.vak/code', name)));
    expect(await start(home, { found: 0, made: 1, refused: 1 })).toEqual(first);
  });
});
