import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allEntries, explainCode } from '../../src/dsl/diagnostics/codes.ts';

/** Codes whose message stands as its author would see it, drawn from a file. */
const drawn = new Set(
  ['diagnostics/syntax', 'meaning']
    .flatMap((folder) => readdirSync(new URL(`./${folder}`, import.meta.url)))
    .map((name) => name.slice(0, 'VAK0000'.length)),
);
const others = allEntries.filter(({ code }) => !drawn.has(code));

test('every code has a page that shows what draws it, why, and what to write', () => {
  const thin = allEntries.filter(({ title, page }) =>
    [title, page.bad, page.why, page.good].some((part) => part.trim() === ''),
  );
  expect(thin.map(({ code }) => code)).toEqual([]);
});

describe('what no small file draws is reviewed as its page', () => {
  test.each(others.map((entry) => [entry.code, entry] as const))('%s', async (code, entry) => {
    await expect(explainCode(entry)).toMatchFileSnapshot(`./pages/${code}.txt`);
  });
});
