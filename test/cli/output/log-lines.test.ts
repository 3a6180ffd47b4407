import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogLines } from '../../../src/cli/output/log-lines.ts';
import type { Entry } from '../../../src/runtime/evidence/entry.ts';

const decision = (more: object): Entry =>
  ({
    v: 1,
    kind: 'decision',
    at: '2026-01-02T03:04:05.678Z',
    verdict: 'forbid',
    tool: 'orders.read',
    args: {},
    because: 'not yours',
    opinions: [],
    ...more,
  }) as unknown as Entry;
const plain = () => new LogLines({ colour: false, full: true });

describe('a log as people read it', () => {
  test('no text of the log reaches the terminal as anything but text on its line', () => {
    const harmful = (told: string): boolean =>
      [...told].some(
        (one) => one !== '\n' && one !== '│' && /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(one),
      );
    const odd = fc.string({
      unit: fc.oneof(
        fc.integer({ min: 0, max: 0x20ff }).map((code) => String.fromCharCode(code)),
        fc.constantFrom('\u001b[2J', '\n', '\r', '\u202e'),
      ),
    });
    fc.assert(
      fc.property(odd, odd, odd, odd, (tool, because, args, at) => {
        const lines = plain();
        const told = [
          lines.of(0, decision({ tool, because, args: { args }, at })),
          lines.of(1, { v: 1, kind: 'note', level: 'info', at, text: because } as Entry),
          lines.of(2, { v: 1, kind: 'fault', at, by: tool, count: 1, message: because } as Entry),
          lines.of(3, { kind: because, at, [tool]: args } as unknown as Entry),
        ].join('');
        expect(harmful(told)).toBe(false);
        expect(told.split('\n').length).toBeLessThanOrEqual(10);
      }),
    );
  });

  test('long values are cut, unless all is asked for', () => {
    const long = decision({ args: { text: 'x'.repeat(1_000) } });
    expect(new LogLines({ colour: false, full: false }).of(0, long)).toContain('…');
    expect(plain().of(0, long)).toContain('x'.repeat(1_000));
  });

  test('a new day has a line of its own', () => {
    const lines = plain();
    const day = (at: string) => lines.of(0, decision({ at })).startsWith(at.slice(0, 10));
    expect([
      day('2026-01-02T00:00:00.000Z'),
      day('2026-01-02T23:59:59.999Z'),
      day('2026-01-03T00:00:00.000Z'),
    ]).toEqual([true, false, true]);
  });
});
