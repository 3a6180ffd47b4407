import { type AuditLevel, auditLevels, type EntryJson } from '../../contract/records.ts';

/** What is more than news, by the entry's kind. */
const ofKind: ReadonlyMap<unknown, AuditLevel> = new Map([
  ['ticket', 'notice'],
  ['reconcile', 'notice'],
  ['rotated', 'notice'],
  ['forgotten', 'notice'],
  ['revoked', 'notice'],
  ['lease', 'notice'],
  ['fault', 'error'],
]);

/**
 * How much an entry matters, told by the entry alone. Permitted calls that were done are `info`; questions to people
 * and what changes the log `notice`; what was forbidden or failed `warning`; killed, unknown and broken
 * `error`; a log that was mended `critical`. A note has the level that the host gave it.
 *
 * @example
 * levelOf({ kind: 'decision', verdict: 'forbid' }) === 'warning';
 */
export function levelOf(entry: EntryJson): AuditLevel {
  const { kind, verdict, status, level } = entry;
  switch (kind) {
    case 'decision':
      if (entry.away === 'fault') return 'error';
      return verdict === 'forbid' ? 'warning' : verdict === 'approval' ? 'notice' : 'info';
    case 'outcome':
    case 'lookup':
      if (status === 'unknown') return 'error';
      return status === 'done' ? 'info' : 'warning';
    case 'recovered':
      return entry.mended === true || Number(entry.cut) > 0 ? 'critical' : 'error';
    case 'start':
      return entry.changed === undefined ? 'info' : 'notice';
    case 'note':
      return auditLevels.find((one) => one === level) ?? 'info';
    default:
      return ofKind.get(kind) ?? 'info';
  }
}

/**
 * The levels from one on, for a query or a subscription.
 *
 * @example
 * levelsFrom('error'); // ['error', 'critical']
 */
export const levelsFrom = (level: AuditLevel): readonly AuditLevel[] =>
  auditLevels.slice(auditLevels.indexOf(level));
