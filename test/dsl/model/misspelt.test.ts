import { describe, expect, test } from 'vitest';
import type { Expr, Path } from '../../../src/dsl/syntax/ast.ts';
import { parse } from '../../../src/dsl/syntax/parse.ts';
import { Source } from '../../../src/dsl/text/source.ts';
import { analysed } from './desk.ts';
import { builder, shop } from './samples.ts';

// A rule that loads, lints clean and never fires: every slip of the pen in these files must be told.

/** Where a file gives names of its own: there a slip makes another name, not a mistake. */
function naming(text: string): ReadonlySet<number> {
  const starts = new Set<number>();
  const visit = (node: unknown, parent: string): void => {
    if (Array.isArray(node)) for (const each of node) visit(each, parent);
    if (node === null || typeof node !== 'object' || Array.isArray(node)) return;
    const { kind = parent, ...parts } = node as { kind?: string } & Record<string, unknown>;
    for (const [key, value] of Object.entries(parts)) {
      const names = kind === 'tool' ? ['path'] : kind === 'import' ? ['alias'] : ['name'];
      if (names.includes(key) && namers.has(kind)) {
        const { segments, span } = value as Path;
        for (const each of segments ?? [{ span }]) starts.add(each.span.start);
      }
      if (kind === 'one of' && key === 'members') {
        for (const each of value as readonly Expr[]) starts.add(each.span.start);
      } else if (key !== 'span') visit(value, kind);
    }
  };
  visit(parse(new Source('', text)).file, 'file');
  return starts;
}

const blocks = ['policy', 'limit', 'constraint', 'agent', 'approvers', 'secret', 'type', 'tool'];
const namers = new Set([...blocks, 'import', 'rule', 'field', 'lookup', 'test', 'prove']);

/** The word with two letters swapped where they differ, else twice. */
function slipped(word: string): string {
  for (let index = word.length - 2; index >= 0; index -= 1) {
    const [a, b] = [word[index], word[index + 1]];
    if (a !== b) return `${word.slice(0, index)}${b}${a}${word.slice(index + 2)}`;
  }
  return word + word;
}

/** Texts that stand for something declared, so that a slip in them is told. */
const telling =
  /^"(paid|sent|lost|plain|gold|eu|us|build|deploy|repo\.list|writes_code|a@shop\.example|2026-.*|-r|-f)"$/;

/** What is said of a file when one part of it is written otherwise. */
function told(text: string, at: number, written: string, instead: string): boolean {
  const mutant = text.slice(0, at) + instead + text.slice(at + written.length);
  return analysed(mutant).diagnostics.some((each) => each.severity !== 'info');
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

describe.each([
  ['a shop', shop],
  ['a builder', builder],
])('%s', (_name, text) => {
  const sound = analysed(text).diagnostics;

  test('has no error and no warning of its own', () => {
    const told = sound.filter((each) => each.severity !== 'info');
    expect(told.map((each) => `${each.code} ${each.source.at(each.span)} ${each.message}`)).toEqual(
      [],
    );
  });

  test('a slip in any word but a name that the file gives is told', () => {
    const names = naming(text);
    const silent: string[] = [];
    let tried = 0;
    for (const { 0: word, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*/g)) {
      if (word.startsWith('"') || names.has(index)) continue;
      tried += 1;
      if (!told(text, index, word, slipped(word))) silent.push(`${word}, ${lineOf(text, index)}`);
    }
    expect(silent).toEqual([]);
    expect(tried).toBeGreaterThan(200);
  });

  test('a slip in a text that stands for something declared is told', () => {
    const names = naming(text);
    const silent: string[] = [];
    let tried = 0;
    for (const { 0: word, index } of text.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
      if (!telling.test(word) || names.has(index)) continue;
      tried += 1;
      const wrong = word.startsWith('"-') ? word.replace('-', '') : word.replace(/"$/, '@@"');
      if (!told(text, index, word, wrong)) silent.push(`${word}, ${lineOf(text, index)}`);
    }
    expect(silent).toEqual([]);
    expect(tried).toBeGreaterThan(4);
  });

  test('a unit that is none, or of another kind, is told', () => {
    const silent: string[] = [];
    let tried = 0;
    for (const { 0: word, 1: unit = '', index } of text.matchAll(
      /\b\d[\d_.]* ?(EUR|ms|s|m|h|d|y|MB|%)/g,
    )) {
      const foreign = unit === 'MB' ? 'h' : 'MB';
      for (const wrong of unit === 'EUR' ? ['EUX', 'EURO', 'eur'] : ['q', `${unit}x`, foreign]) {
        tried += 1;
        const instead = word.slice(0, -unit.length) + wrong;
        if (!told(text, index, word, instead)) silent.push(`${instead}, ${lineOf(text, index)}`);
      }
    }
    expect(silent).toEqual([]);
    expect(tried).toBeGreaterThan(15);
  });
});
