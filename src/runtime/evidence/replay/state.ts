import type { TicketOpened } from '../../contract/approvals.ts';
import type { TakeEntry } from '../../contract/call.ts';
import { VakError } from '../../contract/errors.ts';
import { isShaped, unshaped } from '../audit/entry-shape.ts';
import type { DecisionEntry } from '../decision-entry.ts';
import { isGone } from '../decision-entry.ts';
import type { Entry, OutcomeEntry, SessionEntry, StartEntry, TicketEntry } from '../entry.ts';
import { readLog } from '../log/read.ts';
import { Ledger } from '../recording/ledger.ts';
import { wholeIn } from '../withheld/whole.ts';

/** A session as it stood once an entry was written. */
export interface SessionState {
  readonly session: string;
  readonly agent: string;
  readonly tenant: string;
  readonly principal: string;
  /** The entry that the state includes as its last, and when that was written. */
  readonly index: number;
  readonly at: string;
  /** The plan in force. */
  readonly plan: string;
  /** Everything that the session had been shown, sorted. */
  readonly labels: readonly string[];
  readonly decided: { readonly permit: number; readonly approval: number; readonly forbid: number };
  /** Permitted calls in their order, each with what had come of it; `under way` without an outcome. */
  readonly calls: readonly {
    readonly call: string;
    readonly tool: string;
    readonly outcome: OutcomeEntry['status'] | 'under way';
  }[];
  readonly tickets: readonly {
    readonly ticket: string;
    readonly call: string;
    readonly tool: string;
    readonly status: 'open' | 'answered' | 'used' | 'expired';
  }[];
  /** What the windows that its calls took from had counted, whoever took it. */
  readonly counted: readonly {
    readonly window: string;
    readonly key: string;
    readonly amount: string;
    readonly max: string;
  }[];
}

/**
 * The state of a session at any index of a log, from the entries up to there; undefined where the log
 * knows no such session until then. Costs one reading of the log up to the index.
 * @throws VakError VAK6111 when there is no log, VAK6108 for a line that is no entry
 */
export async function stateAt(
  folder: string,
  session: string,
  index = Number.MAX_SAFE_INTEGER,
): Promise<SessionState | undefined> {
  const whole = wholeIn(folder);
  const state = new State(session);
  for await (const { index: at, entry } of readLog(folder)) {
    if (at > index) break;
    const told = await whole(at, entry);
    if (!isShaped(told)) throw new VakError('VAK6108', `entry ${at}: ${unshaped(told)}`);
    state.take(at, told as unknown as Entry);
  }
  return state.told();
}

interface Taken extends TakeEntry {
  readonly at: number;
}

class State {
  readonly #session: string;
  readonly #ledger = new Ledger();
  readonly #calls: string[] = [];
  readonly #decided = { permit: 0, approval: 0, forbid: 0 };
  readonly #taken = new Map<string, readonly Taken[]>();
  readonly #touched = new Set<string>();
  readonly #tickets = new Map<
    string,
    { readonly opened: TicketOpened; status: 'open' | 'answered' | 'used' }
  >();
  #begun: SessionEntry | undefined;
  #start: StartEntry | undefined;
  #last: { readonly index: number; readonly at: string } | undefined;

  constructor(session: string) {
    this.#session = session;
  }

  take(index: number, entry: Entry): void {
    this.#last = { index, at: entry.at };
    if (entry.kind === 'start') this.#start = entry;
    this.#ledger.apply(entry, { index, leaf: '' });
    if (entry.kind === 'session' && entry.session === this.#session) this.#begun = entry;
    if (entry.kind === 'decision') this.#decision(entry);
    if (entry.kind === 'outcome') this.#outcome(entry);
    if (entry.kind === 'reconcile' && entry.outcome === 'not started')
      this.#taken.delete(entry.call);
    if (entry.kind === 'ticket') this.#ticket(entry);
  }

  told(): SessionState | undefined {
    const [begun, last] = [this.#begun, this.#last];
    if (begun === undefined || last === undefined) return undefined;
    const { session, agent, tenant, principal } = begun;
    const now = Date.parse(last.at);
    return {
      session,
      agent,
      tenant,
      principal,
      ...last,
      plan: this.#start?.plan ?? '',
      labels: [...(this.#ledger.session(session)?.labels ?? [])].sort(),
      decided: { ...this.#decided },
      calls: this.#calls.map((call) => {
        const known = this.#ledger.call(call);
        return { call, tool: known?.tool ?? '', outcome: known?.outcome?.status ?? 'under way' };
      }),
      tickets: [...this.#tickets.values()].map(({ opened, status }) => {
        const { ticket, expires, binding } = opened;
        const late = status === 'open' && expires <= now;
        return {
          ticket,
          call: binding.call,
          tool: binding.tool,
          status: late ? 'expired' : status,
        };
      }),
      counted: this.#counted(now),
    };
  }

  #decision(entry: DecisionEntry): void {
    const own = entry.session === this.#session;
    if (own) this.#decided[entry.verdict] += 1;
    if (entry.verdict !== 'permit') return;
    if (own && !entry.event) this.#calls.push(entry.call);
    if (entry.ticket !== undefined) this.#mark(entry.ticket, 'used');
    const at = Date.parse(entry.at);
    this.#taken.set(
      entry.call,
      entry.takes.filter((take) => !isGone(take)).map((take) => ({ ...take, at })),
    );
    if (own) for (const take of entry.takes) this.#touched.add(keyOf(take));
  }

  #outcome({ call, status, used }: OutcomeEntry): void {
    if (status === 'not started') this.#taken.delete(call);
    const taken = this.#taken.get(call);
    if (taken === undefined || used === undefined) return;
    this.#taken.set(
      call,
      taken.map((take, at) => ({ ...take, amount: known(used[at]) ?? take.amount })),
    );
  }

  #ticket({ fact }: TicketEntry): void {
    if (fact.fact !== 'opened') this.#mark(fact.ticket, fact.fact);
    else if (fact.binding.session === this.#session) {
      this.#tickets.set(fact.ticket, { opened: fact, status: 'open' });
    }
  }

  #mark(ticket: string, status: 'answered' | 'used'): void {
    const known = this.#tickets.get(ticket);
    if (known !== undefined) known.status = status;
  }

  #counted(now: number): SessionState['counted'] {
    const sums = new Map<string, { readonly of: Taken; amount: bigint }>();
    for (const taken of this.#taken.values()) {
      for (const take of taken) {
        if (!this.#touched.has(keyOf(take)) || take.at <= now - take.perMs) continue;
        const sum = sums.get(keyOf(take)) ?? { of: take, amount: 0n };
        sum.amount += BigInt(take.amount);
        sums.set(keyOf(take), sum);
      }
    }
    return [...sums.values()].map(({ of: { window, key, max }, amount }) => ({
      window,
      key,
      amount: String(amount),
      max,
    }));
  }
}

/** An amount in digits, unless it is gone. */
const known = (amount: string | undefined): string | undefined =>
  amount === undefined || isGone(amount) ? undefined : amount;

const keyOf = ({ window, key }: Pick<TakeEntry, 'window' | 'key'>): string =>
  JSON.stringify([window, key]);
