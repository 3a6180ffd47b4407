import { expect, test } from 'vitest';
import { type SourceFile, sourcesBelow, targetOf } from './sources.ts';

const doors = [
  'src/index.ts',
  'src/dsl/index.ts',
  'src/isolate/index.ts',
  'src/verify/index.ts',
  'src/runtime/contract/index.ts',
  'src/runtime/testing/index.ts',
];
/** Modules that people's commands or Node itself start, so that nobody imports them. */
const started = ['src/cli/main.ts'];

const src = sourcesBelow('src');
const readers = ['src', 'test', 'examples', 'bench'].flatMap((folder) => sourcesBelow(folder));

/** `file#name` for all that some file takes; a `*` takes everything of a file. */
const taken = new Set(
  readers.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier, names }) => {
      const target = targetOf(path, specifier);
      return target === undefined ? [] : names.map((name) => `${target}#${name}`);
    }),
  ),
);

const usedInside = ({ text }: SourceFile, name: string): boolean =>
  (text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1;

test('nothing is exported that nothing uses', () => {
  const unused = src
    .filter(({ path }) => !doors.includes(path) && !started.includes(path))
    .flatMap((file) =>
      file.exports
        .filter(({ name }) => !taken.has(`${file.path}#${name}`) && !taken.has(`${file.path}#*`))
        // A type that a signature of the same file needs may be had by its name.
        .filter(({ name, kind }) => kind !== 'type' || !usedInside(file, name))
        .map(({ name }) => `${file.path} exports ${name}`),
    );
  expect(unused).toEqual([]);
});

test('every door is a page of names that exist', () => {
  const present = src.filter(({ path }) => doors.includes(path)).map(({ path }) => path);
  expect(present.sort()).toEqual([...doors].sort());
  for (const door of src.filter(({ path }) => doors.includes(path))) {
    for (const { specifier, names } of door.imports) {
      const target = targetOf(door.path, specifier);
      const file = src.find(({ path }) => path === target);
      expect(file, `${door.path} reads ${specifier}`).toBeDefined();
      const has = new Set(file?.exports.map(({ name }) => name));
      for (const name of names) if (name !== '*') expect(has).toContain(name);
    }
  }
});
