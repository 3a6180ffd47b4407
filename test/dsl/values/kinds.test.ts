import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalFlags } from '../../../src/dsl/values/kinds/command/flags.ts';
import { parseCommand } from '../../../src/dsl/values/kinds/command.ts';
import { parseEmail } from '../../../src/dsl/values/kinds/email.ts';
import { parseHost } from '../../../src/dsl/values/kinds/host.ts';
import { isWithin, parsePath } from '../../../src/dsl/values/kinds/path.ts';
import { parseUrl } from '../../../src/dsl/values/kinds/url.ts';

/** Text with many of the characters that canonicalisers care about. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '.',
        '..',
        '/',
        '//',
        '%2e',
        '%2F',
        '%25',
        '%',
        '\\',
        '@',
        ':',
        ';',
        '?',
        '#',
      ),
      fc.constantFrom(
        'a',
        'B',
        '1',
        '0x',
        '[',
        ']',
        '::',
        'xn--',
        '．',
        '。',
        '\u200b',
        'é',
        'ß',
        '~',
      ),
      fc.constantFrom(
        'http://',
        'https://',
        'redis://',
        'a.example',
        '$X',
        '"',
        "'",
        ' ',
        '|',
        '-r',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const kinds = {
  path: parsePath,
  'path below a root': (text: string) => parsePath(text, '/r/s'),
  url: parseUrl,
  host: parseHost,
  email: parseEmail,
};

describe.each(Object.entries(kinds))('the canonical form of a %s', (_, parse) => {
  it('is its own canonical form, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          tricky,
          tricky.map((text) => `https://a.example/${text}`),
        ),
        (text) => {
          const value = parse(text);
          if (value !== undefined) expect(parse(value.text)).toEqual(value);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('a path', () => {
  it.each<[string, string | undefined, string | undefined]>([
    ['a/./b//c/', '/data/a/b/c', 'a/b/c'],
    ['/data/../etc', '/etc', '/etc'],
    ['/data', '/data', '.'],
    ['../../..', '/', '/'],
    ['%2e%2e/x', '/x', '/x'],
    ['cafe\u0301', '/data/caf\u00e9', 'caf\u00e9'],
    ['100%', '/data/100%', '100%'],
    ['a\\b', undefined, undefined],
    ['~root/x', undefined, undefined],
    ['a\u0000', undefined, undefined],
    ['%ff', undefined, undefined],
    ['', undefined, undefined],
    ['a /b', undefined, undefined],
    ['./~/x', '/data/~/x', '~/x'],
    ['x'.repeat(5_000), undefined, undefined],
  ])('%j below /data is %j, shown as %j', (written, text, shown) => {
    const path = parsePath(written, '/data');
    expect([path?.text, path?.shown]).toEqual([text, shown]);
  });

  it('never leaves a folder that it is said to be in', () => {
    const folder = parsePath('/r/s');
    fc.assert(
      fc.property(tricky, (text) => {
        const path = parsePath(text, '/r/s/t');
        if (path === undefined || folder === undefined) return;
        const inside = path.text === '/r/s' || path.text.startsWith('/r/s/');
        expect(isWithin(path, folder)).toBe(inside);
        expect(path.text.split('/')).not.toContain('..');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a host', () => {
  it.each<[string, string | undefined]>([
    ['Docs.Example.COM.', 'docs.example.com'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['0x7f.1', '127.0.0.1'],
    ['017700000001', '127.0.0.1'],
    ['::1', '[::1]'],
    ['[0:0::1]', '[::1]'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::127.0.0.1', undefined],
    ['[::ffff:0:10.0.0.1]', undefined],
    ['64:ff9b::169.254.169.254', undefined],
    ['64:ff9b:1::a00:1', undefined],
    ['2002:a00:1::', undefined],
    ['2001:0:a00:1::1', undefined],
    ['2001::1', undefined],
    ['fe80::5efe:10.0.0.1', undefined],
    ['2001:db8::1', '[2001:db8::1]'],
    ['2606:4700::1111', '[2606:4700::1111]'],
    ['a..b', undefined],
    ['a.b:80', undefined],
    ['a/b', undefined],
    ['user@a.b', undefined],
    ['256.1.1.1', undefined],
    ['*.a.b', undefined],
    ['', undefined],
  ])('%j is %j', (written, text) => expect(parseHost(written)?.text).toBe(text));
});

describe('a URL', () => {
  it.each<[string, string | undefined]>([
    ['HTTPS://A.Example:443', 'https://a.example/'],
    ['http://a.example:0080/x', 'http://a.example/x'],
    ['http://a.example:8080/%7Ex?q=%41#part', 'http://a.example:8080/~x?q=A'],
    ['http://a.example/a/../../b//c/', 'http://a.example/b/c/'],
    ['redis://HOST.example:6379/0', 'redis://host.example:6379/0'],
    ['http://user@a.example/', undefined],
    ['http://a.example\\@b.example/', undefined],
    ['http:a.example', undefined],
    ['file:///etc/passwd', undefined],
    ['data:text/plain,x', undefined],
    ['http://a.example/%2e%2e%2fx', undefined],
    ['http://a.example/open/..;/closed', undefined],
    ['http://a.example/open/.%2e;x=1/closed', undefined],
    ['http://a.example/open;x=1/a..;b', 'http://a.example/open;x=1/a..;b'],
    ['http://a.example/a b', undefined],
    ['http://a.example/%zz', 'http://a.example/%zz'],
  ])('%j is %j', (written, text) => expect(parseUrl(written)?.text).toBe(text));

  it('says which port is used, and its path decoded', () => {
    expect(parseUrl('https://a.example/%C3%BC%2Fx')).toMatchObject({ port: 443, path: '/ü/x' });
    expect(parseUrl('redis://a.example/')?.port).toBeUndefined();
  });
});

describe('a command', () => {
  const read = (line: string) =>
    parseCommand(line).programs?.map(({ argv, flags, perhaps, open }) => ({
      argv,
      flags,
      ...(perhaps === undefined ? {} : { perhaps }),
      ...(open === undefined ? {} : { open }),
    }));

  it('is taken apart into programs with their arguments and flags', () => {
    expect(read(`cat "a b" 'c' | sort -u >out 2>&1 && X=1 /bin/rm -rf -- -x`)).toEqual([
      { argv: ['cat', 'a b', 'c'], flags: [] },
      { argv: ['sort', '-u'], flags: ['-u'] },
      { argv: ['rm', '-rf', '--', '-x'], flags: ['-r', '-f'] },
    ]);
  });

  it('keeps its text as given', () => {
    expect(parseCommand(' ls   -l ').text).toBe(' ls   -l ');
  });

  it('says which arguments are only known when it runs', () => {
    expect(read('ls $X')).toEqual([{ argv: ['ls', ''], flags: [], open: true }]);
    expect(read('ls "a$X"')).toEqual([{ argv: ['ls', 'a'], flags: [] }]);
    expect(read('ls *.ts')).toEqual([{ argv: ['ls', ''], flags: [], open: true }]);
  });

  it.each([
    'echo "open',
    "echo 'open",
    'echo $((1 + 1))',
    'echo )',
    '(ls',
    'x | bash',
    'bash < script',
    'cat <<X\nX',
    '"$PROGRAM"',
    'while true; do ls; done',
    'ls\u200b',
    `${'('.repeat(20)}ls${')'.repeat(20)}`,
    'x'.repeat(20_000),
  ])('%j cannot be read', (line) => expect(read(line)).toBeUndefined());

  it('never throws, and reads the same line the same way', () => {
    fc.assert(
      fc.property(fc.oneof(tricky, fc.string({ unit: 'grapheme' })), (line) => {
        expect(parseCommand(line)).toEqual(parseCommand(line));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('flags', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ['rm', '-rf', ['-r', '-f'], []],
    ['rm', '-R --force', ['-r', '-f'], []],
    ['rm', '--no-preserve-root -r', ['--no-preserve-root', '-r'], []],
    ['curl', '-ofile -X POST -sS', ['-o', '-X', '-s', '-S'], []],
    ['tar', '-xzf -r', ['-x', '-z', '-f'], []],
    ['tar', 'xf -r -v', ['-x', '-f', '-v'], []],
    ['docker', 'rm -vf x', ['-v'], ['-f']],
    ['docker', 'rm -v -f x', ['-v'], ['-f']],
    ['git', 'branch -mf a', ['-m'], ['-f']],
    ['kubectl', 'logs -f -A', ['-f'], ['-A']],
    ['sed', '-i.bak -n', ['-i', '-n'], []],
    ['find', '-name x -delete', ['-name', '-delete'], []],
    ['nobody', '-rf --long=1', ['-rf', '--long'], ['-r', '-f']],
    ['nobody', '-r -- -f', ['-r'], []],
  ])('of %s %s are %j, perhaps %j', (program, args, flags, perhaps) => {
    expect(canonicalFlags(program, args.split(' '))).toEqual({ flags, perhaps });
  });
});
