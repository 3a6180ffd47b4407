import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import { wellFormed } from '../../../dsl/values/well-formed.ts';
import type { CallOrder } from '../../call/order/call-order.ts';
import type { Approvals } from '../../contract/approvals.ts';
import { refusalCodes, VakError } from '../../contract/errors.ts';
import type { Scrubber } from '../../contract/execution.ts';
import type { AuditLog, EntryJson, Receipt, Recorded } from '../../contract/records.ts';
import type { DecisionEntry } from '../decision-entry.ts';
import type { Entry, OutcomeEntry } from '../entry.ts';
import { hexOf, leafHash } from '../tree/hash.ts';
import { putInPlace, withhold } from '../withheld/commitment.ts';
import type { Sensitive } from '../withheld/sensitive.ts';
import { largeIn, putBack, setApart } from './apart.ts';
import type { Ledger } from './ledger.ts';
import { scrubJson } from './scrub.ts';
import type { StepTrail } from './trail.ts';

/** The log could not be written: whatever was under way is forbidden or stays unreleased. */
export class Unrecorded extends Error {
  readonly code = refusalCodes.auditUnavailable;
}

/** What a recorder writes to, and who hears of what is written. */
export interface RecorderParts {
  readonly log: AuditLog;
  readonly ledger: Ledger;
  /** Follows the steps of sessions, where gates are shown them. */
  readonly trail?: StepTrail | undefined;
  /** What came before what, where constraints ask for it. */
  readonly order?: Pick<CallOrder, 'apply'> | undefined;
  readonly approvals: Approvals;
  readonly scrubbers: readonly Scrubber[];
  /** What entries only commit to; undefined where nothing is sensitive. */
  readonly sensitive?: Sensitive | undefined;
  /** Hears of each entry as it is whole, and as it stands in the log. */
  readonly recorded: (entry: EntryJson, index: number, leaf: EntryJson) => void;
}

/**
 * The one way into the log. Secrets are blanked first, then what is sensitive is withheld; once an entry
 * is durable it becomes part of the runtime's state, and only then do observers see it, as it stands.
 */
export class Recorder {
  readonly #parts: RecorderParts;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the entry is durable and taken in. Throws `Unrecorded` when it cannot be written. Texts that
   * are no Unicode do not keep it from being written: tools and plugins choose them, and could go unrecorded.
   */
  async record(entry: Entry): Promise<Receipt> {
    try {
      return await this.#record(entry);
    } catch (cause) {
      const sound = wellFormed(entry as unknown as Json);
      if (sound === (entry as unknown)) throw cause;
      return this.#record(sound as unknown as Entry);
    }
  }

  async #record(entry: Entry): Promise<Receipt> {
    const { log, scrubbers, sensitive, recorded } = this.#parts;
    const { json, found } = scrubJson(scrubbers, entry as unknown as Json);
    const blanked = entry.kind === 'decision' && found.length > 0;
    const clean = (blanked ? { ...(json as EntryJson), scrubbed: found } : json) as EntryJson;
    let receipt: Receipt;
    let open = clean;
    let leaf = clean;
    try {
      const places = sensitive?.(clean);
      const apart = places === undefined ? undefined : withhold(clean, places);
      open = apart?.entry ?? clean;
      const large = log.content === undefined ? undefined : largeIn(open);
      leaf =
        large === undefined || log.content === undefined
          ? open
          : await setApart(open, large, log.content);
      receipt = await (entry.kind === 'forgotten'
        ? forget(log, leaf)
        : log.append(leaf, apart?.withheld));
    } catch (cause) {
      throw new Unrecorded('the log could not be written', { cause });
    }
    await this.apply(entry, receipt);
    recorded(open, receipt.index, leaf);
    return receipt;
  }

  /**
   * Queues an entry before one that will be awaited; the log keeps the order. When it fails, so does
   * every later `record`.
   */
  follow(entry: Entry): void {
    this.record(entry).catch(() => undefined);
  }

  /** The outcome that stands at an index, with its leaf's hash; undefined when something else stands there. */
  async outcomeAt(
    index: number,
  ): Promise<{ readonly outcome: OutcomeEntry; readonly leaf: string } | undefined> {
    const { log } = this.#parts;
    for await (const one of log.read(index)) {
      if (one.entry.kind !== 'outcome') return undefined;
      const leaf = hexOf(leafHash(Buffer.from(canonicalJson(one.entry))));
      return { outcome: (await wholeOf(log, one)) as unknown as OutcomeEntry, leaf };
    }
    return undefined;
  }

  /** The entry that stands at an index, as whole as it still is. */
  async entryAt(index: number): Promise<Entry | undefined> {
    const { log } = this.#parts;
    for await (const one of log.read(index)) return (await wholeOf(log, one)) as unknown as Entry;
    return undefined;
  }

  /** Makes a durable entry part of the state: at run time, and at a restart for each of the log's. */
  async apply(entry: Entry, receipt: Receipt): Promise<void> {
    this.#parts.ledger.apply(entry, receipt);
    this.#parts.trail?.apply(entry, receipt.index);
    this.#parts.order?.apply(entry);
    if (entry.kind === 'ticket') await this.#parts.approvals.apply(entry.fact);
    if (entry.kind === 'decision' && entry.ticket !== undefined && entry.verdict === 'permit') {
      const at = Date.parse(entry.at);
      await this.#parts.approvals.apply({ fact: 'used', ticket: entry.ticket, at });
    }
  }
}

/** An entry with all that lies beside it back in its place, as far as it was not forgotten. */
const wholeOf = async (log: AuditLog, { entry, withheld }: Recorded): Promise<EntryJson> =>
  putInPlace(await putBack(entry, log.content), withheld);

const forget = (log: AuditLog, entry: EntryJson): Promise<Receipt> => {
  if (log.forget === undefined) throw new TypeError('the log keeps nothing that can be forgotten');
  return log.forget(entry);
};

/**
 * A call's arguments as the log keeps them; the hash tells later whether they are the ones that were asked
 * about.
 * @throws VakError VAK6205 where the log has none
 */
export async function argsOf(log: AuditLog, call: string): Promise<Json> {
  for await (const one of log.read()) {
    if (one.entry.kind !== 'decision' || one.entry.call !== call) continue;
    return ((await wholeOf(log, one)) as unknown as DecisionEntry).args;
  }
  throw new VakError('VAK6205', `the arguments of call \`${call}\` are not to be had`);
}
