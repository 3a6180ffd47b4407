import { describe, expect, test } from 'vitest';
import type { Expr } from '../../../src/dsl/syntax/ast.ts';
import { bare, only, read, sample, samples, told } from './read.ts';

const when = (text: string): Expr => {
  const policy = only(`policy p for a { rule r { permit t when ${text} } }`, 'policy');
  const clause = policy.rules[0]?.clauses[0];
  if (clause?.kind !== 'when') throw new Error('no condition');
  return clause.expr;
};
const say = (expr: Expr): string => {
  switch (expr.kind) {
    case 'literal':
      return expr.raw;
    case 'reference':
      return expr.call === undefined
        ? expr.path.text
        : `${expr.path.text}(${expr.call.map(say).join(' ')})`;
    case 'word':
      return `word:${expr.text}`;
    case 'list':
      return `[${expr.items.map(say).join(' ')}]`;
    case 'and':
    case 'or':
      return `(${[expr.kind, ...expr.operands.map(say)].join(' ')})`;
    case 'not':
    case 'negate':
      return `(${expr.kind} ${say(expr.operand)})`;
    case 'compare':
    case 'arithmetic':
      return `(${expr.operator} ${say(expr.left)} ${say(expr.right)})`;
    case 'has':
      return `(has ${say(expr.subject)} ${expr.field.text})`;
    case 'given by':
    case 'may come from':
    case 'quotes':
      return `(${expr.kind} ${say(expr.subject)} ${expr.source.text})`;
    case 'runs':
      return `(runs ${say(expr.subject)} ${expr.program.text} ${expr.flags ? say(expr.flags) : '-'})`;
    case 'record':
      return `{${expr.entries.map(({ key, value }) => `${key.text}:${say(value)}`).join(' ')}}`;
  }
};

describe('a whole file', () => {
  test.each(samples)('%s is read without a diagnostic', (name) => {
    const { file, diagnostics } = read(sample(name));
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
    expect(file.edition?.value).toBe(1);
    expect(file.declarations.some((one) => 'broken' in one && one.broken)).toBe(false);
  });

  test('spans cover exactly what was written', () => {
    const text = sample('library.vak');
    const { file } = read(text);
    for (const one of file.declarations) {
      const written = text.slice(one.span.start, one.span.end);
      expect(written).toMatch(/^[a-z]+ /);
      if (one.kind !== 'import') expect(written.endsWith('}')).toBe(true);
    }
    const policy = file.declarations.find((one) => one.kind === 'policy');
    const rule = policy?.kind === 'policy' ? policy.rules[1] : undefined;
    expect(text.slice(rule?.verdictSpan.start, rule?.verdictSpan.end)).toBe('permit');
    expect(rule?.clauses.map(({ span }) => text.slice(span.start, span.start + 4))).toEqual([
      'when',
      'unle',
      'beca',
      'exam',
      'coun',
    ]);
  });

  test('space and comments between tokens change nothing but places', () => {
    const text = sample('deploys.vak').replace('/// Ships', '// Ships');
    const spread = text.replace(/([{}()[\],])/g, ' $1\t// note, with { braces }\n');
    expect(bare(read(spread).file)).toEqual(bare(read(text).file));
  });

  test('doc comments belong to what follows them', () => {
    const tool = only('/// One.\n///Two.\n//// not this\ntool t { effect: read }', 'tool');
    expect(tool.doc).toBe('One.\nTwo.');
    const type = only('type T {\n  /// The id.\n  id: string\n  x: int\n}', 'type');
    expect(type.fields.map(({ doc }) => doc)).toEqual(['The id.', undefined]);
  });
});

describe('expressions', () => {
  test.each([
    ['args.a == 1', '(== args.a 1)'],
    ['args.a.b."c-d" != "x"', '(!= args.a.b.c-d "x")'],
    ['a == b', '(== word:a word:b)'],
    ['args.n + 2 * -3 <= 4 - 1 - 1', '(<= (+ args.n (* 2 (negate 3))) (- (- 4 1) 1))'],
    ['not args.a and not args.b', '(and (not args.a) (not args.b))'],
    ['a and b and c', '(and word:a word:b word:c)'],
    ['a or (b and c)', '(or word:a (and word:b word:c))'],
    ['args.x in [1, 2, 3,]', '(in args.x [1 2 3])'],
    ['args.x like "a*"', '(like args.x "a*")'],
    ['context has from', '(has context from)'],
    ['args.x given by user', '(given by args.x user)'],
    ['args.x may come from "fs".read', '(may come from args.x fs.read)'],
    ['args quotes web.fetch', '(quotes args web.fetch)'],
    ['args.c runs "rm"', '(runs args.c rm -)'],
    ['args.c runs "rm" with ["-r"]', '(runs args.c rm ["-r"])'],
    ['args.at > time("2026-01-01T00:00:00Z")', '(> args.at time("2026-01-01T00:00:00Z"))'],
    ['"fs".read == true', '(== fs.read true)'],
    ['args == { a: 1, "b c": [] }', '(== args {a:1 b c:[]})'],
  ])('%s', (text, expected) => {
    expect(say(when(text))).toBe(expected);
  });

  test.each([
    ['20', 'int', '20', undefined],
    ['2_000', 'int', '2000', undefined],
    ['0.80', 'decimal', '0.80', undefined],
    ['50 EUR', 'money', '50', 'EUR'],
    ['1_000.50\t USD', 'money', '1000.50', 'USD'],
    ['4h', 'duration', '4', 'h'],
    ['300ms', 'duration', '300', 'ms'],
    ['64MB', 'size', '64', 'MB'],
    ['80%', 'percent', '80', '%'],
    ['true', 'bool', 'true', undefined],
    ['"a\\n\\u20ac\\"b"', 'string', 'a\n€"b', undefined],
  ])('the literal %s', (text, type, value, unit) => {
    const compared = when(`args.x == ${text}`);
    expect(compared.kind === 'compare' && compared.right).toMatchObject({
      kind: 'literal',
      type,
      value,
      unit,
      raw: text,
    });
  });

  test('a currency stands on the line of its number', () => {
    expect(told('vak 1\ncontext { a: int where a > 5\n EUR: int }')).toEqual([]);
  });

  test('`and` mixed with `or` is refused, with parentheses offered', () => {
    const text = 'vak 1\npolicy p for a { rule r { permit t when a or b and c or d } }';
    const { diagnostics } = read(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['VAK1205']);
    const edits = [...(diagnostics[0]?.fixes[0]?.edits ?? [])].reverse();
    const fixed = edits.reduce(
      (done, { span, text: put }) => done.slice(0, span.start) + put + done.slice(span.end),
      text,
    );
    expect(fixed).toContain('when a or (b and c) or d }');
    expect(told(fixed)).toEqual([]);
  });
});

describe('commas', () => {
  test.each([
    [
      'facts on one line need one',
      'approvers f { within: 4h otherwise: forbid }',
      ['VAK1204 2:25'],
    ],
    ['facts on two lines do not', 'approvers f { within: 4h\n otherwise: forbid }', []],
    ['a last one is allowed', 'approvers f { within: 4h, }', []],
    ['values of a list always need one', 'agent a { tools: [x\n y] }', ['VAK1204 2:20']],
    ['fields on one line need one', 'type T { a: int b: int }', ['VAK1204 2:16']],
    ['a block ends itself', 'tool t { effect: read args { a: int } result: int }', []],
    ['facts of a tool on one line need one', 'tool t { effect: read run: "x" }', ['VAK1204 2:22']],
  ])('%s', (_, text, expected) => {
    expect(told(`vak 1\n${text}`)).toEqual(expected);
  });
});
