import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analysed } from './desk.ts';
import { builder, shop } from './samples.ts';

const pattern =
  /\/\/[^\n]*|"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|\d[\d_.]*(?: ?(?:EUR|%|[a-zA-Z]+))?|[<>=!]=|\S/g;

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const tokensOf = (text: string): readonly Token[] =>
  [...text.matchAll(pattern)]
    .map(({ 0: word, index }) => ({ text: word, start: index, end: index + word.length }))
    .filter((token) => !token.text.startsWith('//'));

/** Every fourth token, which is enough to tell and quick enough to ask each time. */
const stride = 4;

const changes: Readonly<Record<string, (text: string, a: Token, b: Token) => string>> = {
  left_out: (text, a) => text.slice(0, a.start) + text.slice(a.end),
  doubled: (text, a) => `${text.slice(0, a.end)} ${text.slice(a.start)}`,
  swapped: (text, a, b) =>
    text.slice(0, a.start) + b.text + text.slice(a.end, b.start) + a.text + text.slice(b.end),
};

const errorsIn = (text: string): number =>
  analysed(text).diagnostics.filter((each) => each.severity === 'error').length;

// What could not be read is reported once, by whoever could not read it: names and types that were lost
// with it draw no reports of their own.
describe.each([
  ['a shop', shop],
  ['a builder', builder],
])('%s with one token', (_name, text) => {
  test.each(Object.entries(changes))('%s draws few reports', (_change, change) => {
    const tokens = tokensOf(text);
    const counts: number[] = [];
    for (let index = 0; index + 1 < tokens.length; index += stride) {
      const count = errorsIn(change(text, tokens[index] as Token, tokens[index + 1] as Token));
      if (count > 0) counts.push(count);
    }
    const share = (most: number): number =>
      counts.filter((count) => count <= most).length / counts.length;
    expect(counts.length).toBeGreaterThan(100);
    expect(share(1)).toBeGreaterThanOrEqual(0.85);
    expect(share(2)).toBeGreaterThanOrEqual(0.95);
  });
});

test('whatever the text, checking ends with reports and never throws', { timeout: 120_000 }, () => {
  const tokens = [...tokensOf(shop), ...tokensOf(builder)].map((token) => token.text);
  const piece = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...tokens) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('{', '}', '[', ']', '(', ')', ':', ',', '.', '"', '-'),
    },
  );
  const cut = fc.tuple(fc.nat(shop.length), fc.nat(40), fc.array(piece, { maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
      let text = shop;
      for (const [at, length, pieces] of cuts) {
        text = `${text.slice(0, at)} ${pieces.join(' ')} ${text.slice(at + length)}`;
      }
      const { compiled, diagnostics } = analysed(text);
      const errors = diagnostics.filter((each) => each.severity === 'error');
      expect(compiled === undefined).toBe(errors.length > 0);
      for (const { source, span } of diagnostics) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(source.text.length);
      }
    }),
    { seed: 20_261_124, numRuns: 300 },
  );
});
