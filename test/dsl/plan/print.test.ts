import { describe, expect, it } from 'vitest';
import { print, printConditions } from '../../../src/dsl/plan/print.ts';
import { and, has, lit, not, op, or, ref, runs, text } from './written.ts';

const yes = lit('bool', true);
const no = lit('bool', false);

describe("an expression in the language's own words", () => {
  it('shows an expression as an author writes it', () => {
    const plan = or(and(yes, not(op(ref('args.a'), '==', text('x')))), has(ref('args'), 'b'));
    expect(print(plan)).toBe('(true and not args.a == "x") or args has b');
    const conditions = [
      { word: 'when', expr: or(yes, no), at: '' },
      { word: 'unless', expr: and(yes, no), at: '' },
    ] as const;
    expect(printConditions(conditions)).toBe('(true or false) and not (true and false)');
    const sum = op(op(lit('int', 1), '+', lit('int', 2)), '*', lit('int', 3));
    expect(print(sum)).toBe('(1 + 2) * 3');
    expect(print(runs(ref('args.cmd'), 'rm', '-r'))).toBe('args.cmd runs "rm" with ["-r"]');
  });
});
