import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { WrongUsage } from '../output/shell.ts';
import type { Given } from './registry.ts';

/**
 * Where the signing key of a log lies: in the file that `--secret` names, else in the state folder that the log
 * is in (`.vak/audit`) or that lies beside it (`audit` beside `.vak`).
 */
export function logKey(folder: string, given: Given): string {
  const told = given.option('secret');
  if (told !== undefined) return resolve(told);
  const beside = dirname(folder);
  const files = [join(beside, 'keys', 'audit'), join(beside, '.vak', 'keys', 'audit')];
  return files.find((file) => existsSync(file)) ?? (files[0] as string);
}

/** As `logKey`. @throws WrongUsage where there is none */
export function requireLogKey(folder: string, given: Given): string {
  const file = logKey(folder, given);
  if (existsSync(file)) return file;
  throw new WrongUsage(`there is no key in \`${file}\`; name its file with --secret`);
}
