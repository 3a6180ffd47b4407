import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { HostCall, HostRequest, Json } from '../../../runtime/contract/index.ts';
import {
  badRequest,
  fieldsOf,
  notGranted,
  requireBytes,
  requireText,
  tooLarge,
  unavailable,
  wordOf,
} from '../arguments.ts';
import { fileBytes } from './reading.ts';
import { isBelow, openWithin, type Roots, realOf } from './roots.ts';

/**
 * `host.write({ path, text, encoding? })`: replaces a file, or makes it in a folder that exists; at once
 * or not at all, durable when it resolves. A link in the file's place is replaced and never followed,
 * and what another name of the file leads to stays as it was. Who may read, write and run a file that is
 * replaced may do so still. Gives the number of bytes.
 * @param guarded what governs the tools: nothing there is ever written, wherever links lead by now
 */
export const writer =
  (roots: Roots, guarded: readonly string[]): HostCall =>
  async ({ args, signal, note }: HostRequest): Promise<Json> => {
    const fields = fieldsOf(args, ['path', 'text', 'encoding']);
    const encoding = wordOf(fields, 'encoding', ['utf8', 'base64']);
    const bytes = requireBytes(fields, 'text', encoding);
    if (bytes.length > fileBytes) throw tooLarge(`a file has at most ${fileBytes} bytes`);
    const path = roots.pathOf(requireText(fields, 'path'));
    note(path);
    const name = basename(path);
    if (name === '') throw badRequest('`path` names no file');
    await using folder = await openWithin(roots, dirname(path), 'folder');
    const target = join(folder.real, name);
    if (guarded.some((each) => overlap(target, each) || overlap(target, realOf(each) ?? each))) {
      throw notGranted('what governs a tool is not the tool’s to write');
    }
    const fresh = join(folder.fixed, `.${randomBytes(9).toString('hex')}.new`);
    try {
      await put(fresh, bytes, await permissionsOf(join(folder.fixed, name)));
      if (signal.aborted) throw unavailable('the time was up');
      if (realOf(folder.fixed) !== folder.real) throw notGranted('the path is not granted');
      await rename(fresh, join(folder.fixed, name));
      await folder.handle.sync();
    } catch (cause) {
      await rm(fresh, { force: true });
      if (cause instanceof Error && 'syscall' in cause) {
        throw unavailable('the file cannot be written');
      }
      throw cause;
    }
    return bytes.length;
  };

const overlap = (one: string, other: string): boolean => isBelow(one, other) || isBelow(other, one);

/** Of a file; undefined where there is none, a link included. */
async function permissionsOf(path: string): Promise<number | undefined> {
  const there = await lstat(path).catch(() => undefined);
  return there?.isFile() === true ? there.mode & 0o777 : undefined;
}

/** Nobody but the owner opens it before it has its permissions. */
async function put(path: string, bytes: Buffer, permissions: number | undefined): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
  const file = await open(path, flags, permissions === undefined ? 0o644 : 0o600);
  try {
    if (permissions !== undefined) await file.chmod(permissions);
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
