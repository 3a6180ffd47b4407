import type { Buffer } from 'node:buffer';
import {
  close,
  constants,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  type MakeDirectoryOptions,
  mkdir,
  open,
  read,
  readFile,
  rename,
  write,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Disk, DiskFile } from './disk.ts';

const opening = promisify(open);
const closing = promisify(close);
const syncing = promisify(fsync);
const making: (folder: string, options: MakeDirectoryOptions) => Promise<string | undefined> =
  promisify(mkdir);

/** The disk below Node's file system. */
export const fileSystem: Disk = {
  open: async (file) => {
    return fileOf(await opening(file, constants.O_RDWR | constants.O_CREAT, 0o600));
  },
  load: async (file) => {
    try {
      return await promisify(readFile)(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },
  rename: promisify(rename),
  makeFolder: async (folder) => {
    const first = await making(folder, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let made = folder; made.length >= first.length; made = dirname(made)) {
      await syncFolder(dirname(made));
    }
  },
  syncFolder,
};

async function syncFolder(folder: string): Promise<void> {
  const fd = await opening(folder, constants.O_RDONLY);
  try {
    await syncing(fd);
  } finally {
    await closing(fd);
  }
}

function fileOf(fd: number): DiskFile {
  const step = (bytes: Buffer, at: number): Promise<number> =>
    new Promise((resolve, reject) => {
      write(fd, bytes, 0, bytes.length, at, (error, written) => {
        if (error === null) resolve(written);
        else reject(error);
      });
    });
  return {
    size: async () => (await promisify(fstat)(fd)).size,
    read: async (into, at) => (await promisify(read)(fd, into, 0, into.length, at)).bytesRead,
    write: async (bytes, at) => {
      // A disk that fills up takes a part first and fails at the next attempt.
      for (let done = 0; done < bytes.length; ) {
        done += await step(done === 0 ? bytes : bytes.subarray(done), at + done);
      }
    },
    sync: () =>
      new Promise((resolve, reject) => {
        fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
      }),
    truncate: (size) => promisify(ftruncate)(fd, size),
    close: () => closing(fd),
  };
}
