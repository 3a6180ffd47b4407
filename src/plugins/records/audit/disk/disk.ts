import type { Buffer } from 'node:buffer';
import { dirname } from 'node:path';
import type { ByteSource } from '../../../../runtime/contract/index.ts';

/** An open file. What is written counts as there after `sync` only. */
export interface DiskFile extends ByteSource {
  size(): Promise<number>;
  /** Writes all of the bytes at an offset, or rejects. */
  write(bytes: Buffer, at: number): Promise<void>;
  /** Resolves when content and length would survive a power cut. */
  sync(): Promise<void>;
  /** Writes all of the bytes at an offset, as durable as a sync makes them; what else was written may not be. */
  writeThrough(bytes: Buffer, at: number): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * The few operations a log needs of a file system, so that tests can put a disk below it which loses
 * what was not synced.
 */
export interface Disk {
  /** Opens for reading and writing; makes the file, readable by its owner alone, when it is missing. */
  open(file: string): Promise<DiskFile>;
  /** The whole of a file; undefined when there is none. */
  load(file: string): Promise<Buffer | undefined>;
  /** The names in a folder, in any order; none where there is no folder. */
  list(folder: string): Promise<readonly string[]>;
  rename(from: string, to: string): Promise<void>;
  /** Takes a file's name away, where there is such a file. */
  remove(file: string): Promise<void>;
  /** Makes a folder and those above it, durably. */
  makeFolder(folder: string): Promise<void>;
  /** Resolves when the names in a folder would survive a power cut. */
  syncFolder(folder: string): Promise<void>;
}

/**
 * Puts new content in the place of a file: whoever looks, and whatever happens meanwhile, finds the old
 * content or the new, whole. Durable when it resolves. Only one at a time for one file.
 */
export async function replaceFile(disk: Disk, file: string, content: Buffer): Promise<void> {
  const fresh = `${file}.new`;
  // A power cut within a rename may have left both names to the file that counts: it is not written to.
  await disk.remove(fresh);
  const opened = await disk.open(fresh);
  try {
    await opened.write(content, 0);
    await opened.sync();
  } finally {
    await opened.close();
  }
  await disk.rename(fresh, file);
  await disk.syncFolder(dirname(file));
}
