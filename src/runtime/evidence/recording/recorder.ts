import type { Json } from '../../../dsl/values/value.ts';
import type { Approvals } from '../../contract/approvals.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { Scrubber } from '../../contract/execution.ts';
import type { AuditLog, EntryJson, Receipt } from '../../contract/records.ts';
import type { Entry, OutcomeEntry } from '../entry.ts';
import { largeIn, putBack, setApart } from './apart.ts';
import type { Ledger } from './ledger.ts';
import { scrubJson } from './scrub.ts';

/** The log could not be written: whatever was under way is forbidden or stays unreleased. */
export class Unrecorded extends Error {
  readonly code = refusalCodes.auditUnavailable;
}

/** What a recorder writes to, and who hears of what is written. */
export interface RecorderParts {
  readonly log: AuditLog;
  readonly ledger: Ledger;
  readonly approvals: Approvals;
  readonly scrubbers: readonly Scrubber[];
  readonly recorded: (entry: EntryJson, index: number) => void;
}

/**
 * The one way into the log. Secrets are blanked first; once an entry is durable it becomes part of the
 * runtime's state, and only then do observers see it.
 */
export class Recorder {
  readonly #parts: RecorderParts;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /** Resolves when the entry is durable and taken in. Throws `Unrecorded` when it cannot be written. */
  async record(entry: Entry): Promise<Receipt> {
    const { log, scrubbers, recorded } = this.#parts;
    const { json, found } = scrubJson(scrubbers, entry as unknown as Json);
    const blanked = entry.kind === 'decision' && found.length > 0;
    const clean = (blanked ? { ...(json as EntryJson), scrubbed: found } : json) as EntryJson;
    let receipt: Receipt;
    try {
      const large = log.content === undefined ? undefined : largeIn(clean);
      const leaf =
        large === undefined || log.content === undefined
          ? clean
          : await setApart(clean, large, log.content);
      receipt = await log.append(leaf);
    } catch (cause) {
      throw new Unrecorded('the log could not be written', { cause });
    }
    await this.apply(entry, receipt);
    recorded(clean, receipt.index);
    return receipt;
  }

  /**
   * Queues an entry before one that will be awaited; the log keeps the order. When it fails, so does
   * every later `record`.
   */
  follow(entry: Entry): void {
    this.record(entry).catch(() => undefined);
  }

  /** The outcome that stands at an index; undefined when something else stands there. */
  async outcomeAt(index: number): Promise<OutcomeEntry | undefined> {
    const { log } = this.#parts;
    for await (const { entry } of log.read(index)) {
      if (entry.kind !== 'outcome') return undefined;
      return (await putBack(entry, log.content)) as unknown as OutcomeEntry;
    }
    return undefined;
  }

  /** Makes a durable entry part of the state: at run time, and at a restart for each of the log's. */
  async apply(entry: Entry, receipt: Receipt): Promise<void> {
    this.#parts.ledger.apply(entry, receipt);
    if (entry.kind === 'ticket') await this.#parts.approvals.apply(entry.fact);
    if (entry.kind === 'decision' && entry.ticket !== undefined && entry.verdict === 'permit') {
      const at = Date.parse(entry.at);
      await this.#parts.approvals.apply({ fact: 'used', ticket: entry.ticket, at });
    }
  }
}
