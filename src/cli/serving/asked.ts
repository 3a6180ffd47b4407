import { auditLevels } from '../../runtime/contract/records.ts';
import { levelsFrom } from '../../runtime/evidence/audit/level.ts';
import { type StreamFilter, wrongWord } from '../../runtime/evidence/audit/stream/filter.ts';

/** What a reader asked for that cannot be answered, with the status that says so. */
export class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What a reader asks for. */
export interface Asked {
  readonly filter: StreamFilter;
  /** The first index; undefined for what comes from now on. */
  readonly from: number | undefined;
}

/** The words of a query and of options, each for a list of a filter. */
export const filterWords = [
  ['kind', 'kinds'],
  ['agent', 'agents'],
  ['session', 'sessions'],
  ['principal', 'principals'],
  ['tenant', 'tenants'],
  ['tool', 'tools'],
  ['call', 'calls'],
  ['verdict', 'verdicts'],
  ['code', 'codes'],
  ['rule', 'rules'],
  ['label', 'labels'],
] as const;

/** Reads the query of an address: `agent`, `tool`, `verdict` and so on, each any number of times; `level` from which on; `from`. */
export function askedOf(query: URLSearchParams, last: string | string[] | undefined): Asked {
  const known = new Set<string>([...filterWords.map(([word]) => word), 'level', 'from']);
  const filter: Record<string, readonly string[]> = {};
  for (const key of query.keys()) {
    if (!known.has(key)) {
      throw new BadRequest(400, `there is no \`${key}\`; there are ${[...known].join(', ')}`);
    }
  }
  for (const word of ['level', 'from']) {
    if (query.getAll(word).length > 1) throw new BadRequest(400, `\`${word}\` stands once`);
  }
  for (const [word, list] of filterWords) {
    if (query.has(word)) filter[list] = query.getAll(word);
  }
  const wrong = wrongWord(filter);
  if (wrong !== undefined) throw new BadRequest(400, wrong);
  const level = auditLevels.find((one) => one === query.get('level'));
  if (query.has('level') && level === undefined) {
    throw new BadRequest(400, `\`level\` is one of ${auditLevels.join(', ')}`);
  }
  if (level !== undefined) filter.levels = levelsFrom(level);
  const seen = typeof last === 'string' ? indexOf(last, 'Last-Event-ID') + 1 : undefined;
  const from = query.get('from');
  return { filter, from: seen ?? (from === null ? undefined : indexOf(from, 'from')) };
}

function indexOf(text: string, name: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new BadRequest(400, `\`${name}\` is the index of an entry`);
}
