import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concrete } from '../../../src/dsl/syntax/concrete.ts';
import { recordedGrammar } from '../../../src/dsl/syntax/grammar/recorded.ts';
import { parse } from '../../../src/dsl/syntax/parse.ts';
import { Source } from '../../../src/dsl/text/source.ts';
import { format } from '../../../src/dsl/tools/format.ts';
import { bare, sample, samples } from '../syntax/read.ts';
import { derive, dice, scatter } from './derive.ts';

const source = (text: string): Source => new Source('a.vak', text);
const formatted = (text: string): string => format(source(text)).text;
const rules = recordedGrammar();
const anyText = fc.nat().map((seed) => {
  const roll = dice(seed);
  return scatter(derive(rules, roll), roll);
});
const comments = (text: string): readonly string[] =>
  concrete(source(text)).comments.map((one) => one.text.trimEnd());

describe('laws, over files derived from the grammar', () => {
  test('most derived files are right, so that the laws below say something', () => {
    const right = fc.sample(anyText, { numRuns: 200, seed: 1 }).filter((text) => {
      return parse(source(text)).diagnostics.length === 0;
    });
    expect(right.length).toBeGreaterThan(60);
  });

  test('formatting twice is formatting once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = formatted(text);
        expect(formatted(once)).toBe(once);
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  test('the meaning and all comments stay, in their order', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: once, diagnostics } = format(source(text));
        expect(diagnostics.map(({ code }) => code)).not.toContain('VAK1005');
        expect(comments(once)).toEqual(comments(text));
        expect(bare(parse(source(once)).file)).toEqual(bare(parse(source(text)).file));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  test('no line ends in space, none holds a tab, the last one ends', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(parse(source(text)).diagnostics.length === 0);
        const once = formatted(text);
        expect(once).toMatch(/\n$/);
        expect(once).not.toMatch(/[ \t]\n|\t|\r|\n\n\n/);
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});

describe('the one form', () => {
  test.each([
    [
      'clauses take a line each, declarations an empty line between',
      'vak 1 policy p for a{rule r{permit x when args.a==1 unless b because "c"}}agent a{tools:[x]}',
      'vak 1\n\npolicy p for a {\n  rule r {\n    permit x\n    when args.a == 1\n    unless b\n    because "c"\n  }\n}\n\nagent a { tools: [x] }\n',
    ],
    [
      'braces stay on one line where they were and fit',
      'vak 1\nagent a { tools: [x], delegates: [y], }\nagent b {\n tools: [x], delegates: [y] }',
      'vak 1\n\nagent a { tools: [x], delegates: [y] }\n\nagent b {\n  tools: [x]\n  delegates: [y]\n}\n',
    ],
    [
      'imports may stand together',
      'vak 1\nimport "./a.vak" as a\nimport "./b.vak" as b\n\n\nuse "x"\nagent a { tools: [] }',
      'vak 1\n\nimport "./a.vak" as a\nimport "./b.vak" as b\n\nuse "x"\n\nagent a { tools: [] }\n',
    ],
    [
      'comments stay with what they precede, and behind what they follow',
      'vak 1 // first\n// head\n\n/// Doc.\nagent a { // opens\n  // inside\n  tools: [x] // after\n  // last\n} // closes\n// end',
      'vak 1 // first\n\n// head\n\n/// Doc.\nagent a { // opens\n  // inside\n  tools: [x] // after\n  // last\n} // closes\n// end\n',
    ],
    [
      'groups of clauses keep one empty line between them',
      'vak 1\ntool t {\n\n  effect: read\n\n\n  args { a: int }\n\n}',
      'vak 1\n\ntool t {\n  effect: read\n\n  args { a: int }\n}\n',
    ],
    [
      'signs and calls',
      'vak 1\nlimit l for any agent{on t at most 1 calls per 1h for each-args . a+2*( 3 )}\nsecret s{from:env ( "A","B" )}',
      'vak 1\n\nlimit l for any agent {\n  on t\n  at most 1 calls per 1h\n  for each -args.a + 2 * (3)\n}\n\nsecret s { from: env("A", "B") }\n',
    ],
    [
      'a comment about the file stays apart from what follows it',
      '// head\n\n\nvak 1\n// on its own\n\nagent a { tools: [] }',
      '// head\n\nvak 1\n\n// on its own\n\nagent a { tools: [] }\n',
    ],
    ['nothing to do', 'vak 1\n', 'vak 1\n'],
  ])('%s', (_, text, expected) => {
    expect(formatted(text)).toBe(expected);
  });

  test('lists longer than a line take a line for each value', () => {
    const names = Array.from({ length: 12 }, (_, index) => `tools.number_${index}`);
    const once = formatted(`vak 1\nagent a { tools: [${names.join(',')}] }`);
    expect(once).toContain(`  tools: [\n    ${names.join(',\n    ')}\n  ]\n`);
    for (const line of once.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('a comment before the bracket that closes a list stands where its values do', () => {
    const text = 'vak 1\n\nagent a {\n  tools: [\n    b.c, // one\n    // two\n  ]\n}\n';
    expect(formatted(text)).toBe(text);
  });

  test('long conditions break before `and`', () => {
    const parts = Array.from({ length: 6 }, (_, index) => `args.number_${index} == "value"`);
    const once = formatted(
      `vak 1\npolicy p for a { rule r { permit t when ${parts.join(' and ')} } }`,
    );
    expect(once).toContain(`    when ${parts.join('\n      and ')}\n`);
  });

  test.each(samples)('%s needs at most its long lines broken', (name) => {
    const text = sample(name);
    const short = text.split('\n').every((line) => line.length <= 100);
    expect(format(source(text)).changed).toBe(!short);
  });
});

describe('a file with errors', () => {
  const text =
    'vak 1\nagent  a{tools:[x]}\n\n\npolicy  p  for a { rule r { permit t when } }\n  agent b  {  tools:[y]} // c\n';

  test('sound declarations are formatted, the broken one and what lies between stay', () => {
    expect(formatted(text)).toBe(
      'vak 1\nagent a { tools: [x] }\n\n\npolicy  p  for a { rule r { permit t when } }\n  agent b { tools: [y] } // c\n',
    );
  });

  test('what stays has the line ends of what is formatted', () => {
    expect(formatted(text.replaceAll('\n', '\r\n'))).toBe(formatted(text));
  });

  test('what is wrong is told', () => {
    expect(format(source(text)).diagnostics.length).toBe(1);
  });
});
