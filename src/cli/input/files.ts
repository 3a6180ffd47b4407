import { Source } from '../../dsl/text/source.ts';
import { readNamed } from '../../reading/regular-file.ts';
import { WrongUsage } from '../output/shell.ts';

/**
 * The text of a FILE, under the name given.
 * @throws WrongUsage when it cannot be read
 */
export function readFile(name: string): Source {
  try {
    return new Source(name, readNamed(name).toString('utf8'));
  } catch (error) {
    throw new WrongUsage(`cannot read \`${name}\`: ${reason(error)}`);
  }
}

/** Why a file operation failed, in words without paths. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && words[code]) || code || message;
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EFBIG: 'it is larger than 64 MB',
  ENOTDIR: 'part of its path is not a folder',
  EACCES: 'permission is missing',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the name is too long',
};
