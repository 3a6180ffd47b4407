import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/dsl/diagnostics/diagnostic.ts';
import { columns, excerpt, visible } from '../../../src/dsl/diagnostics/excerpt.ts';
import { toJson } from '../../../src/dsl/diagnostics/json.ts';
import { render } from '../../../src/dsl/diagnostics/render.ts';
import { Source } from '../../../src/dsl/text/source.ts';

const source = new Source('refunds.vak', 'vak 1\n\nrequire aproval from finance\n');
const mk = (more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'VAK1203',
  severity: 'error',
  message: '`aproval` is not a word vak knows here',
  source,
  span: { start: 15, end: 22 },
  labels: [],
  help: 'did you mean `approval`?',
  fixes: [
    {
      title: 'replace with `approval`',
      safe: true,
      edits: [{ span: { start: 15, end: 22 }, text: 'approval' }],
    },
  ],
  notes: [],
  ...more,
});

describe('for people', () => {
  test('a line underlined, what is meant beneath, the fix below', () => {
    expect(render([mk()], { fixCommand: 'vak fix' })).toBe(
      [
        'error[VAK1203]: `aproval` is not a word vak knows here',
        '  ┌ refunds.vak:3:9',
        '3│ require aproval from finance',
        ' │         ~~~~~~~ did you mean `approval`?',
        '  = fix (safe): replace with `approval`        vak fix · vak explain VAK1203',
        '',
      ].join('\n'),
    );
  });

  test('a label on the place itself stands beneath it, help and notes below', () => {
    const label = { source, span: { start: 15, end: 22 }, text: 'not a word' };
    const text = render([mk({ labels: [label], notes: ['a note'], fixes: [] })]);
    expect(text).toContain(
      '~~~~~~~ not a word\n  = help: did you mean `approval`?\n  = note: a note\n',
    );
  });

  test('other places are shown in turn', () => {
    const other = { source, span: { start: 0, end: 3 }, text: 'begins here' };
    expect(render([mk({ labels: [other] })])).toContain(
      '  ┌ refunds.vak:1:1\n1│ vak 1\n │ --- begins here\n',
    );
  });

  test('colours only where they are asked for', () => {
    expect(render([mk()])).not.toContain('\u001b');
    expect(render([mk()], { colors: true })).toContain('\u001b[1;31merror[VAK1203]\u001b[0m');
  });

  test('nothing a file holds reaches the terminal as a command', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), fc.nat(10), (text, start, length) => {
        const odd = new Source(`${text}.vak`, `${text}\u001b[2J\u202e`);
        const span = { start, end: start + length };
        const shown = render([mk({ source: odd, span, message: text })]);
        expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('the excerpt', () => {
  test('tabs are two spaces, wide letters two columns', () => {
    const wide = new Source('a', '\t漢字 x');
    expect(excerpt(wide, { start: 4, end: 5 })).toEqual({
      line: 1,
      text: '  漢字 x',
      indent: 7,
      width: 1,
    });
    expect(columns('a😀e\u0301')).toBe(4);
  });

  test('long lines are cut around the place', () => {
    const long = new Source('a', `${'x'.repeat(300)}HERE${'y'.repeat(300)}`);
    const { text, indent, width } = excerpt(long, { start: 300, end: 304 });
    expect(columns(text)).toBeLessThanOrEqual(112);
    expect(text.slice(indent, indent + width)).toBe('HERE');
  });

  test('control characters are shown as their codes', () => {
    expect(visible('a\u001b[31m\u202eb')).toBe('a<U+001B>[31m<U+202E>b');
  });
});

describe('for machines', () => {
  test('places count from 1, ends are exclusive, fixes carry their edits', () => {
    expect(toJson(mk())).toEqual({
      code: 'VAK1203',
      severity: 'error',
      message: '`aproval` is not a word vak knows here',
      file: 'refunds.vak',
      line: 3,
      column: 9,
      endLine: 3,
      endColumn: 16,
      help: 'did you mean `approval`?',
      fixes: [
        {
          title: 'replace with `approval`',
          safe: true,
          edits: [{ line: 3, column: 9, endLine: 3, endColumn: 16, text: 'approval' }],
        },
      ],
    });
  });

  test('what a diagnostic lacks is left out', () => {
    const { help: _, ...rest } = mk({ fixes: [] });
    expect(Object.keys(toJson(rest))).not.toContain('help');
    expect(Object.keys(toJson(rest))).not.toContain('fixes');
  });
});
