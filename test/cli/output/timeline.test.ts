import { describe, expect, test } from 'vitest';
import { palette, printable } from '../../../src/cli/output/palette.ts';
import { timelineOf } from '../../../src/cli/output/timeline.ts';
import type { CallLine } from '../../../src/cli/script/drive.ts';

const line: CallLine = {
  call: 3,
  tool: 'saw.cut',
  verdict: 'permit',
  ok: true,
  because: 'Wood may be cut.',
  opinions: [
    { by: 'policy', verdict: 'permit', rule: 'shop.other', at: 'shop.vak:2:3' },
    {
      by: 'policy',
      verdict: 'permit',
      rule: 'shop.cut',
      at: 'shop.vak:9:3',
      because: 'Wood may be cut.',
    },
  ],
  result: { pieces: 2 },
  ms: 1.234,
};
const plain = { colour: false };

describe('the timeline of a session', () => {
  test('a permitted call: verdict, tool, time, reason and its line, result', () => {
    expect(timelineOf(line, plain)).toBe(
      [
        '  3  permit  saw.cut  1.2 ms',
        'Wood may be cut.  shop.cut shop.vak:9:3',
        '→ {"pieces":2}\n',
      ].join('\n             '),
    );
  });

  test('a call that was permitted and then stopped says that nothing was released', () => {
    const { result: _, ...rest } = line;
    const refusal = { code: 'VAK7001', because: 'it ran out of time' };
    const text = timelineOf({ ...rest, ok: false, because: refusal.because, refusal }, plain);
    expect(text).toContain('permit  saw.cut');
    expect(text).toContain('it ran out of time');
    expect(text).toContain('VAK7001: permitted, but no result was released');
  });

  test('an answer of people is told', () => {
    const approval = { from: 'foreman', answer: 'deny' } as const;
    expect(timelineOf({ ...line, approval }, plain)).toContain('asked foreman: refused\n');
  });

  test('long results are cut', () => {
    const text = timelineOf({ ...line, result: 'x'.repeat(10_000) }, plain);
    expect(text.length).toBeLessThan(400);
    expect(text).toContain('x…\n');
  });

  test('colours are laid on where they are wanted, and change no word', () => {
    const coloured = timelineOf(line, { colour: true });
    expect(coloured).toContain('\u001b[32mpermit\u001b[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes themselves are taken out
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(timelineOf(line, plain));
  });
});

describe('what models and guests write', () => {
  test.each([
    ['\u001b[2J', '\\u001b[2J'],
    ['a\nb\rc', 'a\\u000ab\\u000dc'],
    ['abc\u202ecba', 'abc\\u202ecba'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['é 漢 🙂 ok', 'é 漢 🙂 ok'],
  ])('%j is printed as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('a palette without colours leaves every text as it is', () => {
    const colours = palette(plain);
    for (const paint of Object.values(colours)) expect(paint('word')).toBe('word');
  });
});
