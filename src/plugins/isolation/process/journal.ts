import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync } from 'node:fs';
import { journalBytes } from '../limits.ts';

/**
 * What a child has finished and not yet told, in memory that outlives it. It has no name that anyone
 * could open, and is gone with the last of both.
 */
export class Journal {
  /** For the child to write to. */
  readonly descriptor: number;
  #open = true;

  private constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  /** Undefined where the system has no files in memory; a child then tells everything at once. */
  static make(): Journal | undefined {
    if (process.platform !== 'linux') return undefined;
    const file = `/dev/shm/vak-${process.pid}-${randomBytes(8).toString('hex')}`;
    try {
      const descriptor = openSync(file, 'wx+', 0o600);
      unlinkSync(file);
      return new Journal(descriptor);
    } catch {
      return undefined;
    }
  }

  /** What stands in it now. */
  read(): Buffer {
    const bytes = Buffer.allocUnsafe(journalBytes);
    return bytes.subarray(0, this.#open ? readSync(this.descriptor, bytes, 0, journalBytes, 0) : 0);
  }

  close(): void {
    if (this.#open) closeSync(this.descriptor);
    this.#open = false;
  }
}
