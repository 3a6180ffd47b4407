import { hash as digest } from 'node:crypto';
import { canonicalJson } from '../../dsl/plan/canonical.ts';
import type { Facts } from '../../dsl/plan/evaluate.ts';
import type { AgentPlan, FieldPlan, ToolPlan, TypePlan } from '../../dsl/plan/plan.ts';
import { fromJson } from '../../dsl/values/from-json.ts';
import { toJson } from '../../dsl/values/to-json.ts';
import type { Json, RecordValue, Value } from '../../dsl/values/value.ts';
import type { Call } from '../contract/call.ts';
import { inWords, type RefusalCode, refusalCodes } from '../contract/errors.ts';
import type { DecisionEntry } from '../evidence/decision-entry.ts';
import { inTime } from '../kernel/timed.ts';
import type { Session } from '../session/session.ts';
import { followLinks, holdPaths } from './inspection/links.ts';
import type { Caller, DecidingRoad, Request } from './road.ts';

/** Why a call was turned away before anyone was asked. */
export interface TurnedAway {
  /** At which check. */
  readonly away: NonNullable<DecisionEntry['away']>;
  readonly code: RefusalCode;
  readonly because: string;
  readonly detail?: string;
  /** The context, where it was what did not fit. */
  readonly context?: Json;
}
type Refused = { readonly ok: false } & TurnedAway;
export type Admitted = { readonly ok: true; readonly call: Call; readonly context: Json } | Refused;

/**
 * Step 1: known tool, granted to the agent, arguments valid against its contract, canonical, with the
 * links of their paths followed, frozen and hashed. The tool will receive exactly what is hashed here.
 */
export async function admit(
  road: DecidingRoad,
  session: Session,
  request: Request,
  caller?: Caller,
): Promise<Admitted> {
  if (session.ended) return away('session', refusalCodes.sessionEnded, 'the session has ended');
  const tool = toolFor(road, session.agent, request);
  if ('away' in tool) return tool;
  const args = readArgs(road, session, tool, request.args);
  if (!args.ok) return args;
  const context = await readContext(road, session, request.context);
  if (!context.ok) return context;
  const id = request.id ?? (await ticketCall(road, request.ticket)) ?? road.newId();
  const { tools } = caller ?? {};
  const { thought } = request;
  const parts = { ...args, id, context: context.value, tools, thought };
  const call = makeCall(road, session, tool, parts);
  return { ok: true, call, context: context.json };
}

/** The tool that is asked for, where there is one and the agent has it. */
export function toolFor(
  { tools }: Pick<DecidingRoad, 'tools'>,
  agent: AgentPlan,
  request: Pick<Request, 'tool' | 'event'>,
): ToolPlan | Refused {
  const tool = tools.get(request.tool);
  if (tool === undefined || tool.event !== (request.event ?? false)) {
    return away('tool', refusalCodes.unknownTool, `there is no tool \`${request.tool}\``);
  }
  if (tool.event || agent.tools.includes(tool.name)) return tool;
  const because = `\`${tool.name}\` is not among this agent's tools`;
  return away('grant', refusalCodes.notGranted, because);
}

/** What in arguments does not fit a tool's contract, if anything. */
export function unfitArgs({ args, root }: ToolPlan, given: unknown): Refused | undefined {
  const read = readRecord(typeOf(args), given, root, 'args');
  return read.ok ? undefined : read;
}

/** A ticket carries the id of the call it was opened for. */
async function ticketCall(
  road: DecidingRoad,
  ticket: string | undefined,
): Promise<string | undefined> {
  if (ticket === undefined) return undefined;
  return (await road.approvals.status(ticket, road.clock.now()))?.ticket.binding.call;
}

/** The same call with other arguments, hashed anew; for what a `remove` duty leaves. */
export function readmit(road: DecidingRoad, session: Session, call: Call, json: Json): Admitted {
  const args = readArgs(road, session, call.tool, json);
  if (!args.ok) return args;
  const context = call.facts.context as RecordValue;
  const { tools } = call.chain;
  const same = { id: call.id, context, tools, thought: call.thought };
  const made = makeCall(road, session, call.tool, { ...args, ...same });
  return { ok: true, call: made, context: toJson(context) };
}

/** The same call with other arguments and context; undefined where those are not valid. */
export function reread(
  road: DecidingRoad,
  session: Session,
  call: Call,
  json: Json,
  context: Json,
): Call | undefined {
  const args = readArgs(road, session, call.tool, json);
  const read = readRecord(optionalOf(road.force.plan.context), context, road.host.base, 'context');
  if (!args.ok || !read.ok) return undefined;
  const { chain, thought } = call;
  const same = { id: call.id, context: read.value, tools: chain.tools, thought };
  const made = makeCall(road, session, call.tool, { ...args, ...same });
  const { lookup } = call.facts;
  return lookup === undefined ? made : { ...made, facts: { ...made.facts, lookup } };
}

/** SHA-256 in hex over the canonical JSON of a tool's name and canonical arguments. */
export const hashOf = (tool: string, args: Json): string =>
  digest('sha256', canonicalJson({ tool, args }));

/** As `hashOf`, of arguments whose canonical JSON is known. */
const hashOfText = (tool: string, args: string): string =>
  digest('sha256', `{"args":${args},"tool":${canonicalJson(tool)}}`);

/** The call itself, at the clock's present time. */
export function makeCall(
  road: Pick<DecidingRoad, 'clock'>,
  session: Session,
  tool: ToolPlan,
  parts: {
    readonly id: string;
    readonly value: RecordValue;
    readonly written: RecordValue | undefined;
    readonly context: RecordValue;
    readonly tools: readonly string[] | undefined;
    readonly thought: string | undefined;
    /** What look-ups told, where that is known already. */
    readonly lookup?: RecordValue | undefined;
    /** The arguments' canonical JSON, where it is at hand. */
    readonly text?: string;
  },
): Call {
  const { id, value: args, written, context, tools, thought, lookup = nothing, text } = parts;
  const at = road.clock.now();
  const json = frozen(toJson(args));
  const facts: Facts = {
    args,
    context,
    tool: factsOf(tool, ({ name, effect, labels }) => ({ name, effect, labels })),
    agent: factsOf(session.agent, ({ name }) => ({ name })),
    session: sessionFacts(session, at),
    lookup,
  };
  const chain = tools === undefined ? session.chain : { ...session.chain, tools };
  // Plain fields: an accessor would cost as much as the hash that it puts off.
  const hash = text === undefined ? hashOf(tool.name, json) : hashOfText(tool.name, text);
  const call = { id, at, chain, agent: session.agent.name, tool, args, json, hash, facts };
  if (written === undefined && thought === undefined) return Object.freeze(call);
  return Object.freeze({
    ...call,
    ...(written === undefined ? {} : { written }),
    ...(thought === undefined ? {} : { thought }),
  });
}

function sessionFacts({ id, chain, labels }: Session, at: number): RecordValue {
  const fields = new Map<string, Value>();
  fields.set('id', id).set('principal', chain.principal).set('tenant', chain.tenant);
  fields.set('now', { kind: 'time', ms: at });
  return { kind: 'record', fields: fields.set('labels', [...labels].sort()) };
}

/** JSON that nobody who is asked about a call can change any more. */
function frozen(json: Json): Json {
  if (typeof json !== 'object' || json === null || Object.isFrozen(json)) return json;
  for (const value of Object.values(json)) frozen(value);
  return Object.freeze(json);
}

const record = (fields: Record<string, Value>): RecordValue => ({
  kind: 'record',
  fields: new Map(Object.entries(fields)),
});

const nothing = record({});
const planFacts = new WeakMap<object, RecordValue>();

/** What conditions read of a tool or an agent, made once for each. */
function factsOf<T extends ToolPlan | AgentPlan>(
  plan: T,
  fields: (plan: T) => Record<string, Value>,
): RecordValue {
  const made = planFacts.get(plan) ?? record(fields(plan));
  planFacts.set(plan, made);
  return made;
}

type Read = { readonly ok: true; readonly value: RecordValue } | ({ ok: false } & TurnedAway);

type ReadArgs =
  | { readonly ok: true; readonly value: RecordValue; readonly written: RecordValue | undefined }
  | ({ ok: false } & TurnedAway);

/** Follows the links of path arguments; `written` is what stood there before, where that differs. */
function readArgs(road: DecidingRoad, session: Session, tool: ToolPlan, given: unknown): ReadArgs {
  const read = readTransformed(road, session, tool, given);
  if (!read.ok) return read;
  const { value } = read;
  if (!holdPaths(tool.args)) return { ok: true, value, written: undefined };
  const followed = followLinks(value, tool.root);
  if (!followed.ok) {
    const because = `\`args.${followed.path}\` must be a path whose links can be followed`;
    return away('links', refusalCodes.badArgument, because);
  }
  if (followed.args === value) return { ok: true, value, written: undefined };
  const again = readRecord(typeOf(tool.args), toJson(followed.args), tool.root, 'args');
  return again.ok ? { ok: true, value: again.value, written: value } : again;
}

/** Validate, transform, validate: a hook sees and gives only arguments that fit the contract. */
function readTransformed(
  road: DecidingRoad,
  session: Session,
  tool: ToolPlan,
  given: unknown,
): Read {
  const first = readRecord(typeOf(tool.args), given, tool.root, 'args');
  if (!first.ok || road.transforms.length === 0) return first;
  let json = toJson(first.value);
  for (const { plugin, handler } of road.transforms) {
    try {
      json = handler({ tool: tool.name, agent: session.agent.name, args: json });
    } catch (cause) {
      const detail = inWords(cause);
      return away('args', refusalCodes.pluginFailed, `plugin \`${plugin}\` failed`, detail);
    }
  }
  return readRecord(typeOf(tool.args), json, tool.root, 'args');
}

const types = new WeakMap<readonly FieldPlan[], TypePlan>();

/** The record of a tool's arguments, made once for each tool. */
export function typeOf(fields: readonly FieldPlan[]): TypePlan {
  const known = types.get(fields) ?? { type: 'record', fields };
  types.set(fields, known);
  return known;
}

const contextTypes = new WeakMap<readonly FieldPlan[], TypePlan>();

/** The record of a context in which every field may be left out, made once for each plan. */
export function optionalOf(fields: readonly FieldPlan[]): TypePlan {
  const known = contextTypes.get(fields) ?? {
    type: 'record',
    fields: fields.map((field) => ({ ...field, optional: true })),
  };
  contextTypes.set(fields, known);
  return known;
}

function readRecord(type: TypePlan, given: unknown, folder: string | null, root: string): Read {
  const read = fromJson(given, type, folder === null ? {} : { root: folder });
  if (read.ok) return { ok: true, value: read.value as RecordValue };
  const place = read.path === '' ? root : `${root}.${read.path}`;
  const because = `\`${place}\` must be ${read.expected}`;
  const detail = `${because}, not ${read.found}`;
  return away(root === 'args' ? 'args' : 'context', refusalCodes.badArgument, because, detail);
}

/** A host that does not say in this time what it knows of the session has said nothing. */
const contextMs = 5_000;

type ReadContext = { ok: true; value: RecordValue; json: Json } | ({ ok: false } & TurnedAway);

/**
 * Each field given must fit its type; one that is not given is unknown to every condition. Relative
 * paths are meant from the entry file's folder.
 */
async function readContext(
  road: DecidingRoad,
  session: Session,
  overlay: Json | undefined,
): Promise<ReadContext> {
  let json: Json;
  try {
    const given = session.context(overlay);
    json =
      given instanceof Promise ? await inTime(given, 'context', 'its provider', contextMs) : given;
  } catch (cause) {
    const detail = inWords(cause);
    return away('context', refusalCodes.badArgument, 'the context could not be had', detail);
  }
  const type = optionalOf(road.force.plan.context);
  const read = readRecord(type, json, road.host.base, 'context');
  if (!read.ok) return { ...read, context: json };
  return { ok: true, value: read.value, json: toJson(read.value) };
}

function away(
  at: TurnedAway['away'],
  code: RefusalCode,
  because: string,
  detail?: string,
): { ok: false } & TurnedAway {
  const said = { ok: false, away: at, code, because } as const;
  return detail === undefined ? said : { ...said, detail };
}
