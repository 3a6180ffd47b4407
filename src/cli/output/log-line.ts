import type { TicketFact } from '../../runtime/contract/approvals.ts';
import type { EntryJson } from '../../runtime/contract/records.ts';
import { isShaped } from '../../runtime/evidence/audit/entry-shape.ts';
import type { DecisionEntry } from '../../runtime/evidence/decision-entry.ts';
import type { Entry, ForgottenEntry, OutcomeEntry } from '../../runtime/evidence/entry.ts';

/** An entry in words: what it is, what happened, and why. */
export interface Told {
  readonly word: string;
  readonly text: string;
  readonly because?: string;
}

/** What an entry says, for people; as it stands there, not yet safe for a terminal. */
export function toldOf(entry: Entry): Told {
  const json = entry as unknown as EntryJson;
  if (!isShaped(json)) return { word: String(json.kind), text: JSON.stringify(json) };
  switch (entry.kind) {
    case 'start':
      return { word: 'start', text: `vak ${entry.engine}, plan ${entry.plan}` };
    case 'session': {
      const { session, agent, principal, tenant } = entry;
      return {
        word: 'session',
        text: `${session}: ${agent}, principal ${principal}, tenant ${tenant}`,
      };
    }
    case 'lookup': {
      const text = `${entry.name}: ${entry.tool} ${JSON.stringify(entry.args)}, ${entry.status}`;
      return { word: 'look-up', text };
    }
    case 'decision':
      return decision(entry);
    case 'outcome':
      return outcome(entry);
    case 'ticket':
      return { word: 'ticket', text: ticket(entry.fact) };
    case 'reconcile':
      return { word: 'reconcile', text: `call ${entry.call}: ${entry.outcome}` };
    case 'recovered': {
      const { signed, kept, cut, mended } = entry;
      const anew = mended ? ', leaf hashes made anew' : '';
      const text = `${signed} entries were signed, ${kept} behind them kept, ${cut} bytes cut${anew}`;
      return { word: 'recovered', text };
    }
    case 'rotated':
      return { word: 'rotated', text: `the key ${entry.from} hands over to ${entry.to}` };
    case 'forgotten':
      return forgotten(entry);
    case 'revoked': {
      const { tool, plugin, by, because, left } = entry;
      const text = `${by} leaves \`${tool ?? plugin}\` ${JSON.stringify(left)}`;
      return { word: 'revoked', text, ...(because === undefined ? {} : { because }) };
    }
    case 'note': {
      const data = entry.data === undefined ? '' : ` ${JSON.stringify(entry.data)}`;
      return { word: entry.level, text: `${entry.text}${data}` };
    }
    case 'lease': {
      const { secret, tool, code } = entry;
      return {
        word: 'lease',
        text: `${secret} for ${tool}${code === undefined ? '' : `: ${code}`}`,
      };
    }
    case 'fault':
      return { word: 'fault', text: `${entry.by}, ${entry.count} times: ${entry.message}` };
    case 'stop':
      return { word: 'stop', text: '' };
    default:
      // Of another version, or of another program.
      return { word: String((entry as EntryJson).kind), text: JSON.stringify(entry) };
  }
}

function decision(entry: DecisionEntry): Told {
  const { verdict, agent, tool, args, code, because, opinions, observed } = entry;
  const places = opinions
    .filter((opinion) => opinion.verdict === verdict)
    .map(({ by, rule, at }) => (at === undefined ? (rule ?? by) : `${rule ?? by} ${at}`));
  const where = places.length === 0 ? '' : ` (${places.join(', ')})`;
  const text = `${agent}: ${tool} ${JSON.stringify(args)}${code === undefined ? '' : ` ${code}`}`;
  return { word: verdict, text, because: `${because}${where}${observation(observed, verdict)}` };
}

/** What a policy that was observed would have decided, where it differs. */
function observation(observed: DecisionEntry['observed'], verdict: string): string {
  if (observed?.cannot !== undefined)
    return `; the observed policy cannot tell: ${observed.cannot}`;
  if (observed?.verdict === undefined || observed.verdict === verdict) return '';
  return `; observed ${observed.verdict}: ${observed.because}`;
}

function outcome({ tool, status, code, message, result, ms }: OutcomeEntry): Told {
  const failure =
    code === undefined ? '' : ` ${code}${message === undefined ? '' : `: ${message}`}`;
  const value = result === undefined ? '' : ` → ${JSON.stringify(result)}`;
  return { word: `└ ${status}`, text: `${tool}${failure}${value}  ${ms} ms` };
}

function forgotten({ by, because, values }: ForgottenEntry): Told {
  const count = values.reduce((sum, { pointers }) => sum + pointers.length, 0);
  const text = `${count} values in ${values.length} entries, asked for by ${by}`;
  return { word: 'forgotten', text, ...(because === undefined ? {} : { because }) };
}

function ticket(fact: TicketFact): string {
  if (fact.fact === 'opened') {
    const who = fact.requirements.map(({ approvers, count }) =>
      count === 1 ? approvers : `${count} of ${approvers}`,
    );
    return `${fact.ticket} asks ${who.join(' and ')} about ${fact.binding.tool}`;
  }
  if (fact.fact === 'used') return `${fact.ticket} is used`;
  const answer = fact.answer === 'grant' ? 'granted' : 'refused';
  return `${fact.ticket} ${answer} by ${fact.by} for ${fact.approvers} (${fact.attested})`;
}
