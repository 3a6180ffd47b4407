import type { AgentPlan } from '../dsl/plan/plan.ts';
import type { Json } from '../dsl/values/value.ts';
import type { VakTracer } from './call/account/vak-tracer.ts';
import { admit } from './call/admit.ts';
import { answer } from './call/approval/questions.ts';
import { consider } from './call/decision/deliberate.ts';
import { combine } from './call/decision/verdict.ts';
import { type Revoking, revokeIn } from './call/execution/revoke.ts';
import { ungrounded } from './call/ground.ts';
import type { MissedDeadline } from './call/order/call-order.ts';
import type { CallResult, Road } from './call/road.ts';
import type { Answer } from './contract/approvals.ts';
import { VakError } from './contract/errors.ts';
import type { ConstraintReport } from './contract/host.ts';
import type { Health } from './contract/plugin.ts';
import { ConstraintAnalyst } from './contract/policy.ts';
import { AuditLogger, noteEntry } from './evidence/audit/audit-logger.ts';
import { stamp } from './evidence/entry.ts';
import { argsOf } from './evidence/recording/recorder.ts';
import { type Forgetting, type Forgotten, forgetIn } from './evidence/withheld/forget.ts';
import type { ExplainedDecision } from './explanation/explanation.ts';
import { waysOf } from './explanation/ways.ts';
import type { Kernel } from './kernel/kernel.ts';
import { reported } from './kernel/reported.ts';
import { Agent, LiveSession, type ToolFunctions } from './session/agent.ts';
import { identified, type OpenOptions, type Principal } from './session/principal.ts';
import { agree, type Lineage, Session } from './session/session.ts';

/** A session nobody used for this long ends by itself. */
const idleMs = 30 * 60_000;

/** One question put to the policy without a call. */
export interface DecideRequest {
  readonly agent: string;
  readonly tool: string;
  readonly args: unknown;
  readonly context?: Json;
  readonly tenant?: string;
  readonly principal?: string | Principal;
  /** Asks the stages of pipelines even where the call is forbidden already, to see what they find. */
  readonly stages?: 'always';
}

/** How the runtime and its parts are. */
export interface RuntimeHealth {
  readonly state: Health['state'];
  readonly plugins: Readonly<Record<string, Health>>;
  /** Failures of observers, which never change a call. */
  readonly faults: Readonly<Record<string, { readonly count: number; readonly last: string }>>;
  /** What should have followed a call in time, by an `after … eventually`, and has not yet. */
  readonly missed: readonly MissedDeadline[];
}

/** A loaded policy in force: the embedder's handle. `await using` stops it. */
export class Runtime<T extends ToolFunctions = Record<never, never>> implements AsyncDisposable {
  readonly #kernel: Kernel;
  readonly #road: Road;
  readonly #sessions = new Map<string, { session: Session; live: LiveSession<T> }>();
  #stopped: Promise<void> | undefined;
  /** The log: questions, subscriptions, reports, checks and notes. */
  readonly audit: AuditLogger;
  /** Begins spans of the host's own, in the sinks that calls are traced by. */
  readonly tracer: VakTracer;

  constructor(kernel: Kernel, road: Road) {
    this.#kernel = kernel;
    this.#road = road;
    const { log, streams, recorder, clock, force, ledger } = road;
    this.tracer = road.tracer;
    this.audit = new AuditLogger({
      log,
      streams,
      config: force.plan.audit,
      open: () => ledger.open(),
      note: (text, note) => {
        this.#running();
        return recorder.record(noteEntry(text, note, clock.now()));
      },
    });
  }

  /** Digest of the plan in force, `sha256:<hex>`. */
  get plan(): string {
    return this.#road.force.digest;
  }

  /**
   * An agent of the file.
   * @throws VakError VAK6201 when the file has no such agent
   */
  agent(name: string): Agent<T> {
    this.#running();
    const plan = this.#agentPlan(name);
    return new Agent<T>(plan, (of, options) => this.#open(of, options));
  }

  /**
   * What would be decided, in a session of its own: looks at limits, changes and records nothing, runs no
   * look-up. What a look-up would have told is unknown, and forbids.
   * @throws VakError VAK6201 unknown agent; VAK6202 for an option that does not fit
   */
  async decide(request: DecideRequest): Promise<ExplainedDecision> {
    this.#running();
    const { agent, tool, args, stages, ...options } = request;
    const plan = this.#agentPlan(agent);
    const now = this.#road.clock.now();
    const session = new Session(plan, { id: this.#road.newId(), ...identified(options) }, now);
    const admitted = await admit(this.#road, session, {
      tool,
      args,
      event: this.#road.tools.get(tool)?.event ?? false,
    });
    if (!admitted.ok) {
      const { code, because, detail } = admitted;
      const more = detail === undefined ? {} : { detail };
      const away = combine([{ by: 'default', verdict: 'forbid', code, because, ...more }], true);
      return waysOf(this.#road, session, away, undefined);
    }
    const grounded = ungrounded(admitted.call);
    const decision = await consider(this.#road, session, grounded, stages ?? 'all');
    return waysOf(this.#road, session, decision, grounded.call);
  }

  /**
   * Answers a question. `approvers` says for whom, where a ticket asks several groups.
   * @throws VakError VAK6205 when there is no such open ticket, or this identity may not answer it;
   *   VAK6202 for an answer that does not fit
   */
  async answer(ticket: string, given: Answer & { readonly approvers?: string }): Promise<void> {
    this.#running();
    await answer(this.#road, ticket, given, 'host');
  }

  /**
   * Takes up a call that was waiting: everything is decided again with what holds now. Works after a
   * restart when the arguments stand in the log unhidden; otherwise call again with the ticket.
   * @throws VakError VAK6205 when there is no such ticket, or its arguments are not to be had
   */
  async resume(ticket: string): Promise<CallResult> {
    this.#running();
    const status = await this.#road.approvals.status(ticket, this.#road.clock.now());
    if (status === undefined) throw new VakError('VAK6205', `there is no ticket \`${ticket}\``);
    const { binding } = status.ticket;
    const known = this.#road.questions.request(ticket);
    const args =
      known === undefined ? await argsOf(this.#road.log, binding.call) : known.request.args;
    const session = this.#open(this.#agentPlan(binding.agent), {
      id: binding.session,
      tenant: binding.tenant,
      principal: binding.principal,
    });
    const event = this.#road.tools.get(binding.tool)?.event ?? false;
    const { wait: _, ...request } = known?.request ?? { tool: binding.tool, args, event };
    const result = await session.travel({ ...request, tool: binding.tool, args, ticket });
    if (result.ok || result.pending === undefined) this.#road.questions.close(ticket);
    return result;
  }

  /**
   * Says what became of a call whose outcome is unknown, so that an equal one needs no approval.
   * @throws VakError VAK6205 when no such call has an unknown outcome; VAK6202 for a word that is none
   *   of the three
   */
  async reconcile(call: string, outcome: 'done' | 'failed' | 'not started'): Promise<void> {
    this.#running();
    if (!['done', 'failed', 'not started'].includes(outcome)) {
      throw new VakError(
        'VAK6202',
        `\`${outcome}\` is not \`done\`, \`failed\` or \`not started\``,
      );
    }
    if (this.#road.ledger.call(call)?.outcome?.status !== 'unknown') {
      throw new VakError('VAK6205', `no call \`${call}\` has an unknown outcome`);
    }
    const at = stamp(this.#road.clock.now());
    await this.#road.recorder.record({ v: 1, kind: 'reconcile', at, call, outcome });
    if (outcome === 'not started') await this.#road.limiter.release(call);
    else await this.#road.limiter.settle(call);
  }

  /**
   * Erases what the log only commits to, in the entries that are selected: values that the file's
   * `audit { sensitive: […] }` names. The log says so, under `by`, and stays provable; whoever replays it
   * is told what was forgotten. What was not withheld stays.
   * @throws VakError VAK6202 without `by`; VAK6105 when the log cannot be written
   *
   * @example
   * await vak.forget({ principals: ['alice'] }, { by: 'dpo@example.com', because: 'Art. 17' });
   */
  async forget(
    which: Forgetting,
    said: { readonly by: string; readonly because?: string },
  ): Promise<Forgotten> {
    this.#running();
    if (typeof said?.by !== 'string' || said.by.trim() === '') {
      throw new VakError('VAK6202', '`by` must say who asks for it');
    }
    const { log, recorder, clock } = this.#road;
    const { by, because } = said;
    const told = { by, ...(because === undefined ? {} : { because }) };
    return forgetIn(log, which, told, (one) =>
      recorder.record({ v: 1, kind: 'forgotten', at: stamp(clock.now()), ...one }),
    );
  }

  /**
   * Takes from the code of a tool, or of a plugin in an isolate, what the policy grants it, all of it or all
   * but `leave`. Its next request is refused with VAK7007, of runs under way too. Holds at once, resolves when it is on record, and stays through
   * restarts until there is another policy.
   * @param name of the tool, or of the plugin
   * @throws VakError VAK6203 for code that is granted nothing; VAK6202 without `by`, and for what was
   *   not granted; VAK6205 where its source takes nothing back; VAK6105 when the log cannot be written
   *
   * @example
   * await vak.revoke('prices.get', { by: 'ops', because: 'it misbehaves', leave: { calls: 1 } });
   */
  async revoke(name: string, said: Revoking): Promise<void> {
    this.#running();
    await revokeIn(this.#road, name, said);
  }

  /**
   * What the constraints in force mean together, those of files included: which no call can meet, which
   * every call meets, which another says already. What the search leaves open is put to the solvers that
   * the file uses; what they cannot tell stays undecided. It looks at no call and changes nothing.
   */
  async constraints(signal: AbortSignal = new AbortController().signal): Promise<ConstraintReport> {
    this.#running();
    return reported(this.#kernel.facet(ConstraintAnalyst), signal);
  }

  /** The state of every plugin that can tell, and what observers did wrong. */
  async health(): Promise<RuntimeHealth> {
    const plugins = await this.#kernel.health();
    const states = Object.values(plugins).map(({ state }) => state);
    const state = states.includes('down')
      ? 'down'
      : states.includes('degraded')
        ? 'degraded'
        : 'ok';
    const missed = this.#road.order.report(this.#road.clock.now());
    return { state, plugins, faults: this.#road.faults.report(), missed };
  }

  /** Ends all sessions, lets calls under way finish, then stops the plugins. Twice is once. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** As `stop`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    this.#road.questions.stop();
    this.#road.deadlines.stop();
    await Promise.all([...this.#sessions.values()].map(({ live }) => live.end()));
    await this.#road.traffic.drained();
    await this.#sayStopped().catch(() => undefined);
    this.#road.streams.end();
    await this.#road.deliveries.finish();
    await this.#kernel.stop();
    await this.#road.courier.finish();
  }

  async #sayStopped(): Promise<void> {
    const at = stamp(this.#road.clock.now());
    await this.#road.recorder.record({ v: 1, kind: 'stop', at });
  }

  #running(): void {
    if (this.#stopped !== undefined) throw new VakError('VAK6204', 'the runtime was stopped');
  }

  #agentPlan(name: string): AgentPlan {
    const plan = this.#road.force.plan.agents.find((agent) => agent.name === name);
    if (plan !== undefined) return plan;
    const names = this.#road.force.plan.agents.map((agent) => `\`${agent.name}\``).join(', ');
    throw new VakError('VAK6201', `there is no agent \`${name}\`; the file has ${names || 'none'}`);
  }

  #open(plan: AgentPlan, options: OpenOptions, lineage?: Lineage): LiveSession<T> {
    this.#running();
    const now = this.#road.clock.now();
    this.#endIdle(now);
    const known = options.id === undefined ? undefined : this.#sessions.get(options.id);
    if (known !== undefined) return this.#again(known, plan, options);
    const record = options.id === undefined ? undefined : this.#road.ledger.session(options.id);
    const id = options.id ?? this.#road.newId();
    const labels = record?.labels ?? [];
    const { trail, recorder } = this.#road;
    const recalled =
      record === undefined ? undefined : trail?.of(id, (index) => recorder.entryAt(index));
    const own = { ...options, id, labels, recalled };
    const session = new Session(plan, own, now, lineage ?? record?.from);
    if (record !== undefined) agree(record, session);
    else this.#begin(session, now, lineage);
    const live = new LiveSession<T>(this.#road, session, (from, agent) => {
      const { options: same, lineage: chain } = from.handOn();
      return this.#open(this.#agentPlan(agent), identified(same), chain);
    });
    this.#sessions.set(id, { session, live });
    return live;
  }

  #again(
    known: { session: Session; live: LiveSession<T> },
    plan: AgentPlan,
    options: OpenOptions,
  ): LiveSession<T> {
    const { tenant, principal } = known.session.chain;
    agree({ agent: plan.name, tenant, principal, ...options }, known.session);
    if (options.context !== undefined) known.session.renew(options.context);
    return known.live;
  }

  /** The session's own entry; durable at the latest with the first decision that follows it. */
  #begin({ id, chain, agent }: Session, now: number, lineage: Lineage | undefined): void {
    const { tenant, principal } = chain;
    this.#road.recorder.follow({
      v: 1,
      kind: 'session',
      at: stamp(now),
      session: id,
      tenant,
      principal,
      agent: agent.name,
      ...(lineage === undefined
        ? {}
        : { from: { agents: lineage.agents, sessions: lineage.sessions } }),
    });
  }

  #endIdle(now: number): void {
    for (const [id, { session, live }] of this.#sessions) {
      if (session.ended) this.#sessions.delete(id);
      else if (now - this.#lastOf(session) > idleMs) {
        this.#sessions.delete(id);
        void live.end();
      }
    }
  }

  /** When a session was last used, or will last be answered. */
  #lastOf({ id, touched }: Session): number {
    return Math.max(touched, this.#road.questions.awaitedUntil(id) ?? 0);
  }
}
