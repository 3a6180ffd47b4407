import { describe, expect, test } from 'vitest';
import { folder, vak } from '../../vak.ts';

const policy = `vak 1

tool refunds.issue {
  effect: write
  args { amount: money }
}

agent desk { tools: [refunds.issue] }

policy desk for desk {
  rule all { permit refunds.issue }
}

limit some for desk {
  on refunds.issue
  at most 100 calls per 1h
}

constraint small {
  for every refunds.issue holds args.amount <= 50.00 EUR
}

use "vak/constraints" for opinions { files: ["./rules.yaml"] }
`;
const rules = (type: string, value: string): string =>
  `version: "1.0"\nconstraints:\n  - { name: other, type: ${type}, field: amount, value: ${value} }\n`;
const told = (type: string, value: string) => {
  const here = folder({ 'desk.vak': policy, 'rules.yaml': rules(type, value) });
  return vak(here, ['constraints', 'desk.vak']);
};

describe('vak constraints', () => {
  test.each([
    ['that no call can meet', 'GREATER_THAN', '60.00 EUR', /no call of `refunds\.issue` can meet/],
    ['that another says already', 'LESS_THAN', '90.00 EUR', /whatever meets `small` meets `other`/],
  ])('names one of a file %s, with both places', (_, type, value, said) => {
    const { status, stdout } = told(type, value);
    expect(status).toBe(1);
    expect(stdout).toMatch(said);
    expect(stdout).toMatch(/desk\.vak:\d+:\d+/);
    expect(stdout).toMatch(/rules\.yaml:3:\d+/);
  });

  test('finds nothing where each says something of its own', () => {
    const { status, stdout, stderr } = told('GREATER_THAN', '5.00 EUR');
    expect([status, stdout, stderr]).toEqual([0, 'nothing found\n', '']);
  });

  test('tells what is wrong with a file as `vak check` does', () => {
    const { status, stdout } = told('GREATER', '5.00 EUR');
    expect([status, stdout]).toEqual([1, expect.stringContaining('VAK4607')]);
  });
});
