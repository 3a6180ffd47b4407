import type { EntryJson, Recorded } from '../../../contract/records.ts';
import { stamp } from '../../entry.ts';
import { ownTraits } from '../../log/query/traits.ts';
import { begunBy, countOf, type Unfinished, type UnfinishedCall } from './unfinished.ts';

/** Decisions by verdict. */
export interface VerdictCounts {
  readonly permit: number;
  readonly approval: number;
  readonly forbid: number;
}

/** What a log says in numbers. Names of every list are those of the log, most frequent first. */
export interface AuditReport {
  /** The first and last entries counted, RFC 3339; undefined where none was. */
  readonly first?: string;
  readonly last?: string;
  readonly entries: number;
  readonly decisions: number;
  readonly verdicts: VerdictCounts;
  readonly agents: readonly ({ readonly name: string } & VerdictCounts)[];
  readonly tools: readonly ({ readonly name: string } & VerdictCounts)[];
  /** Rules that had a say, with the decisions that they had it in. */
  readonly rules: readonly ({ readonly name: string } & VerdictCounts)[];
  readonly codes: readonly { readonly name: string; readonly count: number }[];
  readonly levels: readonly { readonly name: string; readonly count: number }[];
  readonly kinds: readonly { readonly name: string; readonly count: number }[];
  /** How calls that were carried out ended. */
  readonly outcomes: readonly { readonly name: string; readonly count: number }[];
  /** How long those took from start to end, in ms; undefined where none was. */
  readonly ms?: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  /** Permitted calls among the entries that had no outcome anywhere in the log when the counting began. */
  readonly unfinished: Unfinished;
  /** Decisions over time, in equal steps from the first to the last. */
  readonly timeline: readonly ({ readonly at: string } & VerdictCounts)[];
}

type Count = { permit: number; approval: number; forbid: number };
const none = (): Count => ({ permit: 0, approval: 0, forbid: 0 });
const isVerdict = (word: unknown): word is keyof Count =>
  word === 'permit' || word === 'approval' || word === 'forbid';

/** How many steps of time a report has at most, and how many names a list. */
const steps = 60;
const names = 10_000;
const samples = 100_000;

/**
 * Counts entries as they come. Holds the names, at most 10,000 of each sort, and a minute's counts each.
 * @param open ids of the calls in the log that have no outcome
 */
export async function reportOf(
  entries: AsyncIterable<Pick<Recorded, 'index' | 'entry'>>,
  open: { has(call: string): boolean },
): Promise<AuditReport> {
  const tally = new Tally();
  const unfinished: UnfinishedCall[] = [];
  for await (const { index, entry } of entries) {
    tally.take(entry);
    const begun = begunBy(index, entry);
    if (begun !== undefined && open.has(begun.call)) unfinished.push(begun);
  }
  return tally.report(countOf(unfinished));
}

class Tally {
  #entries = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  readonly #verdicts = none();
  readonly #by = {
    agent: new Map<string, Count>(),
    tool: new Map<string, Count>(),
    rule: new Map<string, Count>(),
  };
  readonly #counts = {
    code: new Map<string, number>(),
    level: new Map<string, number>(),
    kind: new Map<string, number>(),
    outcome: new Map<string, number>(),
  };
  readonly #minutes = new Map<number, Count>();
  readonly #ms: number[] = [];
  #calls = 0;

  take(entry: EntryJson): void {
    const { at, words, tags } = ownTraits(entry);
    this.#entries += 1;
    if (at !== undefined) {
      this.#first = Math.min(this.#first, at);
      this.#last = Math.max(this.#last, at);
    }
    add(this.#counts.kind, words.kind);
    add(this.#counts.level, words.level);
    for (const code of tags.code) add(this.#counts.code, code);
    if (entry.kind === 'outcome') this.#ended(entry);
    const { verdict } = entry;
    if (entry.kind !== 'decision' || !isVerdict(verdict)) return;
    this.#verdicts[verdict] += 1;
    countIn(this.#by.agent, words.agent, verdict);
    countIn(this.#by.tool, words.tool, verdict);
    for (const rule of tags.rule) countIn(this.#by.rule, rule, verdict);
    if (at !== undefined) countIn(this.#minutes, Math.floor(at / 60_000), verdict);
  }

  report(unfinished: Unfinished): AuditReport {
    const span = this.#first <= this.#last;
    const { permit, approval, forbid } = this.#verdicts;
    return {
      ...(span ? { first: stamp(this.#first), last: stamp(this.#last) } : {}),
      entries: this.#entries,
      decisions: permit + approval + forbid,
      verdicts: { permit, approval, forbid },
      agents: sorted(this.#by.agent),
      tools: sorted(this.#by.tool),
      rules: sorted(this.#by.rule),
      codes: ranked(this.#counts.code),
      levels: ranked(this.#counts.level),
      kinds: ranked(this.#counts.kind),
      outcomes: ranked(this.#counts.outcome),
      unfinished,
      ...(this.#ms.length === 0 ? {} : { ms: quantiles(this.#ms) }),
      timeline: this.#timeline(),
    };
  }

  #ended(entry: EntryJson): void {
    add(this.#counts.outcome, String(entry.status));
    if (typeof entry.ms !== 'number') return;
    this.#calls += 1;
    // Beyond what is kept, every call has an equal chance to be among them.
    if (this.#ms.length < samples) this.#ms.push(entry.ms);
    else {
      const place = Math.floor(Math.random() * this.#calls);
      if (place < samples) this.#ms[place] = entry.ms;
    }
  }

  #timeline(): AuditReport['timeline'] {
    const minutes = [...this.#minutes.keys()];
    if (minutes.length === 0) return [];
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const minute of minutes) [low, high] = [Math.min(low, minute), Math.max(high, minute)];
    const width = Math.ceil((high - low + 1) / steps);
    const made = Array.from({ length: Math.ceil((high - low + 1) / width) }, none);
    for (const [minute, counts] of this.#minutes) {
      const step = made[Math.floor((minute - low) / width)] as Count;
      for (const verdict of ['permit', 'approval', 'forbid'] as const)
        step[verdict] += counts[verdict];
    }
    return made.map((counts, at) => ({ at: stamp((low + at * width) * 60_000), ...counts }));
  }
}

const others = '(others)';

function countIn<Key>(counts: Map<Key, Count>, name: Key | undefined, verdict: keyof Count): void {
  if (name === undefined) return;
  const key =
    typeof name === 'string' && counts.size >= names && !counts.has(name) ? (others as Key) : name;
  const count = counts.get(key) ?? none();
  count[verdict] += 1;
  counts.set(key, count);
}

function add(counts: Map<string, number>, name: string | undefined): void {
  if (name === undefined) return;
  const key = counts.size >= names && !counts.has(name) ? others : name;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const sorted = (counts: ReadonlyMap<string, Count>): AuditReport['agents'] =>
  [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((a, b) => total(b) - total(a) || (a.name < b.name ? -1 : 1));

/** All decisions of a count. */
const total = ({ permit, approval, forbid }: VerdictCounts): number => permit + approval + forbid;

const ranked = (counts: ReadonlyMap<string, number>): AuditReport['codes'] =>
  [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));

function quantiles(of: readonly number[]): NonNullable<AuditReport['ms']> {
  const inOrder = [...of].sort((a, b) => a - b);
  const at = (share: number): number =>
    inOrder[Math.min(inOrder.length - 1, Math.floor(share * inOrder.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: inOrder.at(-1) ?? 0 };
}
