import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxStatus } from './tiered-sandbox.ts';

/** How often a status that changed is written, in ms. */
const everyMs = 1_000;
/** A status is written this often though nothing changed: an older one is of a runtime that hangs or is gone. */
const atLeastMs = 5_000;

/**
 * Tells from outside how a running sandbox stands: a file of its own in a folder, `<pid>-<random>.json`,
 * readable by its owner alone, whole at every moment and gone once the runtime stops. Files of processes
 * that live no longer are taken away. No failure to write is a call's affair: the file is then old, which
 * its own time shows.
 */
export class StatusFile {
  readonly #folder: string;
  readonly #file: string;
  readonly #read: () => SandboxStatus;
  readonly #began = Date.now();
  #timer: NodeJS.Timeout | undefined;
  #last = '';
  #wrote = 0;
  #writing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(folder: string, read: () => SandboxStatus) {
    this.#folder = folder;
    this.#file = join(folder, `${process.pid}-${randomBytes(4).toString('hex')}.json`);
    this.#read = read;
  }

  /** From now on the file says how the sandbox stands; costs nothing where it does already. */
  wake(): void {
    if (this.#timer !== undefined || this.#stopped) return;
    this.#timer = setInterval(() => this.#tell(), everyMs);
    this.#timer.unref();
    this.#writing = this.#sweep().catch(() => {});
    this.#tell();
  }

  /** The file is gone when this resolves. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#writing;
    if (this.#timer !== undefined) await rm(this.#file, { force: true }).catch(() => {});
  }

  #tell(): void {
    const status = JSON.stringify(this.#read());
    const now = Date.now();
    if (status === this.#last && now - this.#wrote < atLeastMs) return;
    this.#last = status;
    this.#wrote = now;
    this.#writing = this.#writing.then(() => this.#write(status, now)).catch(() => {});
  }

  async #write(status: string, now: number): Promise<void> {
    if (this.#stopped) return;
    const [began, at] = [this.#began, now].map((ms) => new Date(ms).toISOString());
    const head = JSON.stringify({ v: 1, pid: process.pid, began, at });
    await writeFile(`${this.#file}.new`, `${head.slice(0, -1)},"sandbox":${status}}\n`, {
      mode: 0o600,
    });
    await rename(`${this.#file}.new`, this.#file);
  }

  async #sweep(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#folder)) {
      const pid = Number(/^(\d+)-[0-9a-f]{8}\.json(\.new)?$/.exec(name)?.[1]);
      if (pid > 0 && !isAlive(pid)) await rm(join(this.#folder, name), { force: true });
    }
  }
}

/** Whether a process of this number lives, be it another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
