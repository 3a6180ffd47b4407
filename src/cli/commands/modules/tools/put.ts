import { renameSync, writeFileSync } from 'node:fs';
import { reason } from '../../../input/files.ts';
import { WrongUsage } from '../../../output/shell.ts';

/** Writes a file at once or not at all, whether there is one or not. @throws WrongUsage */
export function put(file: string, text: string): void {
  const fresh = `${file}.${process.pid}.new`;
  try {
    writeFileSync(fresh, text, { flag: 'wx' });
    renameSync(fresh, file);
  } catch (error) {
    throw new WrongUsage(`cannot write \`${file}\`: ${reason(error)}`);
  }
}
