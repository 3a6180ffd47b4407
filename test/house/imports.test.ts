import { describe, expect, test } from 'vitest';
import { type Import, packageOf, type SourceFile, sourcesBelow, targetOf } from './sources.ts';

/** What a file reads that it may not, one line each. */
function breaches(
  files: readonly SourceFile[],
  may: (target: string, file: SourceFile, of: Import) => boolean,
): readonly string[] {
  return files.flatMap((file) =>
    file.imports
      .filter((each) => !may(targetOf(file.path, each.specifier) ?? each.specifier, file, each))
      .map(({ specifier }) => `${file.path} reads ${specifier}`),
  );
}

const below = (...folders: readonly string[]): ((target: string) => boolean) => {
  return (target) => folders.some((folder) => target.startsWith(`${folder}/`));
};
const isNode = (target: string): boolean => target.startsWith('node:');
const isPackage = (target: string): boolean => !target.startsWith('src/') && !isNode(target);

describe('who may read whom', () => {
  test('the language reads nothing but itself and chevrotain', () => {
    const own = below('src/dsl');
    const files = sourcesBelow('src/dsl');
    expect(files.length).toBeGreaterThan(20);
    expect(breaches(files, (target) => own(target) || target === 'chevrotain')).toEqual([]);
  });

  test('the runtime reads plan, values and diagnostics of the language, and no plugin', () => {
    const mine = below('src/runtime', 'src/dsl/plan', 'src/dsl/values', 'src/dsl/diagnostics');
    const files = sourcesBelow('src/runtime');
    const text = 'src/dsl/text/source.ts';
    expect(
      breaches(
        files,
        (target, _file, { typeOnly }) =>
          mine(target) || isNode(target) || isPackage(target) || (typeOnly && target === text),
      ),
    ).toEqual([]);
  });

  test('the contract reads nothing of the runtime but itself, and what every log is made of', () => {
    const evidence = ['entry.ts', 'head/', 'log/', 'tree/', 'verification/', 'withheld/'].map(
      (each) => `src/runtime/evidence/${each}`,
    );
    const own = below('src/runtime/contract', 'src/dsl/plan', 'src/dsl/values');
    const mine = (target: string) =>
      own(target) || evidence.some((each) => target.startsWith(each));
    const files = sourcesBelow('src/runtime/contract');
    expect(
      breaches(
        files,
        (target, _file, { typeOnly }) => mine(target) || (typeOnly && target === 'inversify'),
      ),
    ).toEqual([]);
  });

  test('a plugin reads the contract and its own files, never another plugin', () => {
    const contract = below('src/runtime/contract');
    const files = sourcesBelow('src/plugins').filter(({ path }) => !path.startsWith(pluginLists));
    expect(builtins().length).toBeGreaterThan(8);
    expect(
      breaches(files, (target, { path }) => {
        if (contract(target) || isNode(target) || isPackage(target)) return true;
        return target.startsWith('src/plugins/') && ownerOf(target) === ownerOf(path);
      }),
    ).toEqual([]);
  });

  test('only the rims see everything', () => {
    const inner = ['src/dsl', 'src/runtime', 'src/plugins'].flatMap(sourcesBelow);
    const own = below('src/dsl', 'src/runtime', 'src/plugins');
    expect(breaches(inner, (target) => own(target) || isNode(target) || isPackage(target))).toEqual(
      [],
    );
  });
});

/** Where plugins are listed, and nothing else is. */
const pluginLists = 'src/plugins/built-in/';

/** The built-in plugins, as files; one that is an `index.ts` has its folder to itself. */
function builtins(): readonly string[] {
  const lists = sourcesBelow(pluginLists.slice(0, -1));
  return lists.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier }) => {
      const target = targetOf(path, specifier);
      const isPlugin = target?.startsWith('src/plugins/') && !target.startsWith(pluginLists);
      return isPlugin ? [target as string] : [];
    }),
  );
}

/** The plugin a file belongs to: itself, the one whose folder it lies in, or the only one to read it. */
function ownerOf(path: string): string {
  const entries = builtins();
  if (entries.includes(path)) return path;
  const around = entries.find((entry) => path.startsWith(entry.replace(/index\.ts$/, '')));
  if (around !== undefined) return around;
  const readers = sourcesBelow('src/plugins').filter(
    (file) =>
      entries.includes(file.path) &&
      file.imports.some(({ specifier }) => targetOf(file.path, specifier) === path),
  );
  return readers.length === 1 && readers[0] !== undefined ? readers[0].path : path;
}

describe('one place for each heavy dependency', () => {
  const all = sourcesBelow('src');
  const readers = (name: string): readonly string[] =>
    all.flatMap(({ path, imports }) =>
      imports.some((each) => packageOf(each.specifier) === name) ? [path] : [],
    );

  test.each([
    ['chevrotain', 'src/dsl/syntax/'],
    ['isolated-vm', 'src/plugins/isolation/'],
    ['quickjs-emscripten', 'src/plugins/isolation/'],
    ['vscode-languageserver', 'src/lsp/server/'],
    ['reflect-metadata', 'src/runtime/kernel/'],
    ['vitest', 'src/runtime/testing/'],
    ['@cedar-policy/cedar-wasm', 'src/plugins/policy/cedar/'],
    ['@opentelemetry/api', 'src/plugins/telemetry/'],
    ['z3-solver', 'src/plugins/policy/z3/'],
  ])('%s is read in %s only', (name, folder) => {
    const found = readers(name);
    expect(found.filter((path) => !path.startsWith(folder))).toEqual([]);
    expect(found).not.toEqual([]);
  });

  test('inversify is read in the kernel only, and by the tokens as a type', () => {
    const token = 'src/runtime/contract/token.ts';
    const found = readers('inversify').filter((path) => !path.startsWith('src/runtime/kernel/'));
    expect(found).toEqual([token]);
    const of = all.find(({ path }) => path === token)?.imports ?? [];
    expect(of.filter(({ specifier }) => specifier === 'inversify')).toMatchObject([
      { typeOnly: true },
    ]);
  });

  test('every other package is a declared dependency of what is published', () => {
    const declared = [
      'chevrotain',
      'inversify',
      'isolated-vm',
      'reflect-metadata',
      'vscode-languageserver',
      'vscode-languageserver-textdocument',
      'yaml',
    ];
    const optional = [
      '@cedar-policy/cedar-wasm',
      '@opentelemetry/api',
      'quickjs-emscripten',
      'rolldown',
      'vitest',
      'z3-solver',
    ];
    const foreign = all.flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier }) => {
        const name = packageOf(specifier);
        if (name === undefined || name.startsWith('node:')) return [];
        return [...declared, ...optional].includes(name) ? [] : [`${path} reads ${name}`];
      }),
    );
    expect(foreign).toEqual([]);
  });
});
