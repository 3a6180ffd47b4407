import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Plan, ToolPlan } from '../dsl/plan/plan.ts';
import type { Json } from '../dsl/values/value.ts';
import { VakTracer } from './call/account/vak-tracer.ts';
import { CarriedTickets } from './call/approval/carried-tickets.ts';
import { Questions, requirementOf } from './call/approval/questions.ts';
import { Gates } from './call/decision/gates.ts';
import { heldToAnswers } from './call/decision/held.ts';
import { Limits } from './call/decision/limits.ts';
import { Pipelines } from './call/decision/pipelines.ts';
import { carries, Grants, toolsHolding } from './call/execution/grants.ts';
import { rooted } from './call/execution/rooted.ts';
import { CallOrder } from './call/order/call-order.ts';
import { Deadlines } from './call/order/deadlines.ts';
import type { Road } from './call/road.ts';
import { ApprovalChannel, Approvals } from './contract/approvals.ts';
import { inWords, VakError } from './contract/errors.ts';
import {
  type Executor,
  InjectionDetector,
  Sandbox,
  Scrubber,
  ToolSource,
} from './contract/execution.ts';
import { Secrets } from './contract/granted/secrets.ts';
import { Clock, HostSide, PlanInForce } from './contract/host.ts';
import {
  Compensator,
  OpinionSource,
  PolicyEngine,
  Proposer,
  RateLimiter,
  Scorer,
  StageKind,
} from './contract/policy.ts';
import { AuditLog, EventSink, HeadSink, SpanSink } from './contract/records.ts';
import type { AnyToken } from './contract/token.ts';
import { AuditStreamManager } from './evidence/audit/stream/audit-stream.ts';
import { Deliveries } from './evidence/audit/stream/delivery.ts';
import { eventPlacesOf } from './evidence/audit/stream/event-places.ts';
import { Courier, type Place } from './evidence/recording/courier.ts';
import { faultEntry } from './evidence/recording/fault.ts';
import { Leases } from './evidence/recording/leases.ts';
import { Ledger } from './evidence/recording/ledger.ts';
import { Recorder } from './evidence/recording/recorder.ts';
import { restore } from './evidence/recording/restore.ts';
import { startEntry } from './evidence/recording/start.ts';
import { StepTrail } from './evidence/recording/trail.ts';
import { type Observed, Observer } from './evidence/replay/observer.ts';
import { sensitiveBy } from './evidence/withheld/sensitive.ts';
import { Faults } from './kernel/faults.ts';
import type { Installed } from './kernel/installed.ts';
import { isolatedHolding } from './kernel/isolated/isolated-grants.ts';
import { type Kernel, wire } from './kernel/kernel.ts';
import { timed } from './kernel/timed.ts';
import { Runtime } from './runtime.ts';
import type { ToolFunctions } from './session/agent.ts';
import { KeyedLock } from './session/keyed-lock.ts';
import { Traffic } from './session/traffic.ts';

/** Slots that the road cannot do without. */
const required: readonly AnyToken[] = [
  AuditLog,
  Approvals,
  Clock,
  PolicyEngine,
  RateLimiter,
  Sandbox,
  Secrets,
];

/** How long a counter or a keeper of tickets may take for an answer. */
const answerMs = 250;
/** How long an entry may take until it is durable. */
const durableMs = 10_000;

/** What a runtime is made of. */
export interface Parts {
  readonly force: PlanInForce;
  readonly host: HostSide;
  readonly plugins: readonly Installed[];
  readonly engine: string;
  /** Another policy, evaluated beside the one in force. */
  readonly observe?: Observed | undefined;
  /** Executes nothing: what tools answer is given here, and the others answer nothing. */
  readonly rehearse?: { readonly answers: Readonly<Record<string, Json>> } | undefined;
  /** Folder that relative `root` facts and files of tools are resolved from. */
  readonly folderOf: (declaredIn: string) => string;
}

/**
 * Wires the plugins; each call of what it gives starts them, takes up what the log knows, and gives a
 * runtime. When any part fails, what was started is stopped again.
 * @throws VakError VAK52xx from the kernel, when it wires and when it starts; VAK6105 when the log cannot be
 * opened or read
 */
export async function prepare<T extends ToolFunctions>(
  parts: Parts,
): Promise<() => Promise<Runtime<T>>> {
  const { force, host, folderOf } = parts;
  const capabilities = new Map<AnyToken, unknown>([
    [PlanInForce, force],
    [HostSide, host],
  ]);
  const wiring = await wire(parts.plugins, capabilities, required);
  const tools = rooted(force.plan.tools, folderOf);
  return async () => {
    const leases = new Leases();
    const around = new Map([
      [Secrets as AnyToken, (made: unknown) => leases.over(made as Secrets)],
    ]);
    return begin<T>(await wiring.start(around), tools, leases, parts);
  };
}

async function begin<T extends ToolFunctions>(
  kernel: Kernel,
  tools: readonly ToolPlan[],
  leases: Leases,
  parts: Parts,
): Promise<Runtime<T>> {
  const { force, host, engine, observe, rehearse } = parts;
  try {
    const road = await roadOf(kernel, tools, parts);
    const { recorder, ledger, limiter, clock, log, approvals: tickets } = road;
    const now = (): number => clock.now();
    const before = await restore({ log, recorder, ledger, limiter, tickets, now });
    for (const { plan, tool, plugin = tool, left } of ledger.revoked) {
      if (plan === force.digest && plugin !== undefined) road.grants.takeUp(plugin, left);
    }
    const { plugins } = kernel;
    const { index } = await recorder.record(
      startEntry({
        at: now(),
        force,
        engine,
        plugins,
        base: host.base,
        tools,
        before,
        observes: observe?.force.digest,
        rehearsed: rehearse !== undefined,
      }),
    );
    leases.recordBy(
      (entry) => recorder.record(entry),
      now,
      (secret, tool) => {
        const left = road.grants.left(tool);
        const plan = force.plan.secrets.find(({ name }) => name === secret);
        return left !== undefined && plan !== undefined && !carries(left, plan);
      },
    );
    road.faults.tell((by, count, last) =>
      recorder.follow(faultEntry({ by, count, last, at: now() })),
    );
    road.deadlines.start();
    road.deliveries.start(index);
    log.onHead?.((head) => road.courier.take(head));
    return new Runtime<T>(kernel, road);
  } catch (cause) {
    await kernel.stop();
    if (cause instanceof VakError) throw cause;
    const why = inWords(cause);
    throw new VakError('VAK6105', `the log cannot be opened: ${why}`, { cause });
  }
}

async function roadOf(
  kernel: Kernel,
  rootedTools: readonly ToolPlan[],
  parts: Parts,
): Promise<Road> {
  const { force, folderOf, observe, rehearse } = parts;
  const { plan } = force;
  // A rehearsal asks nobody.
  const host = rehearse === undefined ? parts.host : { ...parts.host, approve: undefined };
  const clock = kernel.slot(Clock);
  const now = (): number => clock.now();
  const tools = new Map(rootedTools.map((tool) => [tool.name, tool]));
  const approvers = new Map(plan.approvers.map((group) => [group.name, group]));
  const known = channelsOf(plan, kernel.facet(ApprovalChannel));
  const channels = rehearse === undefined ? known : new Map<string, ApprovalChannel>();
  const nameOf = (token: AnyToken): string => kernel.providerOf(token);
  const asked = ['apply', 'status', 'openedSince'] as const;
  const tickets = timed(kernel.slot(Approvals), nameOf(Approvals), answerMs, asked);
  const approvals = new CarriedTickets(tickets);
  const counting = ['reserve', 'peek', 'release', 'settle'] as const;
  const counter = timed(kernel.slot(RateLimiter), nameOf(RateLimiter), answerMs, counting);
  const limiter = heldToAnswers(counter, nameOf(RateLimiter));
  const log = timed(kernel.slot(AuditLog), nameOf(AuditLog), durableMs, ['append']);
  const offered = executorsOf(
    rehearse === undefined ? [...tools.values()] : [],
    kernel.facet(ToolSource),
  );
  const scrubbers = kernel.facet(Scrubber);
  const sensitive = sensitiveBy(plan);
  if (sensitive !== undefined && log.forget === undefined) {
    throw new VakError(
      'VAK5210',
      `\`${nameOf(AuditLog)}\` cannot keep apart what is sensitive (${plan.audit?.at ?? ''})`,
    );
  }
  const ledger = new Ledger();
  const widest = Math.max(0, ...plan.gates.map(({ window }) => window));
  const trail = plan.gates.length === 0 ? undefined : new StepTrail(widest);
  const faults = new Faults();
  const observers = kernel.hooks('recorded');
  const streams = new AuditStreamManager(log, ledger);
  const recorded: ConstructorParameters<typeof Recorder>[0]['recorded'] = (entry, index, leaf) => {
    streams.publish(index, leaf);
    for (const { plugin, handler } of observers) faults.guard(plugin, () => handler(entry, index));
  };
  const order = new CallOrder(plan.constraints, tools, (objection) =>
    requirementOf(approvers, objection),
  );
  const state = { log, ledger, trail, order };
  const recorder = new Recorder({ ...state, approvals, scrubbers, sensitive, recorded });
  return {
    force,
    host,
    tools,
    approvers,
    executors: rehearse === undefined ? offered.executors : answering(rehearse.answers),
    grants: new Grants(
      new Map([
        ...isolatedHolding(
          [...kernel.facet(OpinionSource), ...kernel.facet(Scorer)],
          (name, what) => faults.add(name, what),
        ),
        ...toolsHolding(tools, plan.tools, offered.sources),
      ]),
    ),
    rehearsed: rehearse !== undefined,
    observer:
      observe === undefined
        ? undefined
        : new Observer(observe, {
            base: host.base,
            tools: rooted(observe.force.plan.tools, folderOf),
          }),
    clock,
    log,
    policy: kernel.slot(PolicyEngine),
    opinions: kernel.facet(OpinionSource),
    gates: Gates.of(plan, kernel.contributions(Scorer), approvers),
    pipelines: await Pipelines.of(plan, kernel.contributions(StageKind), approvers),
    limiter,
    limits: new Limits(plan.limits, (objection) => requirementOf(approvers, objection)),
    approvals,
    channels,
    questions: new Questions(),
    scrubbers,
    detectors: kernel.facet(InjectionDetector),
    tracer: new VakTracer(kernel.facet(SpanSink), faults, now),
    proposers: kernel.facet(Proposer),
    compensators: kernel.facet(Compensator),
    transforms: kernel.hooks('transform'),
    before: kernel.hooks('before'),
    deciders: kernel.hooks('decided'),
    recorder,
    order,
    deadlines: new Deadlines(order, clock, (note) => recorder.follow(note)),
    ledger,
    trail,
    serial: new KeyedLock(),
    faults,
    streams,
    deliveries: new Deliveries(eventPlacesOf(plan, kernel.facet(EventSink)), {
      stream: streams,
      log,
      faults,
      folder: join(host.state, 'events'),
      now,
    }),
    courier: new Courier(placesOf(plan, kernel.facet(HeadSink)), faults),
    traffic: new Traffic(),
    newId: randomUUID,
  };
}

function executorsOf(
  tools: readonly ToolPlan[],
  sources: readonly ToolSource[],
): {
  readonly executors: ReadonlyMap<string, Executor>;
  readonly sources: ReadonlyMap<string, ToolSource>;
} {
  const executors = new Map<string, Executor>();
  const from = new Map<string, ToolSource>();
  for (const tool of tools) {
    const offers = sources.flatMap((source) => {
      const executor = tool.event ? undefined : source.executor(tool);
      return executor === undefined ? [] : [{ name: source.name, source, executor }];
    });
    const [first, second] = offers;
    if (first === undefined) continue;
    if (second !== undefined) {
      throw new VakError(
        'VAK5201',
        `tool \`${tool.name}\` (${tool.at}) is offered by \`${first.name}\` and \`${second.name}\``,
      );
    }
    executors.set(tool.name, first.executor);
    from.set(tool.name, first.source);
  }
  return { executors, sources: from };
}

/** What stands in for tools in a rehearsal. */
const answering = (answers: Readonly<Record<string, Json>>): ReadonlyMap<string, Executor> =>
  new Map(
    Object.entries(answers).map(([tool, value]) => [
      tool,
      async () => ({ status: 'done', value: structuredClone(value) }) as const,
    ]),
  );

/** Where the `audit` block sends signed heads. */
function placesOf({ audit }: Plan, sinks: readonly HeadSink[]): readonly Place[] {
  return (audit?.heads ?? []).map(({ name, json }) => {
    const sink = sinks.find((each) => each.name === name);
    if (sink !== undefined) return { sink, args: json };
    throw new VakError(
      'VAK5210',
      `heads (${audit?.at}) are sent to \`${name}\`, and no plugin provides that place`,
    );
  });
}

function channelsOf(
  plan: Plan,
  all: readonly ApprovalChannel[],
): ReadonlyMap<string, ApprovalChannel> {
  const channels = new Map(all.map((channel) => [channel.name, channel]));
  for (const { name, ask, at } of plan.approvers) {
    if (ask !== null && !channels.has(ask.name)) {
      throw new VakError(
        'VAK5210',
        `approvers \`${name}\` (${at}) are asked by \`${ask.name}\`, and no plugin provides that channel`,
      );
    }
  }
  return channels;
}
