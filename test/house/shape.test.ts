import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesBelow, type SourceFile, sourcesBelow } from './sources.ts';

const folders = ['src', 'test', 'examples', 'bench'];
const everything = folders.flatMap((folder) => sourcesBelow(folder));

describe('the shape of the tree', () => {
  test('no folder below src has more than ten entries', () => {
    const entries = new Map<string, Set<string>>();
    for (const path of filesBelow('src')) {
      const parts = path.split('/');
      for (let depth = 2; depth < parts.length; depth += 1) {
        const folder = parts.slice(0, depth).join('/');
        const inside = entries.get(folder) ?? new Set<string>();
        inside.add(parts[depth] as string);
        entries.set(folder, inside);
      }
    }
    const counted = [...entries].map(([folder, inside]) => {
      inside.delete('index.ts');
      return { folder, entries: inside.size };
    });
    expect(counted.length).toBeGreaterThan(10);
    expect(counted.filter((each) => each.entries > 10)).toEqual([]);
  });

  test('no file is longer than 350 lines', () => {
    const long = everything
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 350);
    expect(long).toEqual([]);
  });

  test('no file is named for a heap of things', () => {
    const heap = /(^|[/.\-_])(util|helper|manager|common)s?([/.\-_]|$)/i;
    expect(folders.flatMap(filesBelow).filter((path) => heap.test(path))).toEqual([]);
  });
});

describe('what the code is written in', () => {
  const src = sourcesBelow('src');

  test('nothing is left for later', () => {
    const later = /\b(TODO|FIXME|XXX|for now)\b/;
    expect(src.filter(({ text }) => later.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('only plugins are default exports', () => {
    const defaults = src.filter(({ exports }) => exports.some(({ name }) => name === 'default'));
    const stray = defaults.filter(({ path }) => !path.startsWith('src/plugins/'));
    expect(stray.map(({ path }) => path)).toEqual([]);
  });

  test('no enums, no namespaces, no parameter properties', () => {
    expect(src.flatMap(forbiddenSyntax)).toEqual([]);
  });
});

function forbiddenSyntax({ path, tree }: SourceFile): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
    if (ts.isEnumDeclaration(node)) found.push(`${path}:${line} enum`);
    if (ts.isModuleDeclaration(node)) found.push(`${path}:${line} namespace`);
    if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) {
      found.push(`${path}:${line} parameter property`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
