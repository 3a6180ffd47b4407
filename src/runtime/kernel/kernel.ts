import 'reflect-metadata';
import { Container } from 'inversify';
import { inWords, VakError } from '../contract/errors.ts';
import type { Health, HookName, Living } from '../contract/plugin.ts';
import { type AnyToken, bare, every, pointOf, type Token } from '../contract/token.ts';
import { type Declared, declare, type Making } from './declare.ts';
import { type Hooked, inOrder } from './hooks.ts';
import { type Installed, naming } from './installed.ts';
import { type Alive, healthOf, startAll, stopAll } from './life.ts';
import { place } from './placement.ts';

/** One contribution to a facet, with the plugin it comes from. */
export interface Contribution<T> {
  readonly by: Installed;
  readonly value: T;
}

/** By point, what takes the place of its provider and passes on to it. */
export type Around = ReadonlyMap<AnyToken, (made: unknown) => unknown>;

/** All plugins wired and started. Nothing on the path of a call asks the container again. */
export interface Kernel {
  readonly plugins: readonly Installed[];
  /** The one provider of a slot. */
  slot<T>(token: Token<T>): T;
  /** The name of the plugin that fills a slot. */
  providerOf(token: AnyToken): string;
  /** All contributions to a facet, ordered by plugin name. */
  facet<T>(token: Token<T>): readonly T[];
  /** As `facet`, each with the plugin it comes from. */
  contributions<T>(token: Token<T>): readonly Contribution<T>[];
  /** Handlers in their order. */
  hooks<N extends HookName>(name: N): readonly Hooked<N>[];
  health(): Promise<Readonly<Record<string, Health>>>;
  /** Stops everything in reverse order; gives the names of plugins whose stop failed. */
  stop(): Promise<readonly string[]>;
}

/** Plugins that are placed, set up and wired; each start makes objects of its own. */
export interface Wiring {
  /**
   * Makes everything and starts it, layer after layer.
   * @param around what the runtime puts around a point's provider before anyone gets it
   * @throws VakError VAK5208 a part did not start; VAK5209 a factory failed
   */
  start(around?: Around): Promise<Kernel>;
}

/**
 * Places, sets up and wires plugins; nothing is made yet.
 * @param capabilities what the host supplies, by token
 * @param required slots the runtime itself cannot do without
 * @throws VakError VAK5201 to VAK5210, naming the plugins and their places
 */
export async function wire(
  all: readonly Installed[],
  capabilities: ReadonlyMap<AnyToken, unknown>,
  required: readonly AnyToken[],
): Promise<Wiring> {
  const { installed, slots } = place(all);
  const declared: Declared[] = [];
  for (const one of installed) declared.push(await declare(one));
  const makings = declared.flatMap((each) => each.makings);
  requireProviders(makings, capabilities, required);
  const layers = layersOf(makings);
  const makeAll = maker(makings, layers.flat(), capabilities);
  const hookings = declared.flatMap((each) => each.hookings);

  const start = async (around: Around = new Map()): Promise<Kernel> => {
    const objects = makeAll(around);
    const alive = layers.map((layer) => layer.flatMap((making) => living(making, objects)));
    await startAll(alive);
    const contributions = <T>(token: Token<T>): readonly Contribution<T>[] =>
      makings
        .filter(({ point }) => point === token)
        .map((making) => ({ by: making.by, value: objects.get(making) as T }));
    return {
      plugins: installed,
      slot: <T>(token: Token<T>) => contributions(token)[0]?.value as T,
      providerOf: (token) => slots.get(token)?.plugin.name ?? 'the host',
      facet: (token) => contributions(token).map(({ value }) => value),
      contributions,
      hooks: (name) => inOrder(name, hookings),
      health: () => healthOf(alive),
      stop: () => stopAll(alive),
    };
  };
  return { start };
}

function requireProviders(
  makings: readonly Making[],
  capabilities: ReadonlyMap<AnyToken, unknown>,
  required: readonly AnyToken[],
): void {
  const made = new Set<symbol>(makings.map((making) => making.point));
  const wanted = [
    ...required.map((token) => ({ token, by: 'the runtime' })),
    ...makings.flatMap((making) => making.deps.map((token) => ({ token, by: naming(making.by) }))),
  ];
  for (const { token, by } of wanted) {
    const point = pointOf(token);
    if (point?.every || made.has(token) || capabilities.has(token)) continue;
    const name = point?.name ?? String(token.description);
    throw new VakError('VAK5210', `nothing provides \`${name}\`, which ${by} requires`);
  }
}

/** Sorts makings so that each stands after what it depends on. Throws VAK5202 with the cycle's path. */
function layersOf(makings: readonly Making[]): readonly (readonly Making[])[] {
  const depth = new Map<Making, number>();
  const path: Making[] = [];
  const visit = (making: Making): number => {
    const known = depth.get(making);
    if (known !== undefined) return known;
    if (path.includes(making)) {
      const cycle = [...path.slice(path.indexOf(making)), making];
      const names = cycle.map((each) => naming(each.by)).join(' → ');
      throw new VakError('VAK5202', `plugins depend on one another in a circle: ${names}`);
    }
    path.push(making);
    const below = makings.filter((other) => making.deps.some((dep) => bare(dep) === other.point));
    const level = Math.max(-1, ...below.map(visit)) + 1;
    path.pop();
    depth.set(making, level);
    return level;
  };
  const layers: Making[][] = [];
  for (const making of makings) {
    const level = visit(making);
    while (layers.length <= level) layers.push([]);
    layers[level]?.push(making);
  }
  return layers;
}

/**
 * Binds each making to an id of its own: a slot's token, or a new symbol for a facet's. One request to the
 * container makes one set of objects: within it, all who depend on a slot get the same.
 */
function maker(
  makings: readonly Making[],
  inOrder: readonly Making[],
  capabilities: ReadonlyMap<AnyToken, unknown>,
): (around: Around) => ReadonlyMap<Making, unknown> {
  const container = new Container({ defaultScope: 'Request', jitless: true });
  for (const [token, value] of capabilities) container.bind(token).toConstantValue(value);
  const facets = new Map<symbol, symbol[]>();
  for (const token of makings.flatMap((making) => [...making.deps])) {
    if (pointOf(token)?.every) facets.set(bare(token), []);
  }
  const ids = new Map<Making, symbol>();
  let wraps: Around = new Map();
  for (const making of makings) {
    const isFacet = pointOf(making.point)?.shape === 'facet';
    const id = isFacet ? Symbol(making.by.plugin.name) : making.point;
    ids.set(making, id);
    if (isFacet) facets.get(making.point)?.push(id);
    const factory = (...deps: unknown[]): unknown => make(making, deps, wraps.get(making.point));
    container.bind(id).toResolvedValue(factory as never, making.deps as never);
  }
  for (const [token, members] of facets) {
    container.bind(every(token as AnyToken)).toResolvedValue((...each) => each, members as never);
  }
  const all = Symbol('all');
  const wanted = inOrder.map((making) => ids.get(making));
  container.bind(all).toResolvedValue((...made: unknown[]) => made, wanted as never);
  return (around) => {
    // Making is synchronous: no other start comes between.
    wraps = around;
    const made = container.get<readonly unknown[]>(all);
    return new Map(inOrder.map((making, index) => [making, made[index]]));
  };
}

function make(
  { by, make }: Making,
  deps: readonly unknown[],
  wrap: ((made: unknown) => unknown) | undefined,
): unknown {
  try {
    const made = (make as (...deps: readonly unknown[]) => unknown)(...deps);
    if (made === undefined || made === null) throw new Error('its factory made nothing');
    return wrap === undefined ? made : wrap(made);
  } catch (cause) {
    const why = inWords(cause);
    throw new VakError('VAK5209', `${naming(by)} could not be made: ${why}`, { cause });
  }
}

function living(making: Making, objects: ReadonlyMap<Making, unknown>): readonly Alive[] {
  const object = objects.get(making);
  if (typeof object !== 'object' && typeof object !== 'function') return [];
  return [{ name: making.by.plugin.name, object: object as Living }];
}
