import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { codeCaps } from '../../../../../src/plugins/isolation/limits.ts';
import { CodeCache } from '../../../../../src/plugins/isolation/process/code/code-cache.ts';
import { seal, unseal } from '../../../../../src/plugins/isolation/process/code/sealed.ts';
import { oneExpression } from '../../../../../src/runtime/contract/index.ts';
import { code } from '../../job.ts';

const large = (n: number) => {
  const { opens, closes } = oneExpression;
  return code(`${opens}return () => ${n}; //${'x'.repeat(codeCaps.least)}${closes}`, 'tool.js');
};

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vak-code-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A cache that makes of a code the bytes of its digest, and knows how often it was asked to. */
function cache(state: string, engine = 'one') {
  const asked: string[] = [];
  const make = async ({ digest }: { readonly digest: string }) => {
    asked.push(digest);
    return Buffer.from(digest);
  };
  return { made: new CodeCache({ state, engine, make }), asked };
}

/** The bytes that are kept for a code once everything under way is through. */
async function kept(state: string, of = large(1), engine = 'one') {
  const { made, asked } = cache(state, engine);
  const first = made.find(of)?.toString();
  await expect.poll(() => made.find(of)?.toString()).toBe(of.digest);
  await expect
    .poll(() => readdirSync(join(state, 'code')).some((one) => one.endsWith('.new')))
    .toBe(false);
  await made.stop();
  return { first, asked: asked.length, ...made.counts };
}
const made = { first: undefined, asked: 1, found: 0, made: 1 };
const found = { first: large(1).digest, asked: 0, found: 1, made: 0, refused: 0 };

test('what was made at one start is found at the next, and only for that text and that engine', async () => {
  const state = home();
  expect(await kept(state)).toEqual({ ...made, refused: 0 });
  expect(await kept(state)).toEqual(found);
  expect(await kept(state, large(2))).toMatchObject(made);
  expect(await kept(state, large(1), 'two')).toEqual({ ...made, refused: 0 });
  expect(await kept(state)).toEqual(found);
});

test.each([
  ['altered', (file: Buffer) => file.fill((file[40] as number) ^ 1, 40, 41)],
  ['cut', (file: Buffer) => file.subarray(0, file.length - 1)],
  ['cut within its seal', (file: Buffer) => file.subarray(0, 7)],
  ['emptied', () => Buffer.alloc(0)],
  ['without its seal', (file: Buffer) => file.subarray(32)],
])('a file that was %s is refused, and made anew', async (_, change) => {
  const state = home();
  await kept(state);
  const [name = ''] = readdirSync(join(state, 'code'));
  const file = join(state, 'code', name);
  writeFileSync(file, change(readFileSync(file)));
  expect(await kept(state)).toEqual({ ...made, refused: 1 });
  expect(await kept(state)).toEqual(found);
});

test('a file of another host, or one that stands under another name, is refused', async () => {
  const [here, there] = [home(), home()];
  await kept(here);
  await kept(there);
  const [name = ''] = readdirSync(join(here, 'code'));
  writeFileSync(join(here, 'code', name), readFileSync(join(there, 'code', name)));
  expect(await kept(here)).toEqual({ ...made, refused: 1 });
  await kept(here, large(2));
  const other = readdirSync(join(here, 'code')).find((one) => one !== name) ?? '';
  writeFileSync(join(here, 'code', name), readFileSync(join(here, 'code', other)));
  expect(await kept(here)).toEqual({ ...made, refused: 1 });
});

test('a key that others may read seals nothing, and opens nothing', async () => {
  const state = home();
  await kept(state);
  chmodSync(join(state, 'keys', 'code'), 0o644);
  const { made: one } = cache(state);
  expect(one.find(large(1))).toBeUndefined();
  await expect.poll(() => one.find(large(1))?.toString()).toBe(large(1).digest);
  expect(one.counts).toMatchObject({ found: 0, refused: 1 });
  await one.stop();
});

test('a folder that cannot be written costs the gain and nothing else', async () => {
  const state = home();
  writeFileSync(join(state, 'code'), 'a file in its place');
  const { made: one } = cache(state);
  expect(one.find(large(1))).toBeUndefined();
  await expect.poll(() => one.find(large(1))?.toString()).toBe(large(1).digest);
  await one.stop();
});

test('small codes, and modules that are no expression, are not kept', async () => {
  const state = home();
  const { made: one, asked } = cache(state);
  const { opens, closes } = oneExpression;
  for (const text of [
    `${opens}return 1${closes}`,
    `export default () => 1; //${'x'.repeat(codeCaps.least)}`,
  ]) {
    expect(one.find(code(text))).toBeUndefined();
  }
  await one.stop();
  expect(asked).toEqual([]);
});

test('of more files than are kept, those made longest ago go', async () => {
  const state = home();
  mkdirSync(join(state, 'code'));
  for (let n = 0; n < codeCaps.files + 5; n += 1) {
    writeFileSync(join(state, 'code', `${n}.cache`), 'old');
  }
  const { made: one } = cache(state);
  one.find(large(1));
  await expect.poll(() => readdirSync(join(state, 'code')).length).toBe(codeCaps.files);
  await one.stop();
  expect(await kept(state)).toEqual(found);
});

test('only the key that sealed bytes under a name opens them under that name', () => {
  const bytes = fc.uint8Array({ maxLength: 100 }).map((all) => Buffer.from(all));
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((all) => Buffer.from(all));
  fc.assert(
    fc.property(key, key, fc.string(), fc.string(), bytes, (one, other, name, alias, bytes) => {
      const file = seal(one, name, bytes);
      expect(unseal(one, name, file)).toEqual(bytes);
      if (!one.equals(other)) expect(unseal(other, name, file)).toBeUndefined();
      if (name !== alias) expect(unseal(one, alias, file)).toBeUndefined();
    }),
  );
});
