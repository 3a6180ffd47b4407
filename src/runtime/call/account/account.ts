import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import { toJson } from '../../../dsl/values/to-json.ts';
import type { Json, RecordValue } from '../../../dsl/values/value.ts';
import type { Call, Decision, Opinion, Outcome, Refusal, Usage } from '../../contract/call.ts';
import { type RefusalCode, refusalCodes } from '../../contract/errors.ts';
import type { Receipt } from '../../contract/records.ts';
import { type DecisionEntry, type OutcomeEntry, stamp } from '../../evidence/entry.ts';
import type { CallRecord } from '../../evidence/recording/ledger.ts';
import { Unrecorded } from '../../evidence/recording/recorder.ts';
import { explain } from '../../explanation/explain.ts';
import { type ExplainedDecision, explainable } from '../../explanation/explanation.ts';
import { PluginFailed } from '../../kernel/timed.ts';
import type { Session } from '../../session/session.ts';
import { hashOf, type TurnedAway } from '../admit.ts';
import { cardOf } from '../approval/card.ts';
import type { Deliberation } from '../decision/deliberate.ts';
import type { Inspected } from '../inspect.ts';
import type { CallResult, EntryRef, Request, Road } from '../road.ts';
import { boundTold } from './bound.ts';
import { hide, opinionEntry, takeEntry } from './entries.ts';
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

  constructor(road: Road, session: Session, request: Request) {
    this.#road = road;
    this.#session = session;
    this.#request = request;
    this.#spans = beginSpans(road, session, request, road.clock.now());
  }

  /** W3C context for whoever is called next. */
  get traceparent(): string | undefined {
    return this.#spans.traceparent;
  }

  get signal(): AbortSignal | undefined {
    return this.#request.signal;
  }

  readonly log = (text: string): void => this.#spans.event('log', { length: text.length });

  phase(name: string): void {
    this.#spans.event(name);
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
      return this.turnAway({ code: refusalCodes.badArgument, because });
    }
    const known = before.outcome;
    const entry =
      known === undefined ? undefined : await this.#road.recorder.outcomeAt(known.index);
    if (known === undefined || entry === undefined || entry.status === 'unknown') {
      const because = 'the outcome of this call is unknown';
      return this.turnAway({ code: refusalCodes.outcomeUnknown, because });
    }
    const decision = settledDecision('permit', 'recorded before');
    if (entry.status === 'done') {
      this.#keep(call.id, { index: known.index, leaf: known.leaf });
      return this.released(call, decision, entry.result ?? null);
    }
    const code = (entry.code ?? refusalCodes.guestError) as RefusalCode;
    return this.#refusal(decision, { code, because: entry.message ?? 'failed before' });
  }

  /** Records and refuses a call that was not admitted. */
  async turnAway({ code, because, detail }: TurnedAway): Promise<CallResult> {
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
    const args = recordable(this.#request.args);
    await this.#write({
      ...this.#head(this.#request.id ?? this.#road.newId(), this.#road.clock.now()),
      tool: this.#request.tool,
      args,
      hash: hashOf(this.#request.tool, args),
      ...verdictOf(decision),
      context: {},
      lookups: {},
      takes: [],
    });
    return this.#refusal(decision, { code, because, ...(detail === undefined ? {} : { detail }) });
  }

  /** Step 5: the decision, durable when this resolves. */
  async record(deliberation: Deliberation): Promise<void> {
    const { call, decision, lookups, takes, consent } = deliberation;
    this.#decision = decision;
    const ticket = consent.state === 'granted' ? { ticket: consent.ticket } : {};
    await this.#write({
      ...this.#head(call.id, call.at),
      tool: call.tool.name,
      ...(call.tool.event ? { event: true } : {}),
      args: hide(call.json, this.#hidden(call, decision)),
      hash: call.hash,
      ...verdictOf(decision),
      context: call.facts.context === undefined ? {} : toJson(call.facts.context as RecordValue),
      lookups,
      takes: takes.map(takeEntry),
      ...(decision.verdict === 'permit' ? ticket : {}),
    });
  }

  /** Records a forbid and gives the refusal. */
  async refuse(deliberation: Deliberation): Promise<CallResult> {
    await this.record(deliberation);
    return this.#refusal(deliberation.decision);
  }

  /** A ticket that is still open, presented again. */
  async pending({ call, decision, lookups }: Deliberation, ticket: string): Promise<CallResult> {
    const status = await this.#road.approvals.status(ticket, call.at);
    const [first] = decision.requirements;
    const expires = status?.ticket.expires ?? call.at;
    const labels = [...this.#session.labels].sort();
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
    return explainable(decision, () => explain(this.#road, this.#session, decision, call));
  }

  /** Step 8: the outcome, durable when this resolves. */
  async recordOutcome(call: Call, { outcome, labels, scrubbed }: Inspected): Promise<void> {
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
        : { code: outcome.code, message: outcome.message }),
      labels,
      scrubbed,
      ms: Math.max(0, end - call.at),
      ...(outcome.usage === undefined ? {} : { usage: { ...outcome.usage } }),
    };
    this.#keep(call.id, await this.#road.recorder.record(entry));
  }

  released(call: Call, decision: Decision, value: Json): CallResult {
    const entry = this.#entry ?? { index: -1, leaf: '', call: call.id };
    return { ok: true, value, entry, decision: this.explained(decision) };
  }

  failed(decision: Decision, outcome: Exclude<Outcome, { status: 'done' }>): CallResult {
    return this.#refusal(decision, { code: outcome.code, because: outcome.message });
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

  /** The refusal for what went wrong on the road itself, naming the plugin when one is to blame. */
  unrecorded(cause: unknown): CallResult {
    const lost = cause instanceof Unrecorded;
    const code = lost ? refusalCodes.auditUnavailable : refusalCodes.pluginFailed;
    const guilty = cause instanceof PluginFailed ? `plugin \`${cause.plugin}\`` : 'the runtime';
    const because = lost ? 'the log cannot be written' : `${guilty} failed`;
    const deepest = lost && cause.cause !== undefined ? cause.cause : cause;
    const detail = deepest instanceof Error ? deepest.message : String(deepest);
    const decision = this.#decision ?? settledDecision('forbid', because);
    return this.#refusal({ ...decision, verdict: 'forbid', code }, { code, because, detail });
  }

  /** Ends the call's spans with its result. */
  close(result: CallResult): CallResult {
    this.#spans.end(result, this.#usage);
    return result;
  }

  #head(call: string, at: number) {
    const { chain, agent, labels } = this.#session;
    const trace = this.#spans.traceparent;
    return {
      v: 1,
      kind: 'decision',
      at: stamp(at),
      call,
      session: chain.session,
      tenant: chain.tenant,
      principal: chain.principal,
      agent: agent.name,
      labels: [...labels].sort(),
      plan: this.#road.force.digest,
      ...(trace === undefined ? {} : { trace }),
    } as const;
  }

  #hidden(call: Call, decision: Decision): readonly (readonly string[])[] {
    const duties = decision.duties.flatMap((duty) => (duty.duty === 'hide' ? [duty.path] : []));
    const always = this.#road.force.plan.audit?.hide ?? [];
    return call.tool.args.length === 0 ? [] : [...always, ...duties];
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
      opinions: decision.opinions,
      ...more,
    };
    const told = { ok: false, refusal, decision: this.explained(decision) } as const;
    return this.#entry === undefined ? told : { ...told, entry: this.#entry };
  }
}

const verdictOf = ({ verdict, code, because, opinions, requirements, stages }: Decision) => ({
  verdict,
  ...(code === undefined ? {} : { code }),
  because,
  opinions: opinions.map(opinionEntry),
  requirements,
  ...(stages === undefined ? {} : { stages }),
});

const settledDecision = (verdict: Decision['verdict'], because: string): Decision => ({
  verdict,
  because,
  opinions: [],
  requirements: [],
  duties: [],
});

/** Whether a record is of this very call: what one caller was told is told to no other. */
const isOf = (before: CallRecord, { chain, agent, tool, hash }: Call): boolean =>
  before.tenant === chain.tenant &&
  before.principal === chain.principal &&
  before.agent === agent &&
  before.tool === tool.name &&
  before.hash === hash;

/** Refused arguments as far as they can be written down: they are whatever a model made up. */
function recordable(args: unknown): Json {
  try {
    const text = JSON.stringify(args) ?? 'null';
    if (text.length > 8_192) return `[${text.length} characters]`;
    const json = JSON.parse(text) as Json;
    canonicalJson(json);
    return json;
  } catch {
    return '[not JSON]';
  }
}
