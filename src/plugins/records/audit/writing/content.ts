import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { dirname } from 'node:path';
import {
  type ContentStore,
  contentFile,
  type LogLayout,
  VakError,
} from '../../../../runtime/contract/index.ts';
import { type Disk, replaceFile } from '../disk/disk.ts';

/** Large values as files below the log's folder, named by their digests. Each is durable once put. */
export class ContentFiles implements ContentStore {
  readonly #disk: Disk;
  readonly #layout: LogLayout;
  /** One at a time for each digest. */
  readonly #busy = new Map<string, Promise<void>>();

  constructor(disk: Disk, layout: LogLayout) {
    this.#disk = disk;
    this.#layout = layout;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const digest = `sha256:${hash('sha256', bytes)}`;
    const before = this.#busy.get(digest);
    if (before !== undefined) {
      await before;
      return digest;
    }
    const keeping = this.#keep(contentFile(this.#layout, digest) as string, Buffer.from(bytes));
    this.#busy.set(digest, keeping);
    try {
      await keeping;
    } finally {
      this.#busy.delete(digest);
    }
    return digest;
  }

  async get(digest: string): Promise<Uint8Array | undefined> {
    const file = contentFile(this.#layout, digest);
    const bytes = file === undefined ? undefined : await this.#disk.load(file);
    if (bytes !== undefined && `sha256:${hash('sha256', bytes)}` !== digest) {
      throw new VakError('VAK6108', `the value ${digest} was changed`);
    }
    return bytes;
  }

  async #keep(file: string, bytes: Buffer): Promise<void> {
    if ((await this.#disk.load(file))?.equals(bytes) === true) return;
    await this.#disk.makeFolder(dirname(file));
    await replaceFile(this.#disk, file, bytes);
  }
}
