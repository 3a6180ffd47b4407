import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '../../../../../src/plugins/records/audit/disk/disk.ts';

/** What happened to a file or a folder since it was last synced. */
type Unsynced =
  | { readonly what: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly what: 'truncate'; readonly size: number };

interface Inode {
  bytes: Buffer;
  /** What would surely survive a power cut. */
  durable: Buffer;
  unsynced: Unsynced[];
}

/** Thrown by every operation from the power cut on. */
export class PowerCut extends Error {}

/** What an injected fault does to one operation. */
export interface Fault {
  /** Which operation, counted from 0 since the disk was switched on. */
  readonly at: number;
  readonly code: 'EIO' | 'ENOSPC' | 'power';
}

const sector = 64;

/**
 * A disk in memory which loses what was not synced. A power cut keeps any part of the unsynced writes,
 * sector by sector, so that they are dropped, torn and reordered; names that were not synced may be lost
 * or not, one by one. `random` gives numbers in [0, 1).
 */
export class SimulatedDisk implements Disk {
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #unsyncedNames: { readonly name: string; readonly inode: Inode | undefined }[] = [];
  #fault: Fault | undefined;
  #dead = false;
  #through = 0;
  /** How many writes through were under way when the power went. */
  throughWhenCut = 0;
  /** Operations since the disk was switched on. */
  operations = 0;

  /** Lets one operation fail; one that was already reached fails never. */
  inject(fault: Fault | undefined): void {
    this.#fault = fault;
    this.operations = 0;
  }

  async open(file: string): Promise<DiskFile> {
    await this.#step();
    let inode = this.#names.get(file);
    if (inode === undefined) {
      inode = { bytes: Buffer.alloc(0), durable: Buffer.alloc(0), unsynced: [] };
      this.#name(file, inode);
    }
    return this.#file(inode);
  }

  async load(file: string): Promise<Buffer | undefined> {
    await this.#step();
    const inode = this.#names.get(file);
    return inode === undefined ? undefined : Buffer.from(inode.bytes);
  }

  async list(folder: string): Promise<readonly string[]> {
    await this.#step();
    return [...this.#names.keys()].flatMap((name) =>
      dirname(name) === folder ? [basename(name)] : [],
    );
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#step();
    const inode = this.#names.get(from);
    if (inode === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    this.#name(to, inode);
    this.#name(from, undefined);
  }

  async remove(file: string): Promise<void> {
    await this.#step();
    if (this.#names.has(file)) this.#name(file, undefined);
  }

  async makeFolder(): Promise<void> {
    await this.#step();
  }

  async syncFolder(folder: string): Promise<void> {
    await this.#step();
    const inside = ({ name }: { readonly name: string }): boolean => dirname(name) === folder;
    for (const { name, inode } of this.#unsyncedNames.filter(inside)) {
      setName(this.#durableNames, name, inode);
    }
    this.#unsyncedNames = this.#unsyncedNames.filter((one) => !inside(one));
  }

  /** The disk as it is found after the power came back. */
  afterCut(random: () => number): SimulatedDisk {
    const found = new SimulatedDisk();
    const names = new Map(this.#durableNames);
    for (const { name, inode } of this.#unsyncedNames) {
      if (random() < 0.5) setName(names, name, inode);
    }
    const luck = [0, 0.1, 0.5, 0.9, 1][Math.floor(random() * 5)] as number;
    const survivors = new Map<Inode, Inode>();
    for (const [name, inode] of names) {
      const bytes = survivors.get(inode)?.bytes ?? survived(inode, luck, random);
      const fresh = survivors.get(inode) ?? { bytes, durable: Buffer.from(bytes), unsynced: [] };
      survivors.set(inode, fresh);
      found.#names.set(name, fresh);
      found.#durableNames.set(name, fresh);
    }
    return found;
  }

  /** The disk as the next process finds it when only the process ended. */
  afterExit(): SimulatedDisk {
    const found = new SimulatedDisk();
    found.#names = this.#names;
    found.#durableNames = this.#durableNames;
    found.#unsyncedNames = this.#unsyncedNames;
    return found;
  }

  /** All files with their content. */
  files(): readonly (readonly [name: string, bytes: Buffer])[] {
    return [...this.#names].map(([name, { bytes }]) => [name, bytes]);
  }

  #name(name: string, inode: Inode | undefined): void {
    setName(this.#names, name, inode);
    this.#unsyncedNames.push({ name, inode });
  }

  /** Every operation takes a turn of the event loop, as on a real disk. */
  async #step(partly?: () => void): Promise<void> {
    await new Promise(setImmediate);
    if (this.#dead) throw new PowerCut();
    const fault = this.#fault?.at === this.operations ? this.#fault : undefined;
    this.operations += 1;
    if (fault === undefined) return;
    partly?.();
    if (fault.code !== 'power') throw Object.assign(new Error(fault.code), { code: fault.code });
    this.#dead = true;
    this.throughWhenCut = this.#through;
    throw new PowerCut();
  }

  #file(inode: Inode): DiskFile {
    const write = (bytes: Buffer, at: number): void => {
      inode.unsynced.push({ what: 'write', at, bytes: Buffer.from(bytes) });
      inode.bytes = written(inode.bytes, bytes, at);
    };
    return {
      size: async () => {
        await this.#step();
        return inode.bytes.length;
      },
      read: async (into, at) => {
        await this.#step();
        return at >= inode.bytes.length ? 0 : inode.bytes.copy(into, 0, at);
      },
      write: async (bytes, at) => {
        const copy = Buffer.from(bytes);
        await this.#step(() => write(copy.subarray(0, copy.length >> 1), at));
        write(copy, at);
      },
      sync: async () => {
        await this.#step();
        inode.durable = Buffer.from(inode.bytes);
        inode.unsynced = [];
      },
      writeThrough: async (bytes, at) => {
        const copy = Buffer.from(bytes);
        this.#through += 1;
        await this.#step(() => write(copy.subarray(0, copy.length >> 1), at));
        write(copy, at);
        const own = inode.unsynced.at(-1);
        await this.#step();
        this.#through -= 1;
        // Only these bytes are certain, not those of a write beside this one.
        inode.durable = written(inode.durable, copy, at);
        inode.unsynced = inode.unsynced.filter((one) => one !== own);
      },
      truncate: async (size) => {
        await this.#step();
        inode.unsynced.push({ what: 'truncate', size });
        inode.bytes = resized(inode.bytes, size);
      },
      close: async () => undefined,
    };
  }
}

function setName(names: Map<string, Inode>, name: string, inode: Inode | undefined): void {
  if (inode === undefined) names.delete(name);
  else names.set(name, inode);
}

function survived(inode: Inode, luck: number, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(inode.durable);
  for (const change of inode.unsynced) {
    if (change.what === 'truncate') {
      if (random() < luck) bytes = resized(bytes, change.size);
      continue;
    }
    for (let at = 0; at < change.bytes.length; at += sector) {
      const part = change.bytes.subarray(at, at + sector);
      if (random() < luck) bytes = written(bytes, part, change.at + at);
    }
  }
  return bytes;
}

function written(bytes: Buffer, part: Buffer, at: number): Buffer {
  const larger = resized(bytes, Math.max(bytes.length, at + part.length));
  part.copy(larger, at);
  return larger;
}

function resized(bytes: Buffer, size: number): Buffer {
  const other = Buffer.alloc(size);
  bytes.copy(other);
  return other;
}
