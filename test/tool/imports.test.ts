import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { anatomyOf } from '../../src/tool/anatomy.ts';
import { importsIn } from '../../src/tool/imports.ts';

const names = (text: string): readonly string[] => importsIn(text).map(({ name }) => name);

describe('what a text imports is told', () => {
  test.each([
    [`import 'a'; import b from "b"\nimport { c as d } from 'c'`, 'a b c'],
    [`import * as a from 'a'; import b, * as c from 'b'; import d, { e } from 'c'`, 'a b c'],
    [`import from from 'a'; import { from } from 'b' with { type: 'json' };`, 'a b'],
    [
      `export * from 'a'; export * as b from 'b'; export { c } from 'c'; export * as "x y" from 'd'`,
      'a b c d',
    ],
    [`export { a }\nimport 'a'`, 'a'],
    [
      `#!/usr/bin/env node\n/* import 'x' */import/**/'a'//import 'x'\n;import\n{}\nfrom\n'b'`,
      'a b',
    ],
    [`const a = /['"\`]/g; import 'a'; const b = 1 / 2; import 'b'; b++ / 2; import 'c'`, 'a b c'],
    [`if (x) /"/.test(y); import 'a'; \`\${\`\${{ a: "\`" }}\`} import 'x'\`; import "b"`, 'a b'],
    [`label: for (;;) { break label }\nimport 'a'`, 'a'],
  ])('%j', (text, found) => {
    expect(names(text).join(' ')).toBe(found);
  });

  test.each([
    `import('x'); import.meta; a.import; const b = { import: 'x', from: 'y' }; export const from = 'x';`,
    `export default () => import('x'); export function f() {} 'x'; export { a }; 'x'`,
    `"import 'x'"; 'import "x"'; \`import 'x'\`; /import 'x'/; { import 'x' }`,
    `x.export\n* from\n'x'`,
    `import 'x`.slice(0, 3),
    '',
  ])('and nothing of %j', (text) => {
    expect(names(text)).toEqual([]);
  });

  test('with what is wanted of it in place of its exports', () => {
    const text = `import source s from 'a'; import/**/source\nfrom from 'b'; import defer * as d from 'c';
import source from 'd'; import source, { e } from 'e'; import source, * as f from 'f'; import { source as g } from 'g'`;
    const phases = importsIn(text).flatMap(({ name, phase = '' }) => `${name}${phase}`);
    expect(phases).toEqual(['asource', 'bsource', 'cdefer', 'd', 'e', 'f', 'g']);
  });

  test('with the place of its name', () => {
    const text = `import a from "a";\n  export * from 'b';`;
    expect(importsIn(text).map(({ start, end }) => text.slice(start, end))).toEqual(['"a"', "'b'"]);
  });

  test('as a parser reads it, in every source of this checkout', async () => {
    const root = join(import.meta.dirname, '../../src');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
    const sources = files.filter((name) => name.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(500);
    for (const name of sources) {
      const text = readFileSync(join(root, name), 'utf8');
      const plain = stripTypeScriptTypes(text);
      const { imports } = await anatomyOf(name, plain);
      const late = (each: string): boolean =>
        each === '(computed)' || plain.includes(`import('${each}')`);
      const own = [...new Set(names(plain))].sort();
      expect(
        own.filter((each) => !late(each)),
        name,
      ).toEqual(imports.filter((each) => !late(each)));
    }
  });

  test.each([
    '/[',
    '/*',
    '`${',
    '"\\',
    '(',
    'import ',
    "export{}'",
    '/=',
    '`',
  ])('in time that grows with the text, of 2 MB of %j', (piece) => {
    const begun = performance.now();
    importsIn(`${piece.repeat(2_000_000 / piece.length)} import from`);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
