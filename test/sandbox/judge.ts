import type { Outcome } from '../../src/runtime/contract/index.ts';
import type { Ending, SandboxCase } from './case.ts';

const endings: Readonly<Record<string, Ending>> = {
  VAK6103: 'refused',
  VAK7001: 'time',
  VAK7002: 'memory',
  VAK7003: 'crash',
  VAK7004: 'error',
  VAK7005: 'limit',
  VAK7006: 'bad result',
  VAK7007: 'refused',
  VAK7008: 'limit',
  VAK7101: 'no start',
};

/** Which status each ending has: only what surely never ran may give its reservation back. */
const statuses: Readonly<Record<Ending, readonly Outcome['status'][]>> = {
  value: ['done'],
  error: ['failed'],
  time: ['unknown'],
  memory: ['unknown'],
  crash: ['unknown'],
  limit: ['failed', 'not started'],
  'bad result': ['failed'],
  refused: ['not started', 'failed'],
  invalid: ['not started'],
  aborted: ['unknown', 'not started'],
  'no start': ['not started'],
};

/** What is wrong with how a case ended; nothing when it ended as it may. */
export function judge(
  guest: SandboxCase,
  outcome: Outcome,
  lines: readonly string[],
): string | undefined {
  const told = JSON.stringify(outcome).slice(0, 400);
  const coded = outcome.status === 'done' ? 'value' : (endings[outcome.code] ?? 'crash');
  const ending = endingOf(coded, outcome);
  if (!guest.ends.includes(ending)) return `ended with ${ending}: ${told}`;
  if (!statuses[ending].includes(outcome.status)) return `has a wrong status: ${told}`;
  if (outcome.status === 'done') {
    const same = JSON.stringify(outcome.value) === JSON.stringify(guest.value);
    if ('value' in guest && !same) return `gave another value: ${told}`;
  } else {
    if (outcome.message.length > 8400) return 'told too much';
    const unsaid = unbounded(guest, ending, outcome);
    if (unsaid) return `${unsaid}: ${told}`;
    if (guest.says && !guest.says.test(outcome.message)) return `said something else: ${told}`;
    if (guest.saysNot?.test(outcome.message)) return `said too much: ${told}`;
  }
  return guest.logs && !guest.logs(lines)
    ? `logged otherwise: ${lines.join('|').slice(0, 300)}`
    : undefined;
}

/** What a code alone does not tell apart: code that is none, and a call that was ended from outside. */
function endingOf(coded: Ending, outcome: Outcome): Ending {
  if (coded === 'error' && outcome.status === 'not started') return 'invalid';
  const cut = outcome.status !== 'done' && outcome.exceeded === undefined;
  return coded === 'time' && cut && /was ended/.test(outcome.message) ? 'aborted' : coded;
}

/** Every end at a bound says which bound it was and how far it was used, in words and in numbers. */
function unbounded(
  guest: SandboxCase,
  ending: Ending,
  { message, exceeded }: Exclude<Outcome, { status: 'done' }>,
): string | undefined {
  if (ending === 'time' && /never come$/.test(message)) return undefined;
  if (!['time', 'memory', 'limit'].includes(ending)) return undefined;
  if (exceeded === undefined) return 'does not say which bound it was';
  const { limit, bound, used } = exceeded;
  if (guest.limit !== undefined && guest.limit !== limit) return `names another bound, ${limit}`;
  if (used < bound) return 'ended below its bound';
  return message.includes(`(${limit}: ${used} of ${bound}`)
    ? undefined
    : 'keeps its bound to itself';
}
