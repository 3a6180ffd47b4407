import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/dsl/plan/evaluate.ts';
import { condition, expression } from '../../../src/dsl/plan/evaluate.ts';
import { reasonUnknown } from '../../../src/dsl/plan/evaluation/reason.ts';
import type { ExprPlan, ScalarType } from '../../../src/dsl/plan/plan.ts';
import { toJson } from '../../../src/dsl/values/to-json.ts';
import type { Truth, Value } from '../../../src/dsl/values/value.ts';
import { unknown } from '../../../src/dsl/values/value.ts';
import { and, has, like, list, lit, op, record, ref, runs, text, value } from './written.ts';

const yes = lit('bool', true);
const _no = lit('bool', false);
const nothing = ref('args.missing');
const holds = (plan: ExprPlan, facts: Facts = {}): Truth => condition(plan)(facts);
const args = (fields: Readonly<Record<string, Value>>): Facts => ({ args: record(fields) });

describe('references', () => {
  const facts = args({
    order: record({ id: 'ord_1' }),
    where: value('path', 'docs/read.me.md', '/repository'),
    link: value('url', 'https://Docs.Example.com:8443/a?b=1'),
    to: value('email', 'Ann@Example.com'),
    free: value('json', { id: 1 }),
  });
  const shown = (path: string) => {
    const found = expression(ref(path))(facts);
    return found === unknown ? 'unknown' : toJson(found);
  };

  it.each([
    ['args.order.id', 'ord_1'],
    ['args.where.name', 'read.me.md'],
    ['args.where.extension', 'md'],
    ['args.link.scheme', 'https'],
    ['args.link.host', 'docs.example.com'],
    ['args.link.port', 8443],
    ['args.link.path', '/a'],
    ['args.link.query', 'b=1'],
    ['args.to.local', 'ann'],
    ['args.to.domain', 'example.com'],
  ])('%s is %s', (path, is) => expect(shown(path)).toBe(is));

  it.each([
    'args.nothing',
    'args.order.nothing',
    'args.order.id.length',
    'args.free.id',
    'args.where.text',
    'args.constructor',
    'args.__proto__',
    'context.customer',
    'lookup.order.paid',
  ])('%s is unknown', (path) => expect(shown(path)).toBe('unknown'));
});

describe('comparison', () => {
  it.each<[ExprPlan, Truth]>([
    [op(lit('money', '50 EUR'), '<', lit('money', '50.01 EUR')), true],
    [op(lit('money', '50 EUR'), '==', lit('money', '50.00 EUR')), true],
    [op(lit('money', '50 EUR'), '<', lit('money', '60 USD')), unknown],
    [op(lit('money', '50 EUR'), '!=', lit('money', '50 USD')), unknown],
    [op(lit('money', '50 EUR'), '==', lit('int', 50)), unknown],
    [op(lit('decimal', '0.3'), '==', op(lit('decimal', '0.1'), '+', lit('decimal', '0.2'))), true],
    [op(lit('int', '9007199254740993'), '>', lit('int', 9007199254740991)), true],
    [op(lit('int', 3), '==', lit('decimal', '3.0')), true],
    [op(lit('duration', '60m'), '==', lit('duration', '1h')), true],
    [op(text('a'), '<', text('b')), unknown],
    [op(text('a'), '==', lit('int', 1)), unknown],
    [op(list(text('a'), nothing), '==', list(text('b'), text('c'))), unknown],
    [op(list(text('a')), '==', list(text('a'))), true],
  ])('%o', (plan, truth) => expect(holds(plan)).toBe(truth));

  it('orders effects by their strength', () => {
    const facts = { tool: record({ effect: 'egress' }) };
    expect(holds(op(ref('tool.effect'), '<', text('write')), facts)).toBe(true);
    expect(holds(op(ref('tool.effect'), '>=', text('irreversible')), facts)).toBe(false);
    expect(holds(op(text('read'), '<', ref('tool.effect')), facts)).toBe(true);
    expect(holds(op(ref('tool.effect'), '==', text('read')), facts)).toBe(false);
  });

  it('reads a text beside a kind as that kind', () => {
    const facts = args({ host: value('host', 'DOCS.example.com.') });
    expect(holds(op(ref('args.host'), '==', text('Docs.Example.com')), facts)).toBe(true);
    expect(holds(op(ref('args.host'), '==', text('not a host')), facts)).toBe(unknown);
    expect(
      holds(op(ref('args.host'), 'in', list(text('a.b'), text('DOCS.example.com'))), facts),
    ).toBe(true);
    expect(holds(op(ref('args.host'), 'in', list(text('a.b'), text('not a host'))), facts)).toBe(
      unknown,
    );
  });
});

describe('equality of kinds', () => {
  const equals = (kind: ScalarType, written: string, literal: string) =>
    holds(
      op(ref('args.x'), '==', lit(kind, literal)),
      args({ x: value(kind, written, '/repository') }),
    );

  it('takes a relative path in the source from the root of the tool', () => {
    expect(equals('path', 'src/./a.ts', 'src/a.ts')).toBe(true);
    expect(equals('path', '/repository/src/a.ts', 'src/a.ts')).toBe(true);
    expect(equals('path', '/src/a.ts', 'src/a.ts')).toBe(false);
    const plan = op(ref('args.x'), 'in', list(text('b'), text('src/a.ts')));
    expect(holds(plan, args({ x: value('path', 'src/a.ts', '/repository') }))).toBe(true);
  });

  it('is unknown for URLs that servers may take for one', () => {
    expect(equals('url', 'https://a.example/x%2Fy', 'https://a.example/x/y')).toBe(unknown);
    expect(equals('url', 'https://a.example/x%2Fy', 'https://a.example/x%2fy')).toBe(true);
    expect(equals('url', 'https://a.example/x', 'https://a.example/y')).toBe(false);
  });
});

describe('`in`', () => {
  const within = (path: string, folder: string, root?: string) =>
    holds(
      op(ref('args.path'), 'in', lit('path', folder)),
      args({ path: value('path', path, root) }),
    );

  it.each<[string, string, Truth]>([
    ['/repository', '/repository', true],
    ['/repository/a/b', '/repository', true],
    ['/repository-old/a', '/repository', false],
    ['/repository/../etc/passwd', '/repository', false],
    ['/etc', '/', true],
    ['a/b', '/repository', unknown],
  ])('%s in %s is %s', (path, folder, truth) => expect(within(path, folder)).toBe(truth));

  it('holds a relative folder against the form inside the root', () => {
    expect(within('src/a.ts', 'src', '/repository')).toBe(true);
    expect(within('/repository/src', 'src', '/repository')).toBe(true);
    expect(within('/elsewhere/src', 'src', '/repository')).toBe(false);
  });

  it('finds an item of a list though another is unknown', () => {
    expect(holds(op(text('b'), 'in', list(nothing, text('b'))))).toBe(true);
    expect(holds(op(text('b'), 'in', list(nothing, text('c'))))).toBe(unknown);
    expect(holds(op(nothing, 'in', list(text('b'))))).toBe(unknown);
    expect(holds(op(lit('int', 2), 'in', list(lit('int', 1), lit('int', 2))))).toBe(true);
  });
});

describe('`runs`', () => {
  it('wants every flag, none of them as the value of another', () => {
    const plan = runs(ref('args.line'), 'curl', '-o', '-T');
    expect(holds(plan, args({ line: value('command', 'curl -o x y') }))).toBe(false);
    expect(holds(plan, args({ line: value('command', 'curl -o x -T y z') }))).toBe(true);
  });
});

describe('`like` on the parts of a URL', () => {
  const link = (url: string) => args({ link: value('url', url) });

  it('lets no star of the host reach into the path, save for what objects', () => {
    const plan = like(ref('args.link'), 'https://*.good.example/*');
    expect(holds(plan, link('https://a.good.example/x'))).toBe(true);
    expect(holds(plan, link('https://evil.example/x.good.example/y'))).toBe(unknown);
    expect(holds(plan, link('https://evil.example/?.good.example/y'))).toBe(unknown);
    expect(holds(plan, link('https://evil.example/y'))).toBe(false);
  });

  it('does not know whether a capital is one where the pattern names no scheme', () => {
    const plan = like(ref('args.link'), '*Evil.example*');
    expect(holds(plan, link('https://evil.example/'))).toBe(unknown);
    expect(holds(plan, link('https://h.example/Evil.example'))).toBe(true);
    expect(holds(plan, link('https://h.example/'))).toBe(false);
  });

  it('reads a query with its escapes and without', () => {
    const query = ref('args.link.query');
    const [plain, escaped] = ['https://h.example/?u=file:///x', 'https://h.example/?u=file%3A///x'];
    expect(holds(like(query, '*file:*'), link(plain))).toBe(true);
    expect(holds(like(query, '*file:*'), link(escaped))).toBe(unknown);
    expect(holds(like(query, 'u=*'), link(escaped))).toBe(true);
    expect(holds(like(query, '*other*'), link(escaped))).toBe(false);
    expect(holds(op(query, '==', text('u=file:///x')), link(escaped))).toBe(unknown);
    expect(holds(op(query, '==', text('u=other')), link(escaped))).toBe(false);
    expect(holds(op(query, 'in', list(text('a'), text('u=file:///x'))), link(escaped))).toBe(
      unknown,
    );
  });

  it('makes the slashes of a path one, escaped ones too', () => {
    expect(holds(like(ref('args.link.path'), '/admin*'), link('https://h.example/%2fadmin'))).toBe(
      true,
    );
    expect(
      holds(like(ref('args.link'), 'https://h.example/admin*'), link('https://h.example/%2Fadmin')),
    ).toBe(unknown);
  });
});

describe('`like`', () => {
  const matches = (written: string, pattern: string) => holds(like(text(written), pattern));

  it.each<[string, string, boolean]>([
    ['ord_1', 'ord_*', true],
    ['ord_', 'ord_*', true],
    ['xord_1', 'ord_*', false],
    ['a/b/c', 'a*c', true],
    ['ab', 'ab*b', false],
    ['aXbXc', '*X*X*', true],
    ['aXc', '*X*X*', false],
    ['2*3', '2\\*3', true],
    ['2x3', '2\\*3', false],
    ['anything', '*', true],
    ['', '', true],
    ['line\nbreak', 'line*break', true],
    ['a.b', 'a?b', false],
  ])('%j like %j is %s', (written, pattern, is) => expect(matches(written, pattern)).toBe(is));

  it('sees a path below its root, and the absolute form outside', () => {
    const facts = (path: string) => args({ path: value('path', path, '/repository') });
    const plan = like(ref('args.path'), 'src/*');
    expect(holds(plan, facts('/repository/src/a.ts'))).toBe(true);
    expect(holds(plan, facts('/src/a.ts'))).toBe(false);
  });

  it('has no letter case where hosts have none', () => {
    const facts = args({ link: value('url', 'https://Docs.Example.com/Read') });
    expect(holds(like(ref('args.link'), 'https://DOCS.example.com/R*'), facts)).toBe(true);
    expect(holds(like(ref('args.link'), 'https://docs.example.com/r*'), facts)).toBe(false);
    expect(holds(like(ref('args.link.host'), '*.EXAMPLE.com'), facts)).toBe(true);
  });

  it('is unknown where an escaped slash leaves two readings', () => {
    const facts = args({ link: value('url', 'https://h.example/admin%2Fusers') });
    expect(holds(like(ref('args.link'), 'https://h.example/admin/*'), facts)).toBe(unknown);
    expect(holds(like(ref('args.link'), 'https://h.example/*'), facts)).toBe(true);
  });

  it('agrees with the obvious reading of a pattern', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 12 });
    const slow = (word: string, pattern: string): boolean => {
      if (pattern === '') return word === '';
      if (pattern.startsWith('*')) {
        return slow(word, pattern.slice(1)) || (word !== '' && slow(word.slice(1), pattern));
      }
      return word.charAt(0) === pattern.charAt(0) && slow(word.slice(1), pattern.slice(1));
    };
    fc.assert(
      fc.property(letters, letters, (word, pattern) => {
        expect(matches(word, pattern)).toBe(slow(word, pattern));
      }),
    );
  });
});

describe('`has`', () => {
  it('is true or false of a record, and unknown where the record is', () => {
    const facts = args({ order: record({ note: 'x' }) });
    expect(holds(has(ref('args.order'), 'note'), facts)).toBe(true);
    expect(holds(has(ref('args.order'), 'toString'), facts)).toBe(false);
    expect(holds(has(ref('args.nothing'), 'note'), facts)).toBe(unknown);
    expect(holds(has(ref('lookup'), 'order'), facts)).toBe(unknown);
  });
});

describe('`runs`', () => {
  const line = (command: string, ...flags: readonly string[]) =>
    holds(runs(ref('args.cmd'), 'rm', ...flags), args({ cmd: value('command', command) }));

  it.each([
    'rm -rf /',
    'rm -fr /',
    'rm -r -f /',
    'rm / -f -r',
    'rm --recursive --force /',
    'rm --recurs --forc /',
    'rm -Rf /',
    '/bin/rm -rf /',
    "r''m -rf /",
    'ls; sudo -u root rm -rf /',
  ])('%s is rm with -r and -f', (command) => expect(line(command, '-r', '--force')).toBe(true));

  it.each([
    'rm /',
    'rm -- -rf',
    'rm -r /',
    'echo rm -rf',
    'ls # rm -rf',
  ])('%s is not', (command) => {
    expect(line(command, '-rf')).toBe(false);
  });

  it.each([
    '$X -rf',
    'rm $FLAGS /',
    'rm * /',
    'curl x | sh',
    'echo "',
    'if true; then ls; fi',
  ])('%s cannot be known', (command) => expect(line(command, '-rf')).toBe(unknown));
});

describe('what is unknown', () => {
  it('is explained by the innermost part that could not be evaluated', () => {
    const plan = and(
      yes,
      op(op(ref('lookup.order.refunded'), '+', lit('money', '1.00 EUR')), '<=', ref('args.amount')),
    );
    const facts = args({ amount: value('money', '1 EUR') });
    expect(reasonUnknown(plan, facts)).toBe('`lookup.order.refunded` is not known');
    expect(reasonUnknown(op(lit('money', '1 EUR'), '<', lit('money', '1 USD')), {})).toBe(
      'the sides of `1 EUR < 1 USD` cannot be compared',
    );
    expect(reasonUnknown(yes, {})).toBeUndefined();
  });
});
