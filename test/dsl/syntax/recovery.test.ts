import { describe, expect, test } from 'vitest';
import { type Mutation, mutants } from './mutants.ts';
import { read, sample, samples } from './read.ts';

/** What became of all mutants of one kind: still valid, one diagnostic, at most two. */
interface Tally {
  wrong: number;
  valid: number;
  one: number;
  two: number;
}

const tallies = new Map<Mutation, Tally>();
const unexplained: string[] = [];
for (const name of samples) {
  for (const { mutation, text, what } of mutants(sample(name))) {
    const tally = tallies.get(mutation) ?? { wrong: 0, valid: 0, one: 0, two: 0 };
    tallies.set(mutation, tally);
    const { diagnostics } = read(text);
    if (diagnostics.length === 0) {
      tally.valid += 1;
      continue;
    }
    tally.wrong += 1;
    if (diagnostics.length === 1) tally.one += 1;
    if (diagnostics.length <= 2) tally.two += 1;
    const reserved = mutation === 'misspell' && diagnostics[0]?.code === 'VAK1203';
    if (mutation === 'misspell' && (diagnostics.length !== 1 || !reserved)) unexplained.push(what);
  }
}
const total = (key: keyof Tally): number =>
  [...tallies.values()].reduce((sum, tally) => sum + tally[key], 0);

describe('one token changed in a whole file', () => {
  test('there are thousands of such files, and most of them are wrong', () => {
    expect(total('wrong')).toBeGreaterThan(3500);
    expect(total('valid')).toBeLessThan(total('wrong') / 10);
  });

  test('at least 95 of 100 get two diagnostics or fewer', () => {
    expect(total('two') / total('wrong')).toBeGreaterThanOrEqual(0.95);
  });

  test('at least 85 of 100 get exactly one', () => {
    expect(total('one') / total('wrong')).toBeGreaterThanOrEqual(0.85);
  });

  test('a misspelt reserved word always gets exactly one, which names the word meant', () => {
    expect(tallies.get('misspell')?.wrong).toBeGreaterThan(200);
    expect(unexplained).toEqual([]);
  });
});

describe('what a mistake leaves standing', () => {
  test('other declarations are read whole', () => {
    const text = sample('library.vak');
    const broken = text.replace('when args.amount * 2 > 60 EUR', 'when args.amount * * 60 EUR');
    const { file, diagnostics } = read(broken);
    expect(diagnostics.length).toBe(1);
    const sound = read(text).file;
    expect(file.declarations.length).toBe(sound.declarations.length);
    const marked = file.declarations.filter((one) => 'broken' in one && one.broken);
    expect(marked.map(({ kind }) => kind)).toEqual(['policy']);
  });

  test('in a broken policy only the rule with the mistake is broken', () => {
    const text = 'vak 1\npolicy p for a {\n rule x { permit t }\n rule y { permit u when }\n}';
    const policy = read(text).file.declarations[0];
    if (policy?.kind !== 'policy') throw new Error('no policy');
    expect(policy.rules.map(({ name, broken }) => [name.text, broken])).toEqual([
      ['x', false],
      ['y', true],
    ]);
    expect(policy.rules[1]?.clauses).toEqual([]);
  });

  test('a misspelt reserved word is read as the one that was meant', () => {
    const text = 'vak 1\npolicy p for a {\n rule x { permt t\n wen args.a == 1 }\n}';
    const { file, diagnostics } = read(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['VAK1203', 'VAK1203']);
    const policy = file.declarations[0];
    if (policy?.kind !== 'policy') throw new Error('no policy');
    expect(policy.broken).toBe(false);
    expect(policy.rules[0]?.clauses.map(({ kind }) => kind)).toEqual(['when']);
  });

  test('an unknown block is told once, up to the end of its braces', () => {
    const text = 'vak 1\nwidget x {\n  a { b: 1 }\n  c: 2\n}\nagent d { tools: [] }';
    const { file, diagnostics } = read(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['VAK1207']);
    expect(file.declarations.map(({ kind }) => kind)).toEqual(['agent']);
  });

  test('several mistakes are all told in one run', () => {
    const text = [
      'vak 1',
      'agent a { tols [x] }',
      'limit l for a {',
      '  at most calls per 1h',
      '}',
      'policy p for a {',
      '  rule r {',
      '    allow t',
      '    when args.x =',
      '  }',
      '}',
    ].join('\n');
    const lines = read(text).diagnostics.map(
      ({ source, span }) => source.position(span.start).line,
    );
    expect(lines).toEqual([2, 4, 8, 9]);
  });
});
