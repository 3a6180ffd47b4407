import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** Peers are installed for the benchmarks alone, and may be missing here. */
const notFound = 2307;

test('benchmarks take what is there, by its types', { timeout: 60_000 }, () => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  // They run what was built; its types are those of the sources.
  const more = { noEmit: true, rootDirs: ['./dist', './src'] };
  const compilerOptions = { ...config.compilerOptions, ...more };
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    { ...config, compilerOptions, include: ['bench/*.ts'] },
    ts.sys,
    root,
  );
  expect(fileNames.length).toBeGreaterThan(20);
  const found = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options));
  const told = found.flatMap(({ code, file, start = 0, messageText }) => {
    if (code === notFound) return [];
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    const said = ts.flattenDiagnosticMessageText(messageText, ' ');
    return [`${relative(root, file?.fileName ?? root)}:${line}: ${said}`];
  });
  expect(told).toEqual([]);
});
