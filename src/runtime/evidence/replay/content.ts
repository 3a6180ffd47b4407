import { readFile } from 'node:fs/promises';
import type { ContentStore } from '../../contract/records.ts';
import { contentFile, logIn } from '../log/layout.ts';

/** The values that lie beside the entries of a log in a folder, for reading alone. */
export function contentIn(folder: string): Pick<ContentStore, 'get'> {
  const layout = logIn(folder);
  return {
    get: async (digest) => {
      const file = contentFile(layout, digest);
      return file === undefined ? undefined : readFile(file).catch(() => undefined);
    },
  };
}
