import { constants, readlinkSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parsePath } from '../../../runtime/contract/index.ts';
import { badRequest, notGranted, unavailable } from '../arguments.ts';

/** Linux names every open file; elsewhere a path is asked for again and compared. */
const named = process.platform === 'linux';
/** The kind of file system in which Linux shows processes, this one's environment and memory among them. */
const processes = 0x9fa0;
/** Links that Linux follows for one path. */
const mostLinks = 40;

/** Folders and files, links followed, and whether something lies in one of them. */
export class Roots {
  readonly #roots: readonly string[];
  readonly #base: string;
  readonly #closed: readonly string[];

  /**
   * @param roots absolute paths, @param base what relative paths are meant from
   * @param closed paths that no root holds, with all below them, wherever their links lead at the time
   */
  constructor(roots: readonly string[], base: string, closed: readonly string[] = []) {
    this.#roots = roots;
    this.#base = base;
    this.#closed = closed;
  }

  /** The absolute path a guest means. @throws HostRefusal for what can be read in two ways */
  pathOf(text: string): string {
    const path = parsePath(text, this.#base)?.text;
    if (path === undefined)
      throw badRequest('`path` is not a path that can be read in one way only');
    return path;
  }

  /** Whether a real path is one of the roots or lies below one, whatever links lead to the root, and nothing closed. */
  hold(real: string): boolean {
    if (this.#closed.some((path) => isBelow(real, realOf(path) ?? path))) return false;
    return this.#roots.some((root) => isBelow(real, realOf(root) ?? root));
  }
}

/** Whether a path is a folder or lies below it, by components. */
export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** Where a path leads once all links are followed; undefined where it leads nowhere. */
export function realOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** Something opened, and where it truly is. */
export interface Opened extends AsyncDisposable {
  readonly handle: FileHandle;
  readonly real: string;
  /** A path that leads to this very folder or file, whatever happens to its name meanwhile. */
  readonly fixed: string;
}

/**
 * Opens what exists at a path and makes sure, of what was opened and not of a name, that the roots hold
 * it: a link that is exchanged in between leads nowhere. Never waits for a pipe or a device, and opens nothing
 * of what the system shows of processes, whatever root holds it.
 * @throws HostRefusal for what lies outside, and for what is not there
 */
export async function openWithin(
  roots: Roots,
  path: string,
  kind: 'file' | 'folder',
): Promise<Opened> {
  const real = realOf(path);
  if (real === undefined) throw outsideOrAbsent(roots, path);
  if (!roots.hold(real)) throw notGranted('the path is not granted');
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;
  const flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | (kind === 'folder' ? O_DIRECTORY : 0);
  let handle: FileHandle;
  try {
    if (kind === 'file' && !statSync(real).isFile()) throw unavailable('the path is no file');
    handle = await open(real, flags);
  } catch (cause) {
    throw cause instanceof Error && 'syscall' in cause
      ? unavailable(`the path is no ${kind} that can be opened`)
      : cause;
  }
  try {
    const there = await placeOf(handle, real);
    if (there === undefined || !roots.hold(there)) throw notGranted('the path is not granted');
    const fixed = named ? `/proc/self/fd/${handle.fd}` : there;
    if (named && statfsSync(fixed).type === processes) throw notGranted('the path is not granted');
    if (kind === 'file' && !(await handle.stat()).isFile()) {
      throw unavailable('the path is no file');
    }
    return { handle, real: there, fixed, [Symbol.asyncDispose]: () => handle.close() };
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

/** Outside of the roots it is not even told whether something is there, nor where a link leads to nothing. */
function outsideOrAbsent(roots: Roots, path: string): Error {
  let at = path;
  for (let links = 0; links < mostLinks; links += 1) {
    const { real, next } = reached(at);
    const target = targetOf(next);
    if (target === undefined) {
      return roots.hold(real)
        ? unavailable('the path leads to nothing')
        : notGranted('the path is not granted');
    }
    at = resolve(real, target);
  }
  return notGranted('the path is not granted');
}

/** How far a path that leads to nothing leads, and the first of its steps that does not: few looks, however long it is. */
function reached(path: string): { readonly real: string; readonly next: string } {
  const parts = path.split('/');
  let [there, gone, real] = [1, parts.length, '/'];
  while (gone - there > 1) {
    const half = (there + gone) >> 1;
    const found = realOf(parts.slice(0, half).join('/'));
    if (found === undefined) gone = half;
    else [there, real] = [half, found];
  }
  return { real, next: parts.slice(0, gone).join('/') };
}

/** Where a link says that it leads; undefined for what is none. */
function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Where an open file is now; undefined where its name leads to another one by now. */
async function placeOf(handle: FileHandle, real: string): Promise<string | undefined> {
  if (named) return readlinkSync(`/proc/self/fd/${handle.fd}`);
  const now = realOf(real);
  if (now === undefined) return undefined;
  const [own, other] = [await handle.stat(), statSync(now)];
  return own.ino === other.ino && own.dev === other.dev ? now : undefined;
}
