import type { Buffer } from 'node:buffer';
import {
  close,
  constants,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  mkdir,
  open,
  read,
  readdir,
  readFile,
  rename,
  stat,
  unlink,
  write,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Disk, DiskFile } from './disk.ts';

const opening = promisify(open);
const closing = promisify(close);
const syncing = promisify(fsync);
const making: (folder: string, mode: number) => Promise<void> = promisify(mkdir);

/** The disk below Node's file system. */
export const fileSystem: Disk = {
  open: async (file) => {
    return fileOf(await opening(file, constants.O_RDWR | constants.O_CREAT, 0o600), file);
  },
  load: async (file) => {
    try {
      return await promisify(readFile)(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },
  list: async (folder) => {
    try {
      return await promisify(readdir)(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  },
  rename: promisify(rename),
  remove: async (file) => {
    try {
      await promisify(unlink)(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  },
  makeFolder,
  syncFolder,
};

/**
 * One folder after another: Node's own way of making those above never ends where the kernel says that
 * a folder is missing which it does not let anyone make, as below /proc.
 */
async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder) await makeFolder(above);
  await making(folder, 0o700).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST' || !(await isFolder(folder))) throw error;
  });
  await syncFolder(above);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await promisify(stat)(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const fd = await opening(folder, constants.O_RDONLY);
  try {
    await syncing(fd);
  } finally {
    await closing(fd);
  }
}

/** Writes all of the bytes; a disk that fills up takes a part first and fails at the next attempt. */
function writing(fd: number, bytes: Buffer, at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const step = (done: number): void => {
      write(fd, bytes, done, bytes.length - done, at + done, (error, written) => {
        if (error !== null) reject(error);
        else if (done + written < bytes.length) step(done + written);
        else resolve();
      });
    };
    if (bytes.length === 0) resolve();
    else step(0);
  });
}

const dataSyncing = (fd: number): Promise<void> =>
  new Promise((resolve, reject) => {
    fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
  });

function fileOf(fd: number, file: string): DiskFile {
  let through: Promise<number> | undefined;
  const writeThrough =
    constants.O_DSYNC === undefined
      ? async (bytes: Buffer, at: number): Promise<void> => {
          await writing(fd, bytes, at);
          await dataSyncing(fd);
        }
      : async (bytes: Buffer, at: number): Promise<void> => {
          // One call of the kernel in the place of two. The file is the one behind `fd`: nothing
          // renames a file that is written this way.
          through ??= opening(file, constants.O_WRONLY | constants.O_DSYNC);
          await writing(await through, bytes, at);
        };
  return {
    size: async () => (await promisify(fstat)(fd)).size,
    read: async (into, at) => (await promisify(read)(fd, into, 0, into.length, at)).bytesRead,
    write: (bytes, at) => writing(fd, bytes, at),
    sync: () => dataSyncing(fd),
    writeThrough,
    truncate: (size) => promisify(ftruncate)(fd, size),
    close: async () => {
      const second = await through?.catch(() => undefined);
      try {
        if (second !== undefined) await closing(second);
      } finally {
        await closing(fd);
      }
    },
  };
}
