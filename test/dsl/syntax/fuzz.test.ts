import { describe, expect, test } from 'vitest';
import { scan, scanAny } from '../../../src/dsl/syntax/lexer/scan.ts';
import { Source } from '../../../src/dsl/text/source.ts';
import { format } from '../../../src/dsl/tools/format.ts';
import { anyFile } from './any-file.ts';
import { read, sample, samples } from './read.ts';

const texts = samples.map(sample);

const files = Array.from({ length: 1000 }, (_, seed) => anyFile(seed * 7919 + 1));

describe('any thousand files', { timeout: 120_000 }, () => {
  test('are read to an end, with a diagnostic unless all of it was read', () => {
    for (const text of files) {
      const { file, diagnostics } = read(text);
      expect(file.span).toEqual({ start: 0, end: text.length });
      expect(diagnostics.length).toBeLessThanOrEqual(100);
      for (const { span, message } of diagnostics) {
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(text.length);
        expect(message).not.toMatch(/-->|Expecting|undefined|NaN|\[object/);
      }
    }
  });

  test('lose nothing to the scanner that is not told', () => {
    for (const text of files) {
      const source = new Source('f', text);
      const { tokens, comments, diagnostics } = scan(source);
      const covered = [
        ...tokens.map((one) => [one.startOffset, one.startOffset + one.image.length] as const),
        ...comments.map((one) => [one.startOffset, one.startOffset + one.image.length] as const),
      ].sort((a, b) => a[0] - b[0]);
      let end = 0;
      for (const [start, stop] of [...covered, [text.length, text.length] as const]) {
        expect(start).toBeGreaterThanOrEqual(end);
        const gap = text.slice(end, start).replace(/^\ufeff/, '');
        const told = diagnostics.some(({ span }) => span.start >= end && span.start < start);
        if (gap.replace(/[ \t\r\n]/g, '') !== '') expect([gap, told]).toEqual([gap, true]);
        end = stop;
      }
    }
  });

  test('are split by hand as the token definitions split them', () => {
    const plain = [...texts, ...files].map((text) => text.replace(/[^\t\r\n -~]/g, 'é'));
    for (const text of [...files, ...plain, ...plain.map((each) => each.replaceAll('é', ''))]) {
      expect(scan(new Source('f', text))).toEqual(scanAny(new Source('f', text)));
    }
  });

  test('are formatted to something that stays as it is', () => {
    for (const text of files.filter((_, index) => index % 5 === 3)) {
      const once = format(new Source('f', text));
      expect(once.diagnostics.map(({ code }) => code)).not.toContain('VAK1005');
      expect(format(new Source('f', once.text)).text).toBe(once.text);
    }
  });
});
