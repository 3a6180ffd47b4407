import {
  type AuditLog,
  type AuditQuery,
  base64Of,
  type ContentStore,
  type EntryJson,
  type Finder,
  finderAside,
  formatProof,
  type Health,
  type Integrity,
  type Living,
  parseCheckpoint,
  prove,
  proveConsistency,
  queryWith,
  type Receipt,
  type Recorded,
  type Sealed,
  type SentHead,
  signReceipt,
  VakError,
  verifyLog,
  type Withheld,
  type WithheldAt,
  withheldAt,
} from '../../../../runtime/contract/index.ts';
import type { OpenLog } from '../opening/open.ts';
import type { Batch } from '../sealing/batch.ts';
import { ContentFiles } from './content.ts';
import { GroupCommit } from './group-commit.ts';
import { Marks } from './marks.ts';
import { readBack } from './reading.ts';

/**
 * A log in a folder. Appends that arrive while the disk is busy go out together, with one write and one
 * sync; each is acknowledged after its sync and before the head that signs it. An append costs one
 * encoding of the entry, its hash, and half a node's hash; it allocates the entry's text, its promise and
 * its receipt, and nothing per byte beyond that.
 */
export class FileLog implements AuditLog, Living {
  readonly #open: () => Promise<OpenLog>;
  readonly #listeners: ((head: SentHead) => void)[] = [];
  #log: OpenLog | undefined;
  #marks = new Marks();
  /** Entries and bytes that are durable. */
  #size = 0;
  #bytes = 0;
  /** Entries and bytes that are durable or on their way. */
  #sentSize = 0;
  #sentBytes = 0;
  #failure: VakError | undefined;
  #forgetting: Promise<unknown> = Promise.resolve();
  #folder = '';
  #content: ContentStore | undefined;
  #finder: Finder | undefined;

  readonly #group = new GroupCommit({
    filled: (batch) => this.#log?.sealer.ahead(batch),
    write: (batch) => this.#write(batch),
    taken: (batch, sealed) => this.#take(batch, sealed),
    failed: (cause) => this.#failed(cause),
    isClosed: () => this.#log === undefined || this.#failure !== undefined,
  });

  /** Large values below the log's folder. One that cannot be kept poisons the log. */
  readonly content: ContentStore = {
    put: async (bytes) => {
      if (this.#content === undefined || this.#failure !== undefined) throw this.#refusal();
      return this.#content.put(bytes).catch((cause) => {
        this.#poison(cause);
        throw this.#refusal();
      });
    },
    get: async (digest) => {
      if (this.#content === undefined) throw this.#refusal();
      return this.#content.get(digest);
    },
  };

  constructor(
    open: (failed: (cause: unknown) => void, told: (note: string) => void) => Promise<OpenLog>,
  ) {
    this.#open = () =>
      open(
        (cause) => this.#poison(cause),
        (note) => this.#tell(note),
      );
  }

  /**
   * Opens the log and checks it against its signed head.
   * @throws VakError VAK6108 when it contradicts its head, VAK6109 when another writes it, VAK6110 when
   * the key is missing or another, VAK6105 for what the disk or the key's place does not let it do.
   */
  async start(): Promise<void> {
    const log = await this.#open().catch((cause) => {
      throw cause instanceof VakError ? cause : unavailable('opened', cause);
    });
    this.#log = log;
    this.#folder = log.layout.folder;
    this.#content = new ContentFiles(log.disk, log.layout);
    this.#marks = log.marks;
    this.#size = log.size;
    this.#bytes = log.bytes;
    this.#sentSize = log.size;
    this.#sentBytes = log.bytes;
    this.#failure = undefined;
  }

  append(entry: EntryJson, withheld?: readonly Withheld[]): Promise<Receipt> {
    if (this.#log === undefined || this.#failure !== undefined)
      return Promise.reject(this.#refusal());
    try {
      return this.#group.append(entry, withheld);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  read(from = 0): AsyncIterable<Recorded> {
    if (this.#log === undefined) throw this.#refusal();
    const { disk, layout } = this.#log;
    const entries = readBack(this.#log, this.#marks, { from, bytes: this.#bytes });
    return withValues(
      entries,
      withheldAt(layout, (file) => disk.load(file)),
    );
  }

  onHead(listener: (head: SentHead) => void): void {
    this.#listeners.push(listener);
  }

  /** Through an index in a thread of its own, so that no append waits for it. */
  query(query: AuditQuery): AsyncIterable<Recorded> {
    if (this.#log === undefined) throw this.#refusal();
    const { disk, layout } = this.#log;
    this.#finder ??= finderAside(layout.folder);
    const extent = { size: this.#size, bytes: this.#bytes };
    return withValues(
      queryWith(this.#finder, layout.folder, query, extent),
      withheldAt(layout, (file) => disk.load(file)),
    );
  }

  /** One at a time: what is to be erased is noted down, then on record, then gone. */
  forget(entry: EntryJson): Promise<Receipt> {
    const done = this.#forgetting.catch(() => undefined).then(() => this.#forget(entry));
    this.#forgetting = done;
    return done;
  }

  async #forget(entry: EntryJson): Promise<Receipt> {
    const log = this.#log;
    if (log === undefined || this.#failure !== undefined) throw this.#refusal();
    try {
      await log.withheld.intend(entry);
      const receipt = await this.append(entry);
      await log.withheld.erase(entry);
      return receipt;
    } catch (cause) {
      this.#poison(cause);
      throw this.#refusal();
    }
  }

  /** As `vak audit verify` does, while the log goes on; all that is acknowledged is signed first. */
  async verify(): Promise<Integrity> {
    if (this.#log === undefined) throw this.#refusal();
    await this.#log.heads.caughtUp();
    return verifyLog(this.#folder);
  }

  async vouch(index: number): Promise<string> {
    const log = this.#log;
    if (log === undefined) throw this.#refusal();
    if (Number.isSafeInteger(index) && index >= 0 && index < this.#size) {
      const extent = { from: index, bytes: this.#bytes };
      for await (const { leaf } of readBack(log, this.#marks, extent)) {
        return signReceipt({ index, leaf }, log.signer);
      }
    }
    throw new VakError('VAK6112', `entry ${index} was never acknowledged`);
  }

  /** Under a head that covers the entry: one that is not signed yet is signed first. */
  async prove(index: number): Promise<string> {
    if (this.#log === undefined) throw this.#refusal();
    await this.#log.heads.caughtUp();
    return formatProof(await prove(this.#folder, index));
  }

  /** Writes and signs what is under way, then lets the folder go, even when signing fails (VAK6105). */
  async stop(): Promise<void> {
    const log = this.#log;
    if (log === undefined) return;
    await this.#forgetting.catch(() => undefined);
    await this.#group.idle();
    this.#log = undefined;
    this.#group.refuse(this.#refusal());
    await this.#finder?.close();
    this.#finder = undefined;
    try {
      await (this.#failure === undefined ? log.heads.finish() : log.heads.abandon());
    } catch (cause) {
      throw unavailable('signed', cause);
    } finally {
      await log.settle();
      await log.close();
    }
  }

  health(): Health {
    if (this.#failure === undefined) return { state: 'ok' };
    return { state: 'down', reason: this.#failure.message };
  }

  /** Durable when it resolves. What hashing costs is spent before and while the disk is at work. */
  async #write(batch: Batch): Promise<Sealed> {
    const { entries, withheld, sealer } = this.#log as OpenLog;
    const [first, at] = [this.#sentSize, this.#sentBytes];
    this.#sentSize += batch.count;
    this.#sentBytes += batch.bytes.length;
    const apart = batch.withheld(first);
    if (apart.length > 0) await withheld.write(apart);
    return sealer.seal(batch, entries.writeThrough(batch.bytes, at));
  }

  #take(batch: Batch, { hashes }: Sealed): number {
    const first = this.#size;
    this.#marks.add(first, this.#bytes, batch.ends);
    this.#size += batch.count;
    this.#bytes += batch.bytes.length;
    this.#log?.heads.grown(hashes);
    return first;
  }

  async #failed(cause: unknown): Promise<VakError> {
    this.#poison(cause);
    await this.#log?.entries.truncate(this.#bytes).catch(() => undefined);
    return this.#refusal();
  }

  /** After this nothing is written until a new start: what the disk holds is no longer certain. */
  #poison(cause: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = unavailable('written', cause);
    void this.#log?.heads.abandon();
    this.#group.refuse(this.#failure);
  }

  #tell(note: string): void {
    const since = async (size: number): Promise<readonly string[]> => {
      const hashes = await proveConsistency(this.#folder, size, parseCheckpoint(note)?.size);
      return hashes.map(base64Of);
    };
    for (const listener of this.#listeners) listener({ note, since });
  }

  #refusal(): VakError {
    return this.#failure ?? new VakError('VAK6105', 'the log is not open');
  }
}

/** Entries with the values that they only commit to. */
async function* withValues(
  entries: AsyncIterable<Recorded>,
  at: WithheldAt,
): AsyncGenerator<Recorded, void> {
  for await (const { index, entry } of entries) {
    const withheld = entry.commitments === undefined ? undefined : await at(index);
    yield withheld === undefined ? { index, entry } : { index, entry, withheld };
  }
}

const unavailable = (what: string, cause: unknown): VakError => {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new VakError('VAK6105', `the log cannot be ${what}: ${why}`, { cause });
};
