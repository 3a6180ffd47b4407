import { Buffer } from 'node:buffer';
import {
  canonicalJson,
  type EntryJson,
  type LogLayout,
  recordLine,
  recordsIn,
  segmentBytes,
  segmentOf,
  takeForgotten,
  type WithheldRecord,
  withheldFile,
} from '../../../../runtime/contract/index.ts';
import { type Disk, type DiskFile, replaceFile } from '../disk/disk.ts';

/** The segment that is being written. */
interface OpenSegment {
  readonly segment: number;
  readonly file: DiskFile;
  bytes: number;
}

/**
 * The values that entries only commit to, as files that can be rewritten without touching an entry. A
 * value is durable before its entry is written. What is to be erased is noted down before the log says
 * that it was, so that an interruption at any place is brought to its end by the next opening.
 */
export class WithheldFiles {
  readonly #disk: Disk;
  readonly #layout: LogLayout;
  #open: OpenSegment | undefined;
  /** Writing and erasing follow one another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(disk: Disk, layout: LogLayout) {
    this.#disk = disk;
    this.#layout = layout;
  }

  /** Durable when it resolves. */
  write(records: readonly WithheldRecord[]): Promise<void> {
    return this.#next(async () => {
      const bySegment = Map.groupBy(records, ({ index }) => segmentOf(index));
      for (const [segment, own] of bySegment) {
        const open = await this.#segment(segment);
        const bytes = Buffer.from(own.map(recordLine).join(''));
        await open.file.write(bytes, open.bytes);
        await open.file.sync();
        open.bytes += bytes.length;
      }
    });
  }

  /** Notes down what a `forgotten` entry will erase; durable when it resolves. */
  intend(entry: EntryJson): Promise<void> {
    return this.#next(() => this.#note(canonicalJson(entry)));
  }

  /** Erases what a `forgotten` entry names, and then the note of it. */
  erase(entry: EntryJson): Promise<void> {
    return this.#next(async () => {
      await this.#close();
      const named = new Map<number, readonly string[]>();
      takeForgotten(entry, named);
      for (const segment of new Set([...named.keys()].map(segmentOf))) {
        await this.#rewrite(segment, ({ index, values }) => {
          const gone = named.get(index) ?? [];
          return { index, values: values.filter(({ pointer }) => !gone.includes(pointer)) };
        });
      }
      await this.#note('');
    });
  }

  /** Throws away what belongs to entries that the log never got. */
  async settle(size: number): Promise<void> {
    for (const name of await this.#disk.list(this.#layout.withheld)) {
      const segment = Number(/^(\d{1,13})\.jsonl$/.exec(name)?.[1] ?? Number.NaN);
      if (segment < segmentOf(size) || Number.isNaN(segment)) continue;
      await this.#rewrite(segment, (record) => ({
        ...record,
        values: record.index < size ? record.values : [],
      }));
    }
  }

  /** The `forgotten` entry that was under way when the log was left. */
  async interrupted(): Promise<EntryJson | undefined> {
    const text = (await this.#disk.load(this.#intent))?.toString('utf8') ?? '';
    return text === '' ? undefined : (JSON.parse(text) as EntryJson);
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#close();
  }

  get #intent(): string {
    return `${this.#layout.withheld}.forgetting`;
  }

  async #note(text: string): Promise<void> {
    await replaceFile(this.#disk, this.#intent, Buffer.from(text));
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.catch(() => undefined).then(work);
    this.#last = done;
    return done;
  }

  async #segment(segment: number): Promise<OpenSegment> {
    if (this.#open?.segment === segment) return this.#open;
    await this.#close();
    const { withheld } = this.#layout;
    await this.#disk.makeFolder(withheld);
    const file = await this.#disk.open(withheldFile(this.#layout, segment));
    try {
      const bytes = await file.size();
      if (bytes === 0) await this.#disk.syncFolder(withheld);
      this.#open = { segment, file, bytes };
      return this.#open;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.file.close();
  }

  async #rewrite(
    segment: number,
    change: (record: WithheldRecord) => WithheldRecord,
  ): Promise<void> {
    const file = withheldFile(this.#layout, segment);
    const before = await this.#disk.load(file);
    if (before === undefined) return;
    const after = segmentBytes(
      recordsIn(before)
        .map(change)
        .filter(({ values }) => values.length > 0),
    );
    if (!after.equals(before)) await replaceFile(this.#disk, file, after);
  }
}
