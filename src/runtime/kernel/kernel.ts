import 'reflect-metadata';
import { Container } from 'inversify';
import { VakError } from '../contract/errors.ts';
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

/**
 * Places, declares, wires and starts plugins.
 * @param capabilities what the host supplies, by token
 * @param required slots the runtime itself cannot do without
 * @param around what the runtime puts around a point's provider before anyone gets it
 * @throws VakError VAK5201 to VAK5210, naming the plugins and their places
 */
export async function assemble(
  all: readonly Installed[],
  capabilities: ReadonlyMap<AnyToken, unknown>,
  required: readonly AnyToken[],
  around: Around = new Map(),
): Promise<Kernel> {
  const { installed, slots } = place(all);
  const declared: Declared[] = [];
  for (const one of installed) declared.push(await declare(one));
  const makings = declared.flatMap((each) => each.makings);
  requireProviders(makings, capabilities, required);
  const layers = layersOf(makings);

  const { container, ids } = contain(makings, capabilities, around);
  const objects = new Map<Making, unknown>();
  for (const making of layers.flat()) objects.set(making, make(container, ids, making));
  const alive = layers.map((layer) => layer.flatMap((making) => living(making, objects)));
  await startAll(alive);

  const hookings = declared.flatMap((each) => each.hookings);
  return {
    plugins: installed,
    slot: (token) => container.get(token),
    providerOf: (token) => slots.get(token)?.plugin.name ?? 'the host',
    facet: (token) => (container.isBound(every(token)) ? container.get(every(token)) : []),
    contributions: <T>(token: Token<T>) =>
      makings
        .filter(({ point }) => point === token)
        .map((making) => ({ by: making.by, value: objects.get(making) as T })),
    hooks: (name) => inOrder(name, hookings),
    health: () => healthOf(alive),
    stop: async () => {
      const failed = await stopAll(alive);
      container.unbindAll();
      return failed;
    },
  };
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

/** Binds each making to an id of its own: a slot's token, or a new symbol for a facet's. */
function contain(
  makings: readonly Making[],
  capabilities: ReadonlyMap<AnyToken, unknown>,
  around: Around,
) {
  const container = new Container({ defaultScope: 'Singleton', jitless: true });
  for (const [token, value] of capabilities) container.bind(token).toConstantValue(value);
  const ids = new Map<Making, symbol>();
  const facets = new Map<symbol, symbol[]>();
  for (const token of makings.flatMap((making) => [...making.deps])) {
    if (pointOf(token)?.every) facets.set(bare(token), []);
  }
  for (const making of makings) {
    const isFacet = pointOf(making.point)?.shape === 'facet';
    const id = isFacet ? Symbol(making.by.plugin.name) : making.point;
    ids.set(making, id);
    if (isFacet) facets.set(making.point, [...(facets.get(making.point) ?? []), id]);
    const wrap = around.get(making.point);
    const make = making.make as (...deps: unknown[]) => unknown;
    const made = wrap === undefined ? make : (...deps: unknown[]) => wrap(make(...deps));
    container.bind(id).toResolvedValue(made as never, making.deps as never);
  }
  for (const [token, members] of facets) {
    container.bind(every(token as AnyToken)).toResolvedValue((...each) => each, members as never);
  }
  return { container, ids };
}

function make(container: Container, ids: ReadonlyMap<Making, symbol>, making: Making): unknown {
  try {
    const made = container.get(ids.get(making) as symbol);
    if (made === undefined || made === null) throw new Error('its factory made nothing');
    return made;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new VakError('VAK5209', `${naming(making.by)} could not be made: ${why}`, { cause });
  }
}

function living(making: Making, objects: ReadonlyMap<Making, unknown>): readonly Alive[] {
  const object = objects.get(making);
  if (typeof object !== 'object' && typeof object !== 'function') return [];
  return [{ name: making.by.plugin.name, object: object as Living }];
}
