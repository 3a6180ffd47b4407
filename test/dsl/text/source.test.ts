import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../../src/dsl/text/source.ts';

describe('places in a text', () => {
  const source = new Source('a.vak', 'one\r\ntwo\rthree\n\n😀x');

  test.each([
    [0, 1, 1],
    [3, 1, 4],
    [5, 2, 1],
    [9, 3, 1],
    [15, 4, 1],
    [16, 5, 1],
    [18, 5, 3],
    [-5, 1, 1],
    [999, 5, 4],
  ])('offset %i is line %i, column %i', (offset, line, column) => {
    expect(source.position(offset)).toEqual({ line, column });
  });

  test('lines come without their ends, and are empty past the last', () => {
    expect([1, 2, 3, 4, 5, 6].map((line) => source.line(line))).toEqual([
      'one',
      'two',
      'three',
      '',
      '😀x',
      '',
    ]);
  });

  test('a place is `file:line:column`', () => {
    expect(source.at({ start: 5, end: 6 })).toBe('a.vak:2:1');
  });

  test('later offsets never stand earlier, and a line holds what its place says', () => {
    const text = fc.stringMatching(/^[ab\r\n]{0,40}$/);
    fc.assert(
      fc.property(text, fc.nat(40), (written, offset) => {
        fc.pre(offset < written.length && !/[\r\n]/.test(written[offset] ?? '\n'));
        const any = new Source('x', written);
        const { line, column } = any.position(offset);
        expect(any.line(line)[column - 1]).toBe(written[offset]);
        const next = any.position(offset + 1);
        expect(next.line * 1000 + next.column).toBeGreaterThan(line * 1000 + column);
      }),
    );
  });
});

test('a console shows the name of a text and not the whole text', () => {
  expect(inspect({ source: new Source('desk.vak', 'vak 1') })).toBe(
    '{ source: Source("desk.vak") }',
  );
});
