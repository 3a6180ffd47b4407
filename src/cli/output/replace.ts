import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { reason } from '../input/files.ts';
import { WrongUsage } from './shell.ts';

/**
 * Puts a new text in a file's place at once or not at all, with the file's mode, through a link if there
 * is one.
 * @throws WrongUsage when it cannot be written
 */
export function replace(name: string, text: string): void {
  let fresh: string | undefined;
  try {
    const path = realpathSync(name);
    fresh = `${path}.${process.pid}.new`;
    writeFileSync(fresh, text, { mode: statSync(path).mode, flag: 'wx' });
    renameSync(fresh, path);
  } catch (error) {
    if (fresh !== undefined) rmSync(fresh, { force: true });
    throw new WrongUsage(`cannot write \`${name}\`: ${reason(error)}`);
  }
}
