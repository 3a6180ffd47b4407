import type { Json } from '../../dsl/values/value.ts';
import type { Call, Decision, Objection } from './call.ts';
import type { EntryJson } from './records.ts';
import type { AnyToken, Resolved, Token } from './token.ts';

/** Standard Schema v1, structurally: any vendor's schema fits. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    /** Checks a value and gives what it means. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}
type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };
interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Optional life of what a factory makes; the kernel looks for these methods. */
export interface Living {
  /** Begins work; 10 s at most. A failure stops what was already started, in reverse. */
  start?(signal: AbortSignal): void | Promise<void>;
  /** Ends work; always called once after a start, even when others failed to stop. */
  stop?(): void | Promise<void>;
  /** How it is now; asked by `vak.health()`. */
  health?(): Health | Promise<Health>;
}
/** How a part is; a slot that is `down` makes decisions forbid. */
export type Health =
  | { readonly state: 'ok' }
  | { readonly state: 'degraded' | 'down'; readonly reason: string };

/** What a plugin may listen to, by name. */
export interface Hooks {
  /** May change arguments before they are frozen; a throw forbids the call. */
  transform(call: { readonly tool: string; readonly agent: string; readonly args: Json }): Json;
  /**
   * Speaks before the rules and can only tighten. Handlers are asked in order; the first answer that is
   * not null counts as an objection under the plugin's name, and the rules are asked all the same. A
   * throw, a late answer or anything else forbids the call.
   */
  before(call: Call): Objection | null | Promise<Objection | null>;
  /** Sees each decision. An observer. */
  decided(call: Call, decision: Decision): void;
  /** Sees each durable entry with its index. An observer. */
  recorded(entry: EntryJson, index: number): void;
}
/** The name of a hook. */
export type HookName = keyof Hooks;
/** Where a handler stands among the others of its hook. */
export interface HookOrder {
  /** `first`, unnamed, then `last`; ties by `after`, then by plugin name. */
  readonly order?: 'first' | 'last';
  readonly after?: readonly string[];
}

/** What `setup` gets: declare here, work in the objects that the factories make. */
export interface Setup<Config> {
  readonly config: Config;
  /** Fills a slot. Dependencies are typed from their tokens. */
  fill<T, const D extends readonly AnyToken[]>(
    point: Token<T>,
    deps: D,
    make: (...deps: Resolved<D>) => T,
  ): void;
  /** Contributes to a facet. */
  add<T, const D extends readonly AnyToken[]>(
    point: Token<T>,
    deps: D,
    make: (...deps: Resolved<D>) => T,
  ): void;
  /** Listens at a hook. */
  on<N extends HookName>(hook: N, order: HookOrder, handler: Hooks[N]): void;
}

/** What `definePlugin` takes: all but `setup` is data that is read before anything runs. */
export interface PluginDefinition<Config = unknown> {
  readonly name: string;
  readonly version: string;
  /** The contract's major; checked before anything else. */
  readonly api: 1;
  readonly runs: 'process' | 'isolate';
  /** Exactly what `setup` fills or adds. */
  readonly provides: readonly AnyToken[];
  readonly requires?: readonly AnyToken[];
  /** What a `grant` must give. For a `process` plugin this documents, it does not fence. */
  readonly needs?: {
    readonly network?: readonly string[];
    readonly read?: readonly string[];
    readonly write?: readonly string[];
    readonly env?: readonly string[];
  };
  readonly config?: StandardSchema<Config>;
  /** Declares what is made of what; starts nothing. */
  setup(api: Setup<Config>): void;
}

/** A plugin, as the kernel takes it. */
// biome-ignore lint/suspicious/noExplicitAny: a plugin's config type is its own affair
export type Plugin = PluginDefinition<any>;

/**
 * Makes a plugin of its definition; the type of `config` flows from the schema into `setup`.
 */
export function definePlugin<Config = undefined>(
  definition: PluginDefinition<Config>,
): PluginDefinition<Config> {
  return Object.freeze(definition);
}
