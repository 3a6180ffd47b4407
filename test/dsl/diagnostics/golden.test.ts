import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { text as family } from '../../../src/dsl/diagnostics/catalogue/text.ts';
import { render } from '../../../src/dsl/diagnostics/render.ts';
import { parse } from '../../../src/dsl/syntax/parse.ts';
import { Source } from '../../../src/dsl/text/source.ts';

const folder = new URL('../../golden/diagnostics/syntax/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.vak'))
  .map((name) => name.slice(0, -4));
const shown = (name: string): string => {
  const text = readFileSync(new URL(`${name}.vak`, folder), 'utf8');
  return render(parse(new Source(`${name}.vak`, text)).diagnostics);
};

/** Codes no small file can draw: the size limit, and a formatter that failed. */
const elsewhere = ['VAK1001', 'VAK1005'];

describe('what an author sees', () => {
  test.each(names)('%s', async (name) => {
    await expect(shown(name)).toMatchFileSnapshot(`../../golden/diagnostics/syntax/${name}.txt`);
  });

  test('every code of the text family has an example that draws it', () => {
    for (const { code } of Object.values(family)) {
      if (elsewhere.includes(code)) continue;
      const named = names.filter((name) => name.startsWith(code));
      expect([code, named.length > 0]).toEqual([code, true]);
      for (const name of named) expect(shown(name)).toContain(`[${code}]`);
    }
  });
});
