import { describe, expect, test } from 'vitest';
import { findings } from './desk.ts';

const tool = (fact: string): string =>
  `tool pages.keep {\n  effect: write\n  args { page: string }\n  ${fact}\n}`;
const rule = (expr: string): string => `rule asked {\n  forbid email.send\n  when ${expr}\n}`;

// What the language has and nothing serves yet is refused with its line and the point that is missing.
describe('refused, never ignored', () => {
  test.each([
    ['memory notes { store: "local" }', '1:8', 'memory'],
    [rule('args.body may come from untrusted'), '3:8', 'labels'],
    [rule('args.body quotes untrusted'), '3:8', 'labels'],
    ['rule asked {\n  permit email.send\n  when args.to given by user\n}', '3:8', 'labels'],
    [tool('run: "./x.ts"\n  sandbox: { tier: container }'), '5:14', 'sandbox'],
    [tool('stream: chunked'), '4:3', 'sandbox'],
    ...['budgets', 'store', 'memory', 'labels', 'obligations', 'lint'].map((point) => [
      `use "./x.ts" for ${point}`,
      '1:18',
      point,
    ]),
  ])('%s', (fragment, place, point) => {
    const found = findings(fragment).filter((each) => each.startsWith('VAK5210'));
    expect(found[0]).toContain(` ${place} `);
    expect(found[0]).toContain(`\`${point}\``);
  });

  test('while names in it are still checked', () => {
    const found = findings(rule('args.boddy quotes untrusted'));
    expect(found.map((each) => each.slice(0, 7))).toEqual(['VAK5210', 'VAK2110']);
  });

  test('and what is built is not', () => {
    for (const point of ['policy', 'limits', 'approvals', 'sandbox', 'secrets', 'audit', 'clock']) {
      expect(findings(`use "./x.ts" for ${point} { depth: 3 }`)).toEqual([]);
    }
    for (const point of [
      'opinions',
      'stages',
      'scorers',
      'detectors',
      'scrubbers',
      'channels',
      'vaults',
      'sources',
      'trace',
    ]) {
      expect(findings(`use "./x.ts" for ${point}\nuse "./y.ts" for ${point}`)).toEqual([]);
    }
    expect(findings(tool('sandbox: { tier: process, memory: 32MB, time: 1s }'))).toEqual([]);
  });
});
