import type { Verdict } from '../../contract/call.ts';
import type { AuditLevel, EntryJson, Recorded } from '../../contract/records.ts';
import type { DecisionEntry } from '../decision-entry.ts';
import { levelOf } from './level.ts';

/** An entry as readers see it: where it stands, how much it matters, what it decided, what it says. */
export interface AuditEntry {
  /** Counted from 0. */
  readonly index: number;
  /** RFC 3339 in UTC; undefined where the entry has no time. */
  readonly at: string | undefined;
  readonly kind: string;
  readonly level: AuditLevel;
  /** Of entries of kind `decision`. */
  readonly decision?: AuditDecision;
  /** All that stands in the log. */
  readonly entry: EntryJson;
}

/** What was decided of one call. */
export interface AuditDecision {
  readonly verdict: Verdict;
  readonly code?: string;
  readonly because: string;
  /** Rules that said the verdict, as `policy.rule`. */
  readonly rules: readonly string[];
  /** Where those stand, as `file:line:column`. */
  readonly places: readonly string[];
}

/** An entry of a log as readers see it. */
export function auditEntryOf({ index, entry }: Pick<Recorded, 'index' | 'entry'>): AuditEntry {
  const { at, kind } = entry;
  return {
    index,
    at: typeof at === 'string' ? at : undefined,
    kind: String(kind),
    level: levelOf(entry),
    ...(kind === 'decision' ? { decision: decisionOf(entry as unknown as DecisionEntry) } : {}),
    entry,
  };
}

function decisionOf({ verdict, code, because, opinions }: DecisionEntry): AuditDecision {
  const speaking = opinions.filter((opinion) => opinion.verdict === verdict);
  return {
    verdict,
    ...(code === undefined ? {} : { code }),
    because,
    rules: [...new Set(speaking.flatMap(({ rule }) => rule ?? []))],
    places: [...new Set(speaking.flatMap(({ at }) => at ?? []))],
  };
}
