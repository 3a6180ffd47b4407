import type { AgentPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { Chain } from '../contract/call.ts';

/** What the host says of the world, as a value or as a question asked at each decision. */
export type ContextSource = Json | (() => Json | Promise<Json>);

/** Who a session is for; what is left out is the host's own default. */
export interface SessionOptions {
  readonly id?: string;
  readonly tenant?: string;
  readonly principal?: string;
  readonly context?: ContextSource;
}

/** One conversation of one agent: who, the labels it has been shown, and the order of its calls. */
export class Session {
  readonly id: string;
  readonly agent: AgentPlan;
  readonly chain: Chain;
  /** Labels of everything that entered; they only grow. */
  readonly labels: Set<string>;
  readonly #context: ContextSource | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #ended = false;
  #touched: number;

  constructor(
    agent: AgentPlan,
    options: SessionOptions & { readonly id: string; readonly labels?: Iterable<string> },
    now: number,
  ) {
    this.id = options.id;
    this.agent = agent;
    this.chain = {
      tenant: options.tenant ?? 'default',
      principal: options.principal ?? 'user',
      session: options.id,
      agents: [agent.name],
    };
    this.labels = new Set(options.labels);
    this.#context = options.context;
    this.#touched = now;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** When the session was last used, in ms of the runtime's clock. */
  get touched(): number {
    return this.#touched;
  }

  touch(now: number): void {
    this.#touched = Math.max(this.#touched, now);
  }

  end(): void {
    this.#ended = true;
  }

  /** Runs a step after those that arrived before it, whether they succeeded or not. */
  inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#last.then(step);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** The context of one decision: the session's, overlaid by the call's, by top-level key. */
  async context(call: Json | undefined): Promise<Json> {
    const own = typeof this.#context === 'function' ? await this.#context() : this.#context;
    if (call === undefined) return own ?? {};
    if (!isObject(own) || !isObject(call)) return call;
    return { ...own, ...call };
  }
}

const isObject = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
