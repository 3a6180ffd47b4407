import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distance } from '../../../src/dsl/diagnostics/suggest.ts';
import { concrete } from '../../../src/dsl/syntax/concrete.ts';
import { invisible } from '../../../src/dsl/syntax/lexer/characters.ts';
import { readNumber } from '../../../src/dsl/syntax/lexer/numbers.ts';
import { scan } from '../../../src/dsl/syntax/lexer/scan.ts';
import { largestFile } from '../../../src/dsl/syntax/text.ts';
import { Source } from '../../../src/dsl/text/source.ts';
import { read, sample, told } from './read.ts';

const codes = (text: string): readonly string[] => told(`vak 1\n${text}`);

describe('numbers', () => {
  test.each([
    '4hours',
    '0x1F',
    '1e5',
    '2__0',
    '2_',
    '007',
    '5EURO',
    '3.',
    '64mb',
  ])('%s is one wrong token, told at its place', (text) => {
    const [first] = codes(`limit l for a { at most ${text} calls per 1h }`);
    expect(first).toMatch(/^VAK1(107|208|201|110) 2:2[456]$/);
  });

  test('the nearest unit is offered', () => {
    const { diagnostics } = read('vak 1\napprovers a { within: 4hours, x: 64mb }');
    expect(diagnostics.map(({ help }) => help)).toEqual([
      'did you mean `4h`?',
      'did you mean `64MB`?',
    ]);
  });

  test('a unit apart from its number is put back', () => {
    const text = 'vak 1\napprovers a { within: 4 h }';
    const { diagnostics } = read(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['VAK1110']);
    expect(diagnostics[0]?.fixes[0]?.edits[0]?.text).toBe('4h');
  });

  test('digits survive as they were written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat(999), (whole, part) => {
        const parts = readNumber(`${whole}.${part} EUR`);
        expect(parts?.digits).toBe(`${whole}.${part}`);
        expect(parts?.unit).toBe('EUR');
      }),
    );
  });
});

describe('texts', () => {
  test.each([
    ['an unknown escape', '"50\\% off"', 'VAK1105'],
    ['a raw tab', '"a\tb"', 'VAK1105'],
    ['half of a surrogate pair', '"a\\ud800b"', 'VAK1105'],
    ['no closing quote', '"abc', 'VAK1104'],
    ['single quotes', "'abc'", 'VAK1106'],
    ['a direction override', '"abc\u202edef"', 'VAK1103'],
  ])('%s is refused', (_, text, code) => {
    const found = codes(`policy p for a { rule r { permit t\nbecause ${text}\n} }`);
    expect(found[0]).toMatch(new RegExp(`^${code} 3:`));
  });

  test('emoji, right-to-left letters and every JSON escape are texts', () => {
    const text = '"😀 שלום 漢字 é \\u20ac \\ud83d\\ude00 \\/ \\" \\\\ \\b\\f\\n\\r\\t"';
    expect(codes(`policy p for a { rule r { permit t because ${text} } }`)).toEqual([]);
  });

  test('any string written as JSON is read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        fc.pre(value.isWellFormed() && value.search(invisible) < 0 && !value.includes('\ufffd'));
        const written = JSON.stringify(value);
        const { file, diagnostics } = read(`vak 1\nprove ${written} { }`);
        expect(diagnostics).toEqual([]);
        const [only] = file.declarations;
        expect(only?.kind === 'prove' && only.name.text).toBe(value);
      }),
    );
  });
});

describe('names', () => {
  test('look-alike letters are refused, with the plain name offered', () => {
    const { diagnostics } = read('vak 1\nagent d\u0435sk { tools: [] }');
    expect(diagnostics.map(({ code }) => code)).toEqual(['VAK1102']);
    expect(diagnostics[0]?.message).toContain('looks like `e`');
    expect(diagnostics[0]?.fixes[0]?.edits[0]?.text).toBe('desk');
  });

  test.each([
    ['an isolate in a name', 'agent a\u2066b { tools: [] }', 'VAK1103'],
    ['an override in a comment', '// a \u202e b', 'VAK1103'],
    ['an escape character in a comment', '// a \u001b[31m b', 'VAK1103'],
    ['a space of no width in a text', 'prove "a\u200bb" { }', 'VAK1103'],
    ['a joiner that joins nothing in a text', 'prove "a\u200d" { }', 'VAK1103'],
    ['a soft hyphen in a comment', '// pass\u00adword', 'VAK1103'],
    ['a mark of direction in a text', 'prove "a\u200f" { }', 'VAK1103'],
    ['a tag in a text', 'prove "a\u{e0041}" { }', 'VAK1103'],
    ['a second byte order mark', '// a\ufeffb', 'VAK1103'],
    ['what a reader leaves of bytes that are no UTF-8', '// gepr\ufffdft', 'VAK1006'],
    ['a space that is none', 'agent\u00a0a { tools: [] }', 'VAK1103'],
    ['an emoji outside a text', 'agent a { tools: [] } 😀', 'VAK1101'],
  ])('%s is refused', (_, text, code) => {
    expect(codes(text).map((one) => one.slice(0, 7))).toEqual([code]);
  });
});

test('joiners and variation selectors do their work in texts and comments', () => {
  expect(codes('// 👨\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3 می\u200cخواهم')).toEqual([]);
});

describe('the file', () => {
  test('a file in UTF-16 is told once, as a whole', () => {
    const wide = (order: 'utf-16le' | 'utf-16be'): string => {
      const bytes = Buffer.from('\ufeffvak 1\nagent a { tools: [] }\n', 'utf16le');
      return (order === 'utf-16le' ? bytes : bytes.swap16()).toString('utf8');
    };
    expect(told(wide('utf-16le'))).toEqual(['VAK1006 1:1']);
    expect(told(wide('utf-16be'))).toEqual(['VAK1006 1:1']);
  });

  test('a byte order mark, mixed line ends and tabs are all right', () => {
    const text = `\ufeff${sample('library.vak')}`.split('\n');
    const ends = ['\n', '\r\n', '\r'];
    const mixed = text.map((line, index) => `\t${line} ${ends[index % 3]}`).join('');
    expect(told(mixed.replace('\t\ufeff', '\ufeff\t'))).toEqual([]);
  });

  test('places count lines by any line end, and columns in UTF-16 units', () => {
    const { diagnostics } = read('vak 1\r\n\r// 😀\nagent a { x: "😀" y: 1 }');
    expect(diagnostics.map(({ source, span }) => source.at(span))).toEqual(['a.vak:4:18']);
  });

  test.each([
    ['an empty file', '', ['VAK1002 1:1']],
    ['a file of comments', '// nothing', ['VAK1002 1:1']],
    ['no edition', 'agent a { tools: [] }', ['VAK1002 1:1']],
    ['a file of another kind', '{ "agents": [] }', ['VAK1002 1:1']],
    ['a file in YAML', 'agents:\n  - desk', ['VAK1002 1:1']],
    ['an edition of the future', 'vak 2', ['VAK1003 1:1']],
    ['a second edition line', 'vak 1\nvak 1', ['VAK1207 2:1']],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('a file beyond the size limit is refused without a look inside', () => {
    expect(told(' '.repeat(largestFile + 1))).toEqual(['VAK1001 1:1']);
  });

  test.each([
    ['parentheses', (n: number) => `when ${'('.repeat(n)}true${')'.repeat(n)}`],
    ['lists', (n: number) => `when args.x in ${'['.repeat(n)}1${']'.repeat(n)}`],
    ['sums', (n: number) => `when args.x > 1${' + 1'.repeat(n)}`],
    ['open braces', (n: number) => `when args.x == ${'{ a: '.repeat(n)}`],
  ])('ten thousand nested %s meet the limit, not the stack', (_, nested) => {
    const text = (n: number): string => `policy p for a { rule r { permit t\n${nested(n)}\n} }`;
    expect(codes(text(10_000)).map((one) => one.slice(0, 7))).toContain('VAK1004');
    if (!text(1).includes('{ a: ')) expect(codes(text(20))).toEqual([]);
  });

  test('ten thousand nested types and records meet the limit too', () => {
    expect(codes(`type T { x: ${'list of '.repeat(10_000)}int }`)).toEqual(['VAK1004 2:517']);
    expect(codes(`type T ${'{ x: '.repeat(10_000)}`)[0]).toMatch(/^VAK1004/);
  });
});

describe('nothing is lost', () => {
  test('tokens, comments and the space between are the text', () => {
    for (const name of ['library.vak', 'deploys.vak']) {
      const text = sample(name);
      const { tokens, comments } = scan(new Source(name, text));
      let rebuilt = '';
      const pieces = [...tokens, ...comments].sort((a, b) => a.startOffset - b.startOffset);
      for (const piece of pieces) {
        const gap = text.slice(rebuilt.length, piece.startOffset);
        expect(gap.trim()).toBe('');
        rebuilt += gap + piece.image;
      }
      expect(rebuilt + text.slice(rebuilt.length)).toBe(text);
    }
  });

  test('the concrete tree holds every token in order', () => {
    const text = sample('deploys.vak');
    const { root } = concrete(new Source('x', text));
    if (root === undefined) throw new Error('no tree');
    const words: string[] = [];
    const visit = (node: typeof root): void => {
      for (const child of node.children) {
        if ('rule' in child) visit(child);
        else words.push(child.text);
      }
    };
    visit(root);
    expect(words).toEqual(scan(new Source('x', text)).tokens.map(({ image }) => image));
  });
});

test('the distance of two words is symmetric, and zero only for one word', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      expect(distance(a, b)).toBe(distance(b, a));
      expect(distance(a, b) === 0).toBe(a === b);
    }),
  );
});
