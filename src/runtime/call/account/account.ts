import type { Json } from '../../../dsl/values/value.ts';
import type { Call, Decision, Opinion, Outcome, Refusal, Usage } from '../../contract/call.ts';
import { type RefusalCode, refusalCodes } from '../../contract/errors.ts';
import type { Actual } from '../../contract/policy.ts';
import type { Receipt } from '../../contract/records.ts';
import type { DecisionEntry } from '../../evidence/decision-entry.ts';
import { type OutcomeEntry, stamp } from '../../evidence/entry.ts';
import { Unrecorded } from '../../evidence/recording/recorder.ts';
import type { ExplainedDecision } from '../../explanation/explanation.ts';
import { waysOf } from '../../explanation/ways.ts';
import type { Session } from '../../session/session.ts';
import { hashOf, type TurnedAway } from '../admit.ts';
import { cardOf } from '../approval/card.ts';
import type { Deliberation } from '../decision/deliberate.ts';
import type { Inspected } from '../inspection/inspect.ts';
import type { Caller, CallResult, EntryRef, Request, Road } from '../road.ts';
import { isOf, unknownBecause } from './before.ts';
import { boundTold } from './bound.ts';
import { type Breakdown, breakdownOf } from './breakdown.ts';
import {
  contextOf,
  decidedEntry,
  type Heading,
  heading,
  observedBy,
  saying,
  settledDecision,
} from './decided.ts';
import { costOf, exceededOf, hide, recordable } from './entries.ts';
import { withoutHidden } from './hidden.ts';
import { beginSpans, type Spans } from './spans.ts';

/** The account of one call: what is written of it, what its span says, what its caller is told. */
export class Account {
  readonly #road: Road;
  readonly #session: Session;
  readonly #request: Request;
  readonly #spans: Spans;
  #decision: Decision | undefined;
  #call: Call | undefined;
  #entry: EntryRef | undefined;
  #usage: Usage | undefined;
  #stage: 'open' | 'permitted' | 'ended' = 'open';

  /** The call whose code asked for this one. */
  readonly caller: Caller | undefined;

  constructor(road: Road, session: Session, request: Request, caller?: Caller) {
    this.caller = caller;
    this.#road = road;
    this.#session = session;
    this.#request = request;
    this.#spans = beginSpans(road, session, request);
  }

  /** W3C context for whoever is called next. */
  get traceparent(): string | undefined {
    return this.#spans.traceparent;
  }

  /** What the calls of the tool's own code inherit: the trace, and what the host said of the world for this call. */
  get handedOn(): Pick<Request, 'traceparent' | 'context'> {
    const { traceparent } = this;
    const { context } = this.#request;
    const trace = traceparent === undefined ? {} : { traceparent };
    return context === undefined ? trace : { ...trace, context };
  }

  get signal(): AbortSignal | undefined {
    return this.#request.signal;
  }

  readonly log = (text: string): void => this.#spans.event('log', { length: text.length });

  phase(name: string): void {
    this.#spans.phase(name);
  }

  decided({ call, decision }: Deliberation): void {
    this.#decision = decision;
    this.#call = call;
    for (const { plugin, handler } of this.#road.deciders) {
      this.#road.faults.guard(plugin, () => handler(call, decision));
    }
  }

  /** The recorded result of a call whose id the host gave before; undefined for a new id. */
  async recorded(call: Call): Promise<CallResult | undefined> {
    if (this.#request.id === undefined || this.#request.ticket !== undefined) return undefined;
    const before = this.#road.ledger.call(call.id);
    if (before === undefined) return undefined;
    if (!isOf(before, call)) {
      const because = 'this call id belongs to another call';
      return this.turnAway({ away: 'id', code: refusalCodes.badArgument, because });
    }
    const known = before.outcome;
    const found =
      known === undefined ? undefined : await this.#road.recorder.outcomeAt(known.index);
    const entry = found?.outcome;
    if (known === undefined || entry === undefined || entry.status === 'unknown') {
      const because = unknownBecause[known?.status ?? 'under way'];
      return this.turnAway({ away: 'id', code: refusalCodes.outcomeUnknown, because });
    }
    const decision = settledDecision('permit', 'recorded before');
    if (entry.status === 'done') {
      this.#keep(call.id, { index: known.index, leaf: found?.leaf ?? known.leaf });
      return this.released(call, decision, entry.result ?? null);
    }
    const code = (entry.code ?? refusalCodes.guestError) as RefusalCode;
    const because = entry.message ?? 'failed before';
    return this.#refusal(decision, { code, because, ...exceededOf(entry) });
  }

  /** Records and refuses a call that was not admitted. */
  async turnAway({ away, code, because, detail, context }: TurnedAway): Promise<CallResult> {
    const opinion: Opinion = {
      by: 'default',
      verdict: 'forbid',
      code,
      because,
      ...(detail === undefined ? {} : { detail }),
    };
    const decision: Decision = {
      ...settledDecision('forbid', because),
      code,
      opinions: [opinion],
    };
    this.#decision = decision;
    const { hide: always = [] } = this.#road.force.plan.audit ?? {};
    const given = recordable(this.#request.args);
    const args = hide(given, always);
    const labels = [...this.#session.labels].sort();
    const id = this.#request.id ?? this.#road.newId();
    const { tool } = this.#request;
    await this.#write({
      ...heading(this.#heading, id, this.#road.clock.now(), labels),
      tool,
      ...(this.#request.event ? { event: true } : {}),
      args,
      hash: hashOf(tool, given),
      ...saying(decision),
      context: context === undefined ? {} : recordable(context),
      lookups: {},
      takes: [],
      away,
    });
    return this.#refusal(decision, { code, because, ...(detail === undefined ? {} : { detail }) });
  }

  /** The call as it was admitted, before anyone is asked about it. */
  admitted(call: Call): void {
    this.#call = call;
  }

  /** Step 5: the decision, durable when this resolves. */
  async record(deliberation: Deliberation, brings: readonly string[] = []): Promise<void> {
    const { call, decision } = deliberation;
    this.#decision = decision;
    this.#spans.took(deliberation.takes);
    const hidden = this.#hidden(call, decision);
    const more = await observedBy(this.#road.observer, this.#heading, deliberation);
    await this.#write({
      ...decidedEntry(this.#heading, deliberation, { hidden, brings }),
      ...more,
    });
    this.#stage = decision.verdict === 'permit' && !call.tool.event ? 'permitted' : 'ended';
  }

  /** Records a forbid and gives the refusal. */
  async refuse(deliberation: Deliberation): Promise<CallResult> {
    await this.record(deliberation);
    return this.#refusal(deliberation.decision);
  }

  /** A ticket that is still open, presented again. */
  async pending(deliberation: Deliberation, ticket: string): Promise<CallResult> {
    const { call, decision, lookups, labels } = deliberation;
    const status = await this.#road.approvals.status(ticket, call.at);
    const [first] = decision.requirements;
    const expires = status?.ticket.expires ?? call.at;
    const { approvers = 'host', count = 1 } = first ?? {};
    const question = { ticket, approvers, count, expires, lookups, labels };
    const card = cardOf(call, { ...question, opinions: decision.opinions });
    if (card === undefined) {
      const because = 'the arguments are too long to be shown to a person';
      return this.#refusal(decision, { code: refusalCodes.approvalRefused, because });
    }
    return { ok: false, pending: { ticket, expires, card }, decision: this.explained(decision) };
  }

  /** The decision, able to say why as long as the runtime lives. */
  explained(decision: Decision): ExplainedDecision {
    const call = this.#call;
    return waysOf(this.#road, this.#session, decision, call);
  }

  /** Step 8: the outcome, durable when this resolves. */
  async recordOutcome(call: Call, inspected: Inspected, actual?: Actual): Promise<void> {
    const { labels, scrubbed, suspicions, stages } = inspected;
    const outcome = withoutHidden(inspected.outcome, call.json, this.#hidden(call, this.#decision));
    const end = this.#road.clock.now();
    this.#usage = outcome.usage;
    const entry: OutcomeEntry = {
      v: 1,
      kind: 'outcome',
      at: stamp(end),
      call: call.id,
      session: this.#session.id,
      tool: call.tool.name,
      status: outcome.status,
      ...(outcome.status === 'done'
        ? { result: outcome.value }
        : { code: outcome.code, message: outcome.message, ...exceededOf(outcome) }),
      labels,
      scrubbed,
      ...(suspicions.length === 0 ? {} : { suspicions }),
      ...(stages.length === 0 ? {} : { stages }),
      ms: Math.max(0, end - call.at),
      ...(actual === undefined ? {} : { used: actual.used.map(String) }),
      ...costOf(outcome),
    };
    this.#keep(call.id, await this.#road.recorder.record(entry));
    const result = outcome.status === 'done' ? outcome.value : undefined;
    this.#road.observer?.ended(call.id, outcome.status, result);
    this.#stage = 'ended';
  }

  released(call: Call, decision: Decision, value: Json): CallResult {
    const entry = this.#entry ?? { index: -1, leaf: '', call: call.id };
    return { ok: true, value, entry, decision: this.explained(decision) };
  }

  failed(decision: Decision, outcome: Exclude<Outcome, { status: 'done' }>): CallResult {
    return this.#refusal(decision, {
      code: outcome.code,
      because: outcome.message,
      ...exceededOf(outcome),
    });
  }

  /** `notify` duties, once the outcome is known. */
  notify(call: Call, decision: Decision): void {
    for (const duty of decision.duties) {
      if (duty.duty !== 'notify') continue;
      const name = this.#road.approvers.get(duty.approvers)?.ask?.name ?? 'host';
      const channel = this.#road.channels.get(name);
      const message = `${call.agent} called ${call.tool.name} (call ${call.id})`;
      this.#road.faults.guard(`channel ${name}`, () => channel?.notify?.(duty.approvers, message));
    }
  }

  /**
   * The refusal for what went wrong on the road itself, naming the plugin when one is to blame. It is put
   * on record as far as the log can be written: as a forbid, or where the call was permitted already as
   * an outcome that nobody knows.
   */
  async broken(cause: unknown): Promise<CallResult> {
    const breakdown = breakdownOf(cause);
    const { code, because, detail } = breakdown;
    if (!(cause instanceof Unrecorded)) await this.#recordBreakdown(breakdown).catch(() => {});
    const decision = this.#decision ?? settledDecision('forbid', because);
    return this.#refusal({ ...decision, verdict: 'forbid', code }, { code, because, detail });
  }

  async #recordBreakdown({ by, code, because }: Breakdown): Promise<void> {
    if (this.#stage === 'ended') return;
    if (this.#stage === 'permitted') {
      const call = this.#call as Call;
      const outcome: Outcome = { status: 'unknown', code, message: because };
      const none = { labels: [], scrubbed: [], suspicions: [], stages: [] };
      return this.recordOutcome(call, { outcome, ...none });
    }
    const opinion: Opinion = { by, verdict: 'forbid', code, because };
    const decision = { ...settledDecision('forbid', because), code, opinions: [opinion] };
    const call = this.#call;
    const { tool } = this.#request;
    const args =
      call === undefined
        ? recordable(this.#request.args)
        : hide(call.json, this.#hidden(call, decision));
    const labels = [...this.#session.labels].sort();
    const at = call?.at ?? this.#road.clock.now();
    await this.#write({
      ...heading(this.#heading, call?.id ?? this.#request.id ?? this.#road.newId(), at, labels),
      tool,
      args,
      hash: call?.hash ?? hashOf(tool, args),
      ...saying(decision),
      context: call === undefined ? {} : contextOf(call),
      lookups: {},
      takes: [],
      away: 'fault',
    });
  }

  /** Ends the call's spans with its result. */
  close(result: CallResult): CallResult {
    this.#spans.end(result, this.#usage);
    return result;
  }

  get #heading(): Heading {
    const { digest: plan } = this.#road.force;
    const trace = this.#spans.traceparent;
    const { proposal } = this.#request;
    const { rehearsed } = this.#road;
    const { caller } = this;
    return { session: this.#session, plan, trace, rehearsed, caller, proposal };
  }

  #hidden(call: Call, decision: Decision | undefined): readonly (readonly string[])[] {
    if (call.tool.args.length === 0) return [];
    const duties = decision?.duties.flatMap((duty) => (duty.duty === 'hide' ? [duty.path] : []));
    return [...(this.#road.force.plan.audit?.hide ?? []), ...(duties ?? [])];
  }

  async #write(entry: DecisionEntry): Promise<void> {
    this.#keep(entry.call, await this.#road.recorder.record(entry));
  }

  #keep(call: string, receipt: Receipt): void {
    this.#entry = { ...receipt, call };
  }

  #refusal(decision: Decision, more: Partial<Refusal> = {}): CallResult {
    const opinion = decision.opinions.find(
      (one) => one.verdict === decision.verdict && (one.because ?? '') === decision.because,
    );
    const speaking = opinion ?? decision.opinions.find(({ verdict }) => verdict === 'forbid');
    const bound = boundTold(
      this.#road.force.plan.rules,
      decision,
      this.#session.agent.name,
      this.#request.tool,
    );
    const refusal: Refusal = {
      code: decision.code ?? refusalCodes.forbiddenByRule,
      because: bound === undefined ? decision.because : `${decision.because} (${bound})`,
      ...(speaking?.rule === undefined ? {} : { rule: speaking.rule }),
      ...(speaking?.at === undefined ? {} : { at: speaking.at }),
      ...(speaking?.detail === undefined ? {} : { detail: speaking.detail }),
      ...(speaking?.retryAfterMs === undefined ? {} : { retryAfterMs: speaking.retryAfterMs }),
      ...(speaking?.advice === undefined ? {} : { advice: speaking.advice }),
      opinions: decision.opinions,
      ...more,
    };
    const told = { ok: false, refusal, decision: this.explained(decision) } as const;
    return this.#entry === undefined ? told : { ...told, entry: this.#entry };
  }
}
