import { expect, test } from 'vitest';
import { uses } from '../../src/dsl/diagnostics/catalogue/meaning/uses.ts';
import { meaning } from '../../src/dsl/diagnostics/catalogue/meaning/index.ts';
import { names } from '../../src/dsl/diagnostics/catalogue/names/index.ts';
import { types } from '../../src/dsl/diagnostics/catalogue/types/index.ts';
import { render } from '../../src/dsl/diagnostics/render.ts';
import { analysed, onDesk } from '../dsl/model/desk.ts';

// What an author reads in the terminal about the bad example of every page, as prose to review.
const entries = Object.values({ ...names, ...types, ...meaning, ...uses });

test.each(entries.map((entry) => [entry.code, entry] as const))('%s reads well', async (code, { page }) => {
  const { diagnostics } = analysed(onDesk(page.bad));
  const text = render(diagnostics.filter((each) => each.code === code));
  await expect(text).toMatchFileSnapshot(`./meaning/${code}.golden`);
});
