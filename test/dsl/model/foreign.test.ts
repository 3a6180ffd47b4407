import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/dsl/analyse.ts';
import { applyFixes } from '../../../src/dsl/diagnostics/apply.ts';
import { Source } from '../../../src/dsl/text/source.ts';
import { analysed, desk, onDesk } from './desk.ts';

const reader = { read: () => undefined };

/** Errors of a rule with one condition, and the text of the condition after all fixes. */
function told(condition: string): { readonly said: readonly string[]; readonly after: string } {
  const { diagnostics } = analysed(
    onDesk(`rule asked {\n  forbid refunds.issue\n  when ${condition}\n}`),
  );
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const text = errors[0]?.source.text ?? '';
  const fixed = applyFixes(text, errors, { unsafe: true }).text;
  const after = /forbid refunds\.issue\n\s*when (.*)/.exec(fixed)?.[1] ?? '';
  return { said: errors.map(({ code, help }) => `${code} ${help ?? ''}`), after };
}

describe('what authors of other languages write in a condition', () => {
  test.each([
    ['amount > 5 EUR', 'args.amount > 5 EUR'],
    ['customer.frozen', 'context.customer.frozen'],
    ['context.customer.frozen == True', 'context.customer.frozen == true'],
    ['args.order_id.startsWith("ord_")', 'args.order_id like "ord_*"'],
    ['lookup.order.status == "piad"', 'lookup.order.status == "paid"'],
    ['args.order_id not in ["a", "b"]', 'not args.order_id in ["a", "b"]'],
    ['1 EUR <= args.amount <= 5 EUR', '1 EUR <= args.amount and args.amount <= 5 EUR'],
    ['args.order_id is "a"', 'args.order_id == "a"'],
  ])('%s is told once, and its fix is %s', (condition, mended) => {
    const { said, after } = told(condition);
    expect([said.length, after]).toEqual([1, mended]);
    expect(told(mended).said).toEqual([]);
  });

  test('what nothing is like is told with all that can be read', () => {
    expect(told('input.frozen').said).toEqual([
      'VAK2111 what can be read here: `args`, `lookup`, `context`, `tool`, `agent`, `session`',
    ]);
  });
});

describe('one mistake in a tool is one report, whatever names the tool', () => {
  test.each([
    ['args { to: email, body: string }', 'args: { to: email, body: string }', 'VAK1210'],
    ['args { to: email, body: string }', 'args: { to: email, body: list of string }', 'VAK1210'],
    ['labels: [payments]', 'labels: payments', 'VAK3205'],
    ['labels: [payments]', 'label: [payments]', 'VAK2113'],
  ])('%s written %s', (right, wrong, code) => {
    const uses = `policy p for any agent {
  rule mail { permit email.send  when args.to like "*@a.example" }
  rule pay { forbid any tool labelled payments }
}`;
    const text = `${desk.replace(right, wrong)}\n${uses}\n`;
    const errors = analyse(new Source('a.vak', text), reader).diagnostics.filter(
      ({ severity }) => severity === 'error',
    );
    expect(errors.map((one) => one.code)).toEqual([code]);
  });
});
