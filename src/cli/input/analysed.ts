import { dirname, resolve } from 'node:path';
import { readBundle } from '../../bundle/bundle.ts';
import { unpack } from '../../bundle/unpack.ts';
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { type Analysis, analyseSource } from '../../reading/analysis.ts';
import { WrongUsage } from '../output/shell.ts';
import { readFile } from './files.ts';

/** A FILE of the command line with what it means. */
export interface Analysed extends Analysis {
  readonly file: string;
}

/**
 * Parses, resolves, types and compiles a FILE with all that it imports, and reads its tools' code; of a
 * bundle all that, whoever signed it. Loads nothing of the runtime.
 * @throws WrongUsage when the file itself cannot be read
 */
export function analyseFile(file: string): Analysed {
  const source = readFile(file);
  const cwd = process.cwd();
  if (!file.endsWith('.vakb')) return { file, ...analyseSource(source, cwd) };
  const bundle = readBundle(source.text);
  if (bundle === undefined) throw new WrongUsage(`\`${file}\` is damaged or no bundle`);
  const { entry, parts } = unpack(bundle.contents, dirname(resolve(cwd, file)), cwd);
  return { file: entry.name, ...analyseSource(entry, cwd, parts) };
}

/** The diagnostics of several files; one that they draw from a common import stands once. */
export function together(analyses: readonly Analysed[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return analyses
    .flatMap((analysed) => analysed.diagnostics)
    .filter(({ code, source, span, message }) => {
      const key = JSON.stringify([code, source.name, span.start, span.end, message]);
      return !seen.has(key) && seen.add(key);
    });
}
