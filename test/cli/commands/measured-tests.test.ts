import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';

const policy = `vak 1

tool box.put {
  effect: write
  args { size: int, kind: one of ["soft", "hard"] }
}

agent packer {
  tools: [box.put]
}

policy packing for packer {
  rule small {
    permit box.put
    when args.size <= 3
  }
  rule hard {
    forbid box.put
    when args.kind == "hard"
  }
}

limit puts for packer {
  on box.put
  at most 2 calls per 1h
}

test "small things fit" for packer {
  call box.put { size: 2, kind: "soft" }
  expect permit by packing.small
}
`;
const more = `
test "nothing large, nothing hard, and only two" for packer {
  call box.put { size: 4, kind: "soft" }
  expect forbid by default
  call box.put { size: 1, kind: "hard" }
  expect forbid by packing.hard
  call box.put { size: 3, kind: "soft" }
  expect permit
  call box.put { size: 1, kind: "soft" }
  expect permit
  call box.put { size: 1, kind: "soft" }
  expect forbid by puts
  wait 59m
  call box.put { size: 1, kind: "soft" }
  expect forbid by puts
  wait 1m
  call box.put { size: 1, kind: "soft" }
  expect permit
}
`;
const asked = (text: string, ...args: string[]) =>
  vak(folder({ 'box.vak': text }), ['test', 'box.vak', ...args]);
const lineOf = (text: string): number => policy.slice(0, policy.indexOf(text)).split('\n').length;

describe('vak test --coverage', () => {
  test('tells of each rule whether it spoke and what its conditions came to', () => {
    const { status, json } = asked(policy, '--coverage', '--json');
    expect(status).toBe(0);
    expect(json().coverage).toMatchObject({
      rules: [
        { name: 'packing.hard', spoke: false, conditions: [{ true: false, false: true }] },
        {
          name: 'packing.small',
          at: expect.stringContaining(`box.vak:${lineOf('small {')}:`),
          spoke: true,
          conditions: [{ true: true, false: false, unknown: false }],
        },
      ],
      limits: [{ name: 'puts', counted: true, spoke: false }],
      percent: 42.8,
    });
  });

  test('is 100 % where each rule and limit spoke and each condition went both ways', () => {
    const { status, stdout } = asked(policy + more, '--coverage', '--min', '100');
    expect(stdout).toContain('100 % covered');
    expect(status).toBe(0);
  });

  test('below --min is a finding; a --min that is no percentage is wrong usage', () => {
    expect(asked(policy, '--coverage', '--min', '43').status).toBe(1);
    expect(asked(policy, '--coverage', '--min', '42').status).toBe(0);
    for (const min of ['x', '-1', '101']) {
      expect(asked(policy, '--coverage', `--min=${min}`).status).toBe(2);
    }
    expect(asked(policy, '--min', '5').status).toBe(2);
  });
});

describe('vak test --mutate', () => {
  test('names what no test notices, with its place', () => {
    const { json } = asked(policy, '--mutate', '--json');
    const { survived, mutants, killed } = json().mutation;
    expect(mutants).toBe(killed + survived.length);
    expect(survived).toContainEqual({
      what: 'rule `packing.small`: `3` becomes `4`',
      at: expect.stringContaining(`box.vak:${lineOf('when args.size')}:`),
      tests: 1,
    });
    expect(survived).toContainEqual(
      expect.objectContaining({ what: 'limit `puts`: the limit is dropped' }),
    );
  });

  test('kills every mutant where the tests stand at every edge', () => {
    const { json, status } = asked(policy + more, '--mutate', '--min', '100', '--json');
    expect(json().mutation.survived).toEqual([]);
    expect(status).toBe(0);
  });

  test('tries nothing where a test already fails', () => {
    const failing = policy.replace('expect permit by packing.small', 'expect forbid');
    const { status, json } = asked(failing, '--mutate', '--json');
    expect(status).toBe(1);
    expect(json()).not.toHaveProperty('mutation');
  });
});

test.each([
  ['refund-desk', 'refunds.vak'],
  ['code-auditor', 'auditor.vak'],
  ['embed-in-http', 'lending.vak'],
  ['own-plugin', 'newsletter.vak'],
  ['verified-refunds', 'refunds.vak'],
])('the example %s is covered and its mutants are killed', (name, file) => {
  const here = fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
  const { json } = vak(here, ['test', file, '--coverage', '--mutate', '--json']);
  expect(json()).toMatchObject({ ok: true, coverage: { percent: 100 } });
  expect(json().mutation.percent).toBeGreaterThanOrEqual(95);
});
