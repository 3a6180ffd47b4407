import type { AgentPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import { type Reserved, settleEvent } from '../call/decision/settlement.ts';
import { journey } from '../call/journey.ts';
import type { CallResult, EntryRef, Request, Road } from '../call/road.ts';
import type { Used } from '../contract/call.ts';
import { VakError } from '../contract/errors.ts';
import { inShort, requireCallOptions } from './options.ts';
import { identified, type OpenOptions } from './principal.ts';
import type { Session, SessionOptions } from './session.ts';
import { type SessionTool, toolsOf } from './tools.ts';

/** What a call may carry beside its tool and arguments. */
export type CallOptions = Omit<Request, 'tool' | 'args' | 'event'>;

/** Functions by tool name, as given to `load`; what call types are inferred from. */
// biome-ignore lint/suspicious/noExplicitAny: any function of the embedder's fits
export type ToolFunctions = Readonly<Record<string, any>>;

// biome-ignore lint/suspicious/noExplicitAny: inference over any function
type Fn<T> = T extends (...args: any[]) => any ? T : T extends { run: infer F } ? Fn<F> : never;
/** Arguments of a tool: its function's first parameter; whatever a model wrote, for any other name. */
export type ArgsOf<T extends ToolFunctions, K extends string> = K extends keyof T
  ? Parameters<Fn<T[K]>>[0]
  : unknown;
/** Result of a tool: what its function gives, or any JSON. */
export type ResultOf<T extends ToolFunctions, K extends string> = K extends keyof T
  ? Awaited<ReturnType<Fn<T[K]>>>
  : Json;

/** What came of handing on: a session of the other agent, or why there is none. */
export type Delegated<T extends ToolFunctions> =
  | (Extract<CallResult, { ok: true }> & { readonly session: LiveSession<T> })
  | Extract<CallResult, { ok: false }>;

/** What came of saying that a model is called: how to settle it, or why it may not be. */
export type ModelCalled =
  | (Extract<CallResult, { ok: true }> & {
      /**
       * Says what was really used, such as `{ tokens: 731 }`, where the call was made with an estimate. What
       * was not used is given back to the limits, what was used beyond counts from now on. On the record,
       * durable when this resolves; once settled, it stays so.
       * @throws VakError VAK6202 for what does not fit the event's arguments
       */
      readonly settle: (used: Used) => Promise<EntryRef>;
    })
  | Extract<CallResult, { ok: false }>;

/** Opens the session that another one hands on to. */
export type HandOn<T extends ToolFunctions> = (from: Session, agent: string) => LiveSession<T>;

/** A session as its host holds it. `await using` ends it. */
export class LiveSession<T extends ToolFunctions = Record<never, never>>
  implements AsyncDisposable
{
  readonly #road: Road;
  readonly #session: Session;
  readonly #handOn: HandOn<T>;

  constructor(road: Road, session: Session, handOn: HandOn<T>) {
    this.#road = road;
    this.#session = session;
    this.#handOn = handOn;
  }

  get id(): string {
    return this.#session.id;
  }

  /** Labels of all that was shown in this session so far. */
  get labels(): readonly string[] {
    return [...this.#session.labels].sort();
  }

  /**
   * Puts one call on the road. Never throws for a tool name or arguments, which a model makes up: those
   * are refusals and entries.
   * @throws VakError VAK6104 when the session has ended; VAK6202 for an option that does not fit
   */
  async call<K extends (keyof T & string) | (string & {})>(
    tool: K,
    args: ArgsOf<T, K>,
    options: CallOptions = {},
  ): Promise<CallResult<ResultOf<T, K>>> {
    requireCallOptions(options);
    return (await this.travel({ ...options, tool, args })) as CallResult<ResultOf<T, K>>;
  }

  /**
   * A message that comes in, as event `agent.input`; its source is stated, `untrusted` by default, and becomes a
   * label of the session. A source other than `user`, `host` and `model` brings `untrusted` beside its own label.
   */
  receive(
    text: string,
    options: CallOptions & { readonly source?: string } = {},
  ): Promise<CallResult> {
    const { source = 'untrusted', ...rest } = options;
    return this.#event('agent.input', { text, source }, rest, source);
  }

  /** Text that goes out, as event `agent.reply`; the URLs in it are found and listed. */
  reply(text: string, options: CallOptions = {}): Promise<CallResult> {
    const found = typeof text === 'string' ? text.match(/\bhttps?:\/\/[^\s<>"')\]]+/gi) : null;
    const urls = [...new Set(found ?? [])];
    return this.#event('agent.reply', { text, urls }, options, undefined);
  }

  /**
   * A model is called, as event `model.call`; what it says is labelled `model`. `tokens` and `cost` may be
   * what it is expected to use at most: limits reserve that, and `settle` of the result makes it what was
   * really used.
   */
  async model(
    call: {
      readonly model?: string;
      readonly input?: string;
      readonly output?: string;
      readonly tokens?: number;
      readonly cost?: string;
    },
    options: CallOptions = {},
  ): Promise<ModelCalled> {
    let reserved: Reserved | undefined;
    const result = await this.#event('model.call', call, options, 'model', (event) => {
      reserved = event;
    });
    if (!result.ok) return result;
    return { ...result, settle: this.#settling(reserved, result.entry) };
  }

  /**
   * Hands a task on to another agent, as event `agent.delegate`, and opens its session. What that one
   * does is objected to by the rules of both, counts against the budgets of both, and carries the labels
   * of both; it ends when this one ends. Only agents of `delegates` are handed on to.
   */
  async delegate(agent: string, task: string, options: CallOptions = {}): Promise<Delegated<T>> {
    requireCallOptions(options);
    const event = { tool: 'agent.delegate', event: true, args: { agent, task } };
    const result = await this.travel({ ...options, ...event });
    return result.ok ? { ...result, session: this.#handOn(this.#session, agent) } : result;
  }

  /**
   * A mark to put into the model's instructions, new each time. A call or reply that repeats it shows that
   * they were read out: it is decided under the label `suspicious`, which the session then keeps.
   */
  canary(): string {
    return this.#session.canary();
  }

  /** The agent's tools, in the form to hand to a framework: name, schema, and a governed `call`. */
  tools(): readonly SessionTool[] {
    const names = this.#session.agent.tools;
    const plans = names.flatMap((name) => this.#road.tools.get(name) ?? []);
    return toolsOf(plans, (tool, args) => this.travel({ tool, args }));
  }

  /** Ends the session; what comes after is refused. Ending twice is nothing. */
  async end(): Promise<void> {
    this.#session.end();
    await this.#session.inTurn(async () => undefined);
  }

  /** As `end`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  /** Settles once; what did not fit may be said again. */
  #settling(event: Reserved | undefined, entry: EntryRef): (used: Used) => Promise<EntryRef> {
    let settled: Promise<EntryRef> | undefined;
    return (used) => {
      if (event === undefined) return Promise.resolve(entry);
      settled ??= settleEvent(this.#road, event, used).catch((cause: unknown) => {
        settled = undefined;
        throw cause;
      });
      return settled;
    };
  }

  async #event(
    tool: string,
    args: unknown,
    options: CallOptions,
    label: string | undefined,
    permitted?: (event: Reserved) => void,
  ): Promise<CallResult> {
    requireCallOptions(options);
    const request = { ...options, tool, event: true, args };
    return this.travel(label === undefined ? request : { ...request, brings: label }, permitted);
  }

  /** @internal What a pipeline over this session needs to know. */
  get inside(): { readonly road: Road } {
    return { road: this.#road };
  }

  /** @internal A request as it stands, for a runtime that takes one up again. */
  async travel(given: Request, permitted?: (event: Reserved) => void): Promise<CallResult> {
    if (this.#session.ended) throw new VakError('VAK6104', `session \`${this.id}\` has ended`);
    const request = { ...given, tool: nameOf(given.tool) };
    const first = await journey(this.#road, this.#session, request, undefined, permitted);
    if (!request.wait || first.ok || first.pending === undefined) return first;
    return this.#wait(request, first, permitted);
  }

  /** Waits for the answer or for the question's end, then decides everything once more. */
  async #wait(
    request: Request,
    first: CallResult,
    permitted: ((event: Reserved) => void) | undefined,
  ): Promise<CallResult> {
    let result = first;
    while (!result.ok && result.pending !== undefined) {
      const { ticket, expires } = result.pending;
      const abort = new AbortController();
      const left = Math.max(0, expires - this.#road.clock.now()) + 1;
      const late = this.#road.clock.sleep(left, abort.signal).catch(() => undefined);
      await Promise.race([this.#road.questions.next(ticket), late]);
      abort.abort();
      result = await journey(
        this.#road,
        this.#session,
        { ...request, ticket },
        undefined,
        permitted,
      );
    }
    return result;
  }
}

/** The longest name of a tool that is repeated in an answer or an entry. */
const nameLimit = 256;

/** A tool's name as it can be written down, whatever a model made up in its place. */
function nameOf(tool: unknown): string {
  if (typeof tool !== 'string') return `[${tool === undefined ? 'nothing' : typeof tool}]`;
  return inShort(tool.toWellFormed(), nameLimit);
}

/** An agent of the file: the place to open its sessions. */
export class Agent<T extends ToolFunctions = Record<never, never>> {
  readonly #plan: AgentPlan;
  readonly #open: (plan: AgentPlan, options: OpenOptions) => LiveSession<T>;

  constructor(plan: AgentPlan, open: (plan: AgentPlan, options: OpenOptions) => LiveSession<T>) {
    this.#plan = plan;
    this.#open = open;
  }

  get name(): string {
    return this.#plan.name;
  }

  /**
   * Opens a session, or takes one up again that the log knows under the same `id`; a context given then
   * takes the place of the one before.
   * @throws VakError VAK6202 for an option that does not fit, or when the session is somebody else's
   */
  session(options: SessionOptions = {}): LiveSession<T> {
    return this.#open(this.#plan, identified(options));
  }

  /** One call in a session of its own. */
  async call<K extends (keyof T & string) | (string & {})>(
    tool: K,
    args: ArgsOf<T, K>,
    options: CallOptions & SessionOptions = {},
  ): Promise<CallResult<ResultOf<T, K>>> {
    const { id, tenant, principal, context, ...rest } = options;
    const who = {
      ...(tenant === undefined ? {} : { tenant }),
      ...(principal === undefined ? {} : { principal }),
      ...(context === undefined ? {} : { context }),
    };
    const session = this.#open(this.#plan, identified(who));
    const result = await session.call(tool, args, id === undefined ? rest : { ...rest, id });
    if (result.ok || result.pending === undefined) await session.end();
    return result;
  }
}
