import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The built command line, `dist/cli/main.js` of a copy that is never staler than the sources: each file
 * is translated when its source has another time than the copy was made from. Types are not checked.
 * Several processes may do this at once; each file is replaced whole.
 */
export function builtMain(): string {
  const options = compilerOptions();
  const key = createHash('sha256')
    .update(JSON.stringify([ts.version, options, readFileSync(join(root, 'package.json'), 'utf8')]))
    .digest('hex')
    .slice(0, 16);
  const home = join(root, 'node_modules', '.cache', 'vak-test', key);
  mkdirSync(home, { recursive: true });
  const manifest = join(home, 'package.json');
  if (!existsSync(manifest)) {
    // Replaced whole: a process that starts meanwhile reads it to know what its modules are.
    copyFileSync(join(root, 'package.json'), `${manifest}.${process.pid}`);
    renameSync(`${manifest}.${process.pid}`, manifest);
  }
  for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const from = join(root, 'src', file);
    const to = join(home, 'dist', `${file.slice(0, -3)}.js`);
    const { mtime } = statSync(from);
    if (timeOf(to) !== mtime.getTime()) translate(from, to, mtime, options);
  }
  return join(home, 'dist', 'cli', 'main.js');
}

function compilerOptions(): ts.CompilerOptions {
  const file = join(root, 'tsconfig.build.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return {
    ...options,
    // One file at a time, the compiler does not see that the package is of ES modules.
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    sourceMap: false,
    declaration: false,
    declarationMap: false,
  };
}

function timeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtime.getTime();
}

function translate(from: string, to: string, mtime: Date, compilerOptions: ts.CompilerOptions) {
  const { outputText } = ts.transpileModule(readFileSync(from, 'utf8'), {
    compilerOptions,
    fileName: from,
  });
  mkdirSync(dirname(to), { recursive: true });
  const fresh = `${to}.${process.pid}`;
  writeFileSync(fresh, outputText);
  utimesSync(fresh, mtime, mtime);
  renameSync(fresh, to);
}
