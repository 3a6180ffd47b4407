import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import plugin from '../../../../src/plugins/keeping/scrubber/index.ts';
import { SecretScrubber } from '../../../../src/plugins/keeping/scrubber/secret-scrubber.ts';
import { describeScrubber } from '../../../../src/runtime/testing/conformance/keeping/scrubber.ts';

describeScrubber(plugin);

const knowing = (values: Readonly<Record<string, string>>): SecretScrubber =>
  new SecretScrubber({
    open: async () => '',
    reveal: (visit) => {
      for (const [name, value] of Object.entries(values)) visit(name, value);
    },
  });

/** One way in which a value may stand in a text, among neighbours of its own. */
type Spelling = (value: string, before: string, after: string) => string;
const spelt: Readonly<Record<string, Spelling>> = {
  raw: (value, before, after) => before + value + after,
  json: (value, before, after) => JSON.stringify(before + value + after),
  'json of json': (value, before, after) =>
    JSON.stringify(JSON.stringify({ [before]: value + after })),
  'json in ascii': (value, before, after) =>
    JSON.stringify(before + value + after).replace(
      /[\u007f-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  'json with slashes': (value) => JSON.stringify(value).replaceAll('/', '\\/'),
  url: (value, before, after) => encodeURIComponent(before + value + after),
  'url in lower case': (value) =>
    encodeURIComponent(value).replace(/%../g, (escaped) => escaped.toLowerCase()),
  'url, every byte': (value) =>
    [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'url twice': (value) => encodeURIComponent(encodeURIComponent(value)),
  form: (value, before, after) => new URLSearchParams({ [before]: value + after }).toString(),
  base64: (value, before, after) => Buffer.from(before + value + after).toString('base64'),
  'base64 for urls': (value, before, after) =>
    Buffer.from(before + value + after).toString('base64url'),
  'base64 in json': (value, before, after) =>
    JSON.stringify(Buffer.from(before + value + after).toString('base64')).replaceAll('/', '\\/'),
  'base64 in a url': (value, before, after) =>
    encodeURIComponent(Buffer.from(before + value + after).toString('base64')),
  'base64 in lines': (value, before, after) =>
    Buffer.from(before + value + after)
      .toString('base64')
      .replace(/.{76}|.{20}/g, '$&\r\n'),
  'hex in lower case': (value, before, after) =>
    Buffer.from(before + value + after).toString('hex'),
  'hex in upper case': (value, before, after) =>
    Buffer.from(before + value + after)
      .toString('hex')
      .toUpperCase(),
};

/** Reads base64 of either alphabet at every alignment and hex, as someone would who looks for `value`. */
function readable(text: string, value: string): boolean {
  const wanted = Buffer.from(value);
  const texts = [text, decoded(text, JSON.parse), decoded(text, decodeURIComponent)];
  return texts.some((each) => {
    if (each.includes(value)) return true;
    const runs = each.replace(/[\r\n]/g, '').match(/[A-Za-z0-9+/_-]{6,}/g) ?? [];
    return runs.some((run) =>
      [0, 1, 2, 3].some(
        (skip) =>
          Buffer.from(run.slice(skip), 'base64').includes(wanted) ||
          Buffer.from(run.slice(skip), 'hex').includes(wanted),
      ),
    );
  });
}
const decoded = (text: string, read: (text: string) => unknown): string => {
  try {
    return String(read(text));
  } catch {
    return '';
  }
};

const anyText = fc.string({ unit: 'grapheme', maxLength: 12 });
const value = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'ab"\\/%+ =\n\té'), minLength: 6, maxLength: 12 }),
  fc.base64String({ minLength: 8, maxLength: 64 }),
);

describe('the scrubber', () => {
  for (const [name, spell] of Object.entries(spelt)) {
    test(`leaves no known value behind: ${name}`, () => {
      fc.assert(
        fc.property(value, anyText, anyText, (secret, before, after) => {
          const text = spell(secret, before, after);
          const { text: clean, found } = knowing({ key: secret }).scrub(text);
          expect(found).toEqual(['key']);
          expect(readable(clean, secret)).toBe(false);
        }),
        { numRuns: 300 },
      );
    });
  }

  test('cleans once and for all', () => {
    const spelling = fc.constantFrom(...Object.values(spelt));
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 4 }),
        fc.array(spelling),
        anyText,
        (all, how, gap) => {
          const scrubber = knowing(
            Object.fromEntries(all.map((each, index) => [`k${index}`, each])),
          );
          const text = all.map((each, index) => how[index]?.(each, gap, gap) ?? each).join(gap);
          const { text: clean } = scrubber.scrub(text);
          expect(scrubber.scrub(clean)).toEqual({ text: clean, found: [] });
        },
      ),
    );
  });

  test('changes nothing where nothing is known to stand', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const scrubber = knowing({ key: 'certainly-not-in-there' });
        expect(scrubber.scrub(text)).toEqual({ text, found: [] });
      }),
    );
  });

  test('blanks exactly the value and keeps what stands around it, escapes and line ends included', () => {
    const scrubber = knowing({ key: 'p"s/w%d', other: 'abcabcabc' });
    expect(scrubber.scrub('a\nkey=p"s/w%d\n"x"').text).toBe('a\nkey=[secret:key]\n"x"');
    expect(scrubber.scrub('{"k":"\\np\\"s\\/w%d\\n"}').text).toBe('{"k":"\\n[secret:key]\\n"}');
    expect(scrubber.scrub('?k=p%22s%2Fw%25d%26').text).toBe('?k=[secret:key]%26');
    expect(scrubber.scrub('abcabcabcabc.').text).toBe('[secret:other].');
  });

  test('names every secret of those that overlap', () => {
    const scrubber = knowing({ whole: 'user:passphrase', part: 'passphrase-2' });
    const { text, found } = scrubber.scrub('user:passphrase-2!');
    expect(text).toBe('[secret:whole]!');
    expect([...found].sort()).toEqual(['part', 'whole']);
  });

  test('finds a secret that is part of another, where only the part stands', () => {
    const scrubber = knowing({ whole: 'user:passphrase-2', part: 'passphrase' });
    expect(scrubber.scrub('user:passphrase!').text).toBe('user:[secret:part]!');
    expect(scrubber.scrub('user:passphrase-2').found).toContain('whole');
  });

  test('uses no name that gives the value away', () => {
    expect(knowing({ hunter2: 'hunter2' }).scrub('x hunter2 y').text).toBe('x *** y');
    expect(knowing({ key: '[secret' }).scrub('[secret').text).toBe('***');
  });

  test('takes up a secret that becomes known later', () => {
    const known = new Map<string, string>();
    const scrubber = new SecretScrubber({
      open: async () => '',
      reveal: (visit) => {
        for (const [name, each] of known) visit(name, each);
      },
    });
    expect(scrubber.scrub('first-value').found).toEqual([]);
    known.set('key', 'first-value');
    expect(scrubber.scrub('first-value').found).toEqual(['key']);
    known.set('key', 'other-value');
    expect(scrubber.scrub('other-value').found).toEqual(['key']);
  });

  test('finds the lines of a long key when they are joined or broken otherwise', () => {
    const lines = Array.from({ length: 20 }, (_, line) => `line${line}-${'ABCDEF/+'.repeat(7)}`);
    const scrubber = knowing({ pem: lines.join('\n') });
    for (const joined of [lines.join('\n'), lines.join('\r\n'), lines.join('')]) {
      expect(scrubber.scrub(`<${joined}>`).text).toBe('<[secret:pem]>');
    }
  });
});
