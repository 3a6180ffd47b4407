import { lstat, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files larger than this, in bytes, are not source. */
const largest = 512 * 1024;

/** What the auditor's host does for it: list, read and write files. Paths come in canonical. */
export const repositoryTools = {
  'repo.list': async ({ path }: { path: string }) => {
    const files: string[] = [];
    const folders: string[] = [];
    for (const each of await readdir(path, { withFileTypes: true })) {
      if (each.isFile()) files.push(join(path, each.name));
      if (each.isDirectory() && each.name !== 'node_modules' && each.name !== '.git') {
        folders.push(join(path, each.name));
      }
    }
    return { files: files.sort(), folders: folders.sort() };
  },
  // Rules read the path as it is written, so a link that leads elsewhere is not followed.
  'repo.read': async ({ path }: { path: string }) => {
    if ((await realpath(path)) !== path) throw new Error('this is a link');
    if ((await lstat(path)).size > largest) throw new Error('this file is too large for source');
    return { text: await readFile(path, 'utf8') };
  },
  'report.write': async ({ path, text }: { path: string; text: string }) => {
    await writeFile(path, text, { flag: 'wx' });
    return { bytes: Buffer.byteLength(text) };
  },
};
