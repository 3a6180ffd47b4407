import { randomBytes } from 'node:crypto';
import type { AgentPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { Chain } from '../contract/call.ts';
import { VakError } from '../contract/errors.ts';
import { KeyedLock } from './keyed-lock.ts';
import type { OpenOptions, Principal } from './principal.ts';
import { repeatedIn } from './spotlight.ts';
import { type Recalled, Steps } from './steps.ts';

/** What the host says of the world, as a value or as a question asked at each decision. */
export type ContextSource = Json | (() => Json | Promise<Json>);

/** Who a session is for; what is left out is the host's own default. Names have 1,024 characters at most. */
export interface SessionOptions {
  readonly id?: string;
  readonly tenant?: string;
  readonly principal?: string | Principal;
  readonly context?: ContextSource;
}

/** Where a session comes from that was handed on: the agents and sessions before it, outermost first. */
export interface Lineage {
  readonly agents: readonly string[];
  readonly sessions: readonly string[];
  /** The session that handed on, while it lives in this process. */
  readonly parent?: Session;
}

/** Waits for what another call of the session may hold, and lets steps within calls under way be taken meanwhile. */
export type Pause = <T>(wait: Promise<T>) => Promise<T>;

/** One conversation of one agent: who, the labels it has been shown, and the order of its calls. */
export class Session {
  readonly id: string;
  readonly agent: AgentPlan;
  readonly chain: Chain;
  /** Labels of everything that entered; they only grow. */
  readonly labels: Set<string>;
  #context: ContextSource | undefined;
  readonly #parent: Session | undefined;
  #last: Promise<unknown> = Promise.resolve();
  readonly #steps = new KeyedLock();
  /** What the agent did so far, for those who judge its next step. */
  readonly steps: Steps;
  readonly #canaries: string[] = [];
  #ended = false;
  #touched: number;

  constructor(
    agent: AgentPlan,
    options: OpenOptions & {
      readonly id: string;
      readonly labels?: Iterable<string>;
      readonly recalled?: Recalled | undefined;
    },
    now: number,
    lineage?: Lineage,
  ) {
    this.id = options.id;
    this.steps = new Steps(options.recalled);
    this.agent = agent;
    this.chain = {
      tenant: options.tenant ?? 'default',
      principal: options.principal ?? 'user',
      session: options.id,
      agents: [...(lineage?.agents ?? []), agent.name],
      ...(lineage === undefined ? {} : { sessions: [...lineage.sessions, options.id] }),
    };
    this.#parent = lineage?.parent;
    // One set for a whole family: what one of them is shown may be told to every other.
    const { labels } = options;
    this.labels = this.#parent?.labels ?? (labels instanceof Set ? labels : new Set(labels));
    this.#context = options.context;
    this.#touched = now;
  }

  /** True from its own end on, or from the end of the session that handed on to it. */
  get ended(): boolean {
    return this.#ended || this.#parent?.ended === true;
  }

  /** When the session was last used, in ms of the runtime's clock. */
  get touched(): number {
    return this.#touched;
  }

  touch(now: number): void {
    this.#touched = Math.max(this.#touched, now);
    this.#parent?.touch(now);
  }

  /** What the host says of the world from the next decision on. */
  renew(context: ContextSource): void {
    this.#context = context;
  }

  /** A new mark for the model's instructions: whoever repeats it has read them out. */
  canary(): string {
    const mark = `vak-${randomBytes(12).toString('hex')}`;
    this.#canaries.push(mark);
    return mark;
  }

  /** Whether any text of a value repeats one of the marks. */
  canaryIn(json: Json): boolean {
    if (this.#canaries.length === 0) return this.#parent?.canaryIn(json) ?? false;
    const within = repeatedIn(JSON.stringify(json));
    return this.#canaries.some(within) || this.#parent?.canaryIn(json) === true;
  }

  end(): void {
    this.#ended = true;
  }

  /** What a session is made of that this one hands on to: who it is for, what is known, and the chain. */
  handOn(): { readonly options: OpenOptions; readonly lineage: Lineage } {
    const { tenant, principal, agents, sessions = [this.id] } = this.chain;
    const context = this.#context === undefined ? {} : { context: this.#context };
    return {
      options: { tenant, principal, ...context },
      lineage: { agents, sessions, parent: this },
    };
  }

  /**
   * Runs a step after those that arrived before it, whether they succeeded or not, and beside no other. One that
   * belongs `within` a call under way, by its tool's own code, waits only for the step that is being taken:
   * those that queue may wait for that very call to end.
   */
  inTurn<T>(
    step: (pause: Pause) => Promise<T>,
    options?: { readonly within: boolean },
  ): Promise<T> {
    const alone = async (): Promise<T> => {
      let leave = await this.#steps.acquire('');
      try {
        return await step(async (wait) => {
          leave();
          const come = await wait;
          leave = await this.#steps.acquire('');
          return come;
        });
      } finally {
        leave();
      }
    };
    if (options?.within === true) return alone();
    const result = this.#last.then(alone);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** The context of one decision: the session's, overlaid by the call's, by top-level key. Waits only where the host has to be asked. */
  context(call: Json | undefined): Json | Promise<Json> {
    if (typeof this.#context !== 'function') return overlaid(this.#context, call);
    const said = this.#context();
    return said instanceof Promise ? said.then((own) => overlaid(own, call)) : overlaid(said, call);
  }
}

function overlaid(own: Json | undefined, call: Json | undefined): Json {
  if (call === undefined) return own ?? {};
  return isObject(own) && isObject(call) ? { ...own, ...call } : call;
}

const isObject = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/**
 * A session taken up again must be for the same agent, tenant and principal.
 * @throws VakError VAK6202 where it is not
 */
export function agree(
  known: { readonly agent: string; readonly tenant?: string; readonly principal?: string },
  session: Session,
): void {
  const { tenant, principal } = session.chain;
  const same =
    known.agent === session.agent.name &&
    (known.tenant ?? tenant) === tenant &&
    (known.principal ?? principal) === principal;
  if (!same) throw new VakError('VAK6202', `session \`${session.id}\` is somebody else's`);
}
