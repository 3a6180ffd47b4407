import type { Json } from '../../../dsl/values/value.ts';
import type { Health, HookName, Hooks, Living, Plugin } from '../../contract/plugin.ts';
import { type AnyToken, bare, pointOf, type Token } from '../../contract/token.ts';
import { type Declared, declare, type Making } from '../../kernel/declare.ts';

/** A value that stands for a point while a plugin is tested alone. */
export interface Provided {
  readonly token: AnyToken;
  readonly value: unknown;
}

/**
 * Gives `value` where the plugin asks for `token`; for `every(x)` the value is the whole list.
 *
 * @example
 * const wired = await wire(plugin, [given(Clock, fakeClock(0))]);
 */
export const given = <T>(token: Token<T>, value: T): Provided => ({ token, value });

/** A plugin that was set up alone, with all that it made. Nothing is started yet. */
export interface Wired {
  /** What the plugin made for a point; throws when it made none, or more than one. */
  get<T>(token: Token<T>): T;
  /** All that it made for a point, in the order of its `setup`. */
  all<T>(token: Token<T>): readonly T[];
  /** The handlers of a hook, in the order of `setup`. */
  hooks<N extends HookName>(name: N): readonly Hooks[N][];
  /** Starts what was made, what others depend on first. */
  start(signal?: AbortSignal): Promise<void>;
  /** Stops in reverse. May be called again, as a kernel may after a failed start. */
  stop(): Promise<void>;
  /** The health of everything that can tell. */
  health(): Promise<readonly Health[]>;
}

/** How a plugin is set up for its tests. */
export interface Wiring {
  /** The facts of the `use` block, as JSON. */
  readonly config?: Readonly<Record<string, Json>>;
}

/**
 * Runs a plugin's `setup` as the kernel does, config validation and honesty included, and makes what
 * it declared out of the values given.
 * @throws VakError as the kernel would (VAK5203, VAK5205, VAK5209), or an Error that names a
 * dependency for which nothing was given.
 */
export async function wire(
  plugin: Plugin,
  provided: readonly Provided[] = [],
  { config = {} }: Wiring = {},
): Promise<Wired> {
  const facts = Object.entries(config).map(([name, json]) => ({ name, json, at: 'test:1:1' }));
  const declared = await declare({
    plugin,
    origin: {
      by: 'use',
      at: 'test:1:1',
      point: null,
      config: facts,
      grant: [],
      foreign: false,
    },
  });
  const made = make(plugin, declared, provided);
  const living = [...made.values()].filter(isLiving);
  return {
    get: (token) => {
      const all = of(made, token);
      const [first] = all;
      if (all.length !== 1) {
        throw new Error(`\`${plugin.name}\` made ${all.length} of ${nameOf(token)}, not one`);
      }
      return first as never;
    },
    all: (token) => of(made, token) as never,
    hooks: (name) =>
      declared.hookings.filter(({ hook }) => hook === name).map(({ handler }) => handler) as never,
    start: async (signal = new AbortController().signal) => {
      for (const one of living) await one.start?.(signal);
    },
    stop: async () => {
      for (const one of [...living].reverse()) await one.stop?.();
    },
    health: () => Promise.all(living.flatMap((one) => (one.health ? [one.health()] : []))),
  };
}

const of = (made: ReadonlyMap<Making, unknown>, token: symbol): readonly unknown[] =>
  [...made].filter(([making]) => making.point === token).map(([, value]) => value);

/** Makes each thing after what it depends on; the map's order is the order of making. */
function make(
  plugin: Plugin,
  { makings }: Declared,
  provided: readonly Provided[],
): ReadonlyMap<Making, unknown> {
  const made = new Map<Making, unknown>();
  const under: Making[] = [];
  const build = (making: Making): unknown => {
    if (made.has(making)) return made.get(making);
    if (under.includes(making)) throw new Error(`\`${plugin.name}\` depends on itself in a circle`);
    under.push(making);
    const value = making.make(...(making.deps.map(resolve) as never[]));
    under.pop();
    made.set(making, value);
    return value;
  };
  const resolve = (dep: symbol): unknown => {
    const outside = provided.find(({ token }) => token === dep);
    if (outside !== undefined) return outside.value;
    const whole = pointOf(dep)?.every === true;
    const inside = makings.filter((making) => making.point === (whole ? bare(dep) : dep));
    if (whole) return inside.map(build);
    const [first] = inside;
    if (first !== undefined) return build(first);
    throw new Error(`nothing was given for ${nameOf(dep)}, which \`${plugin.name}\` depends on`);
  };
  for (const making of makings) build(making);
  return made;
}

const nameOf = (token: symbol): string =>
  `\`${pointOf(token)?.name ?? String(token.description)}\``;

const isLiving = (value: unknown): value is Living =>
  (typeof value === 'object' || typeof value === 'function') && value !== null;
