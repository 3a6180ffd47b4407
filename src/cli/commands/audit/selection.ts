import {
  type AuditLevel,
  type AuditQuery,
  auditLevels,
} from '../../../runtime/contract/records.ts';
import { levelsFrom } from '../../../runtime/evidence/audit/level.ts';
import { wrongWord } from '../../../runtime/evidence/audit/stream/filter.ts';
import type { Given } from '../../input/registry.ts';
import { WrongUsage } from '../../output/shell.ts';
import { filterWords } from '../../serving/asked.ts';

const units: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

/**
 * Which entries the options of a command ask for: `--agent`, `--tool`, `--verdict` and so on, each with one word
 * or several between commas; `--level` from which on; `--since` and `--until` as a time, or as how long ago.
 */
export function selectionOf(given: Given, now: number): AuditQuery {
  const query: { -readonly [Key in keyof AuditQuery]: AuditQuery[Key] } = {};
  for (const [word, list] of filterWords) {
    const text = given.option(word);
    if (text !== undefined) query[list] = text.split(',');
  }
  const wrong = wrongWord(query);
  if (wrong !== undefined) throw new WrongUsage(wrong);
  const level = given.option('level');
  if (level !== undefined) query.levels = levelsFrom(levelOf(level));
  const since = given.option('since');
  if (since !== undefined) query.since = timeOf(since, now);
  const until = given.option('until');
  if (until !== undefined) query.until = timeOf(until, now);
  const from = given.option('from');
  if (from !== undefined) query.from = numberOf(from, 'an index of an entry');
  const last = given.option('last');
  if (last !== undefined) {
    query.limit = numberOf(last, 'a number of entries');
    query.newest = true;
  }
  return query;
}

function levelOf(text: string): AuditLevel {
  const level = auditLevels.find((one) => one === text);
  if (level !== undefined) return level;
  throw new WrongUsage(`\`${text}\` is none of ${auditLevels.join(', ')}`);
}

function timeOf(text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (units[unit] as number);
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new WrongUsage(
    `\`${text}\` is no time such as 2026-01-31T12:00:00Z, and no age such as 24h`,
  );
}

function numberOf(text: string, what: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new WrongUsage(`\`${text}\` is no ${what.replace(/^an? /, '')}`);
}
