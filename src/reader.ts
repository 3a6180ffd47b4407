import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { Source } from './dsl/text/source.ts';

/** Gives the checker the texts that a file imports. */
export interface FileReader {
  /**
   * The file that `specifier` names in the file `from`, or undefined when there is no such file or it
   * cannot be read. A relative specifier is resolved from the folder of `from`; the name of what is
   * given is relative to the working folder.
   */
  read(specifier: string, from: string): Source | undefined;
}

/**
 * A reader of files on disk. Names (`from`, and those it gives) are relative to `cwd`. Each file is
 * read once, so that all who import it see one and the same source.
 */
export function fileReader(cwd: string): FileReader {
  const sources = new Map<string, Source>();
  return {
    read(specifier, from) {
      if (!/^\.{0,2}\//.test(specifier) && !isAbsolute(specifier)) return undefined;
      const path = resolve(cwd, dirname(from), specifier);
      const known = sources.get(path);
      if (known !== undefined) return known;
      const text = textOf(path);
      if (text === undefined) return undefined;
      const source = new Source(relative(cwd, path), text);
      sources.set(path, source);
      return source;
    },
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
