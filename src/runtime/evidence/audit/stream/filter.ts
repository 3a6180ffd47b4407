import { type AuditQuery, auditLevels, type StreamEvent } from '../../../contract/records.ts';
import { selects } from '../../log/query/select.ts';
import { type Ancestry, traitsOf } from '../../log/query/traits.ts';
import type { Ledger } from '../../recording/ledger.ts';
import { entryKinds } from '../entry-shape.ts';

/**
 * Which events: all lists given must hold; within one, one of its members. What an entry does not say
 * itself it takes from its session or call.
 */
export type StreamFilter = Pick<
  AuditQuery,
  | 'kinds'
  | 'agents'
  | 'sessions'
  | 'principals'
  | 'tenants'
  | 'tools'
  | 'calls'
  | 'verdicts'
  | 'codes'
  | 'rules'
  | 'labels'
  | 'levels'
>;

/** The names of a filter's lists. */
export const filterKeys: readonly (keyof StreamFilter)[] = [
  'kinds',
  'agents',
  'sessions',
  'principals',
  'tenants',
  'tools',
  'calls',
  'verdicts',
  'codes',
  'rules',
  'labels',
  'levels',
];

const words = {
  kinds: entryKinds,
  verdicts: ['permit', 'approval', 'forbid'],
  levels: auditLevels,
} as const satisfies { readonly [Key in keyof StreamFilter]: readonly string[] };

/**
 * A kind, a verdict or a level that a filter asks for and that is none: nothing found would read as if nothing had
 * happened. Undefined where all are.
 */
export function wrongWord(filter: Pick<StreamFilter, keyof typeof words>): string | undefined {
  for (const [key, known] of Object.entries(words)) {
    const asked: readonly string[] = filter[key as keyof typeof words] ?? [];
    const wrong = asked.find((word) => !known.some((one) => one === word));
    if (wrong !== undefined) return `\`${wrong}\` is none of ${known.join(', ')}`;
  }
  return undefined;
}

/** Whether an event passes a filter, by what a ledger knows of its session and call. */
export function passes(filter: StreamFilter, { index, entry }: StreamEvent, of: Ledger): boolean {
  return selects(filter, index, traitsOf(entry, knownTo(of)));
}

const knownTo = (ledger: Ledger): Ancestry => ({
  get: (of, id) => {
    if (of === 'session') return pick(ledger.session(id));
    return pick(of === 'call' ? ledger.call(id) : ledger.ticket(id));
  },
  set: () => undefined,
});

const inherited = ['session', 'agent', 'principal', 'tenant', 'tool', 'call'] as const;

function pick(
  from: { readonly [Name in (typeof inherited)[number]]?: string } | undefined,
): Readonly<Record<string, string>> | undefined {
  if (from === undefined) return undefined;
  const words: Record<string, string> = {};
  for (const name of inherited) {
    const word = from[name];
    if (typeof word === 'string') words[name] = word;
  }
  return words;
}
