import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, put, said, vak } from '../vak.ts';

const policy = (
  modules = '{ "money": "./lib/money.ts", "@acme/rates": "./lib/rates.js" }',
  more = '',
) =>
  `vak 1
tool orders.total {
  effect: ${more.includes('write') ? 'write' : 'read'}
  run: "./total.ts"
  sandbox: { modules: ${modules}${more} }
}
agent desk { tools: [orders.total] }
policy p for desk { rule ask { permit orders.total } }
`;
const files = {
  'desk.vak': policy(),
  'total.ts': 'export default () => null;\n',
  'lib/money.ts': 'export const written = String;\n',
  'lib/rates.js': 'export const digits = 2;\n',
};
const lay = (more: Readonly<Record<string, string>> = {}): string => folder({ ...files, ...more });

test('a module is imported for what it exports, which is told at its place', () => {
  const home = lay({
    'total.ts': `import source money from 'money';\nexport default () => money;\n`,
  });
  expect(said(home)).toEqual(['VAK2604 total.ts:1:26']);
});

test('a place is that of the file also behind a byte order mark', () => {
  const home = lay({
    'total.ts': `\uFEFFimport { gone } from 'gone';\nexport default () => gone;\n`,
  });
  expect(said(home)).toEqual(['VAK2604 total.ts:1:23']);
});

test('code that means two things by its name is refused, and so means one by its digest', () => {
  const home = lay({ 'lib/rates.js': 'export const digits = Math.max((2<3)>(0));\n' });
  expect(said(home)).toEqual([]);
  put(home, 'lib/rates.js', 'const f = 1, T = 1;\nexport const digits = f<T>(5);\n');
  expect(said(home)).toEqual(['VAK2606 lib/rates.js:2:24']);
  const check = vak(home, ['tool', 'check', 'lib/rates.js']);
  expect([check.status, check.stderr]).toEqual([1, '']);
  put(home, 'lib/rates.js', 'const f = 1, T = 1;\nexport default f<T>(5);\n');
  expect(vak(home, ['tool', 'check', 'lib/rates.js']).stdout).toMatch(
    /VAK2616.*lib\/rates\.js:2:17/,
  );
  put(home, 'lib/money.ts', 'const f = 1, T = 1;\nexport default f<T>(5);\n');
  expect(vak(home, ['tool', 'check', 'lib/money.ts']).status).toBe(0);
});

test('code that is no text in UTF-8 is not read', () => {
  const home = lay();
  writeFileSync(join(home, 'total.ts'), Buffer.from([0x2f, 0x2f, 0xff, 0x0a]));
  expect(said(home)).toEqual(['VAK2601 desk.vak:4:8']);
});

test('a link on the way to code lies in no folder that a tool writes to', () => {
  const home = lay({
    'desk.vak': policy(
      '{ "money": "./out/money.ts", "@acme/rates": "./way/rates.js" }',
      ', write: ["./out"]',
    ),
    'out/note.txt': '',
  });
  symlinkSync('../lib/money.ts', join(home, 'out/money.ts'));
  symlinkSync('lib', join(home, 'way'));
  expect(said(home)).toContain('VAK2603 desk.vak:2:6');
  put(
    home,
    'desk.vak',
    policy('{ "money": "./lib/money.ts", "@acme/rates": "./way/rates.js" }', ', write: ["./out"]'),
  );
  expect(said(home)).not.toContain('VAK2603 desk.vak:2:6');
  rmSync(join(home, 'way'));
  symlinkSync('out/way', join(home, 'way'));
  symlinkSync('../lib', join(home, 'out/way'));
  expect(said(home)).toContain('VAK2603 desk.vak:2:6');
});

test('what runs vak lies in no folder that a tool writes to', () => {
  const home = lay();
  const root = join(import.meta.dirname, '../../..');
  for (const [path, at] of [
    ['node_modules', ['VAK2603 desk.vak:2:6']],
    ['node_modules/isolated-vm/out', ['VAK2603 desk.vak:2:6']],
    ['node_modules/.cache/vak-test', ['VAK2603 desk.vak:2:6']],
    ['package.json', []],
    ['node_modules/@types', []],
  ] as const) {
    put(home, 'desk.vak', policy(undefined, `, write: ["${join(root, path)}"]`));
    expect(
      said(home).filter((one) => one.startsWith('VAK2603')),
      path,
    ).toEqual(at);
  }
});
