import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { check } from './model/check.ts';
import type { Reader } from './model/modules/load.ts';
import { compile } from './plan/compile.ts';
import type { Compiled } from './plan/plan.ts';
import type { Source } from './text/source.ts';

/** A file checked and, when it has no errors, compiled. */
export interface Analysis {
  /** The plan and the tests; absent exactly when some diagnostic is an error. */
  readonly compiled?: Compiled;
  readonly diagnostics: readonly Diagnostic[];
  /** The entry and every file it imports, each once, in the order in which they were met. */
  readonly files: readonly Source[];
}

/**
 * Checks a file with all it imports and compiles it. Pure: `reader` supplies the other files. Never
 * throws for what an author wrote.
 */
export function analyse(entry: Source, reader: Reader): Analysis {
  const { model, diagnostics, sources } = check(entry, reader);
  if (model === undefined) return { diagnostics, files: sources };
  return { compiled: compile(model), diagnostics, files: sources };
}
