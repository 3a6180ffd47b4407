import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { analyse } from '../../../../src/dsl/analyse.ts';
import type { Plan } from '../../../../src/dsl/plan/plan.ts';
import { Source } from '../../../../src/dsl/text/source.ts';
import { policyPage } from '../../../../src/dsl/tools/docs/page.ts';

const planOf = (name: string, text: string): Plan => {
  const { compiled, diagnostics } = analyse(new Source(name, text), { read: () => undefined });
  if (compiled === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return compiled.plan;
};
const desk = new URL('../../../../examples/refund-desk/refunds.vak', import.meta.url);

test('the refund desk reads as a page', async () => {
  const page = policyPage(planOf('refunds.vak', readFileSync(desk, 'utf8')));
  await expect(page).toMatchFileSnapshot('../../../golden/docs/refunds.md');
});

test('a tool that no rule speaks of is said to be forbidden', () => {
  const text = 'vak 1\n\ntool a.b {\n  effect: read\n  args {}\n}\n\nagent x { tools: [a.b] }\n';
  const page = policyPage(planOf('x.vak', text));
  expect(page).toContain('| `a.b` | read | never | – | – | – |');
  expect(page).toContain('No rule speaks of it, so it is always forbidden.');
});

test('what an author writes cannot become markup of the page', () => {
  const text =
    'vak 1\n\n/// <b>*| [x](y)\ntool a.b {\n  effect: read\n  args {}\n}\n\nagent x { tools: [a.b] }\n';
  expect(policyPage(planOf('x.vak', text))).toContain('\\<b\\>\\*\\| \\[x\\](y)');
});

test('a name keeps every sign of it in the table', () => {
  const text = 'vak 1\n\ntool "a`b|c".d {\n  effect: read\n}\n\nagent x { tools: ["a`b|c".d] }\n';
  expect(policyPage(planOf('x.vak', text))).toContain('| ``a`b\\|c.d`` |');
});
