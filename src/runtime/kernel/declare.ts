import { inWords, VakError } from '../contract/errors.ts';
import type { HookName, HookOrder, Hooks, Setup } from '../contract/plugin.ts';
import { type AnyToken, bare, pointOf } from '../contract/token.ts';
import { type Installed, naming, type UseFact } from './installed.ts';

/** One `fill` or `add`: what will be made, of what. */
export interface Making {
  readonly by: Installed;
  readonly point: symbol;
  readonly deps: readonly AnyToken[];
  readonly make: (...deps: never[]) => unknown;
}
/** One `on`. */
export interface Hooking {
  readonly by: Installed;
  readonly hook: HookName;
  readonly order: HookOrder;
  readonly handler: Hooks[HookName];
}
/** What a plugin's `setup` declared. */
export interface Declared {
  readonly makings: readonly Making[];
  readonly hookings: readonly Hooking[];
}

/**
 * Validates a plugin's config and runs its `setup`, which only declares.
 * @throws VakError VAK5205 config refused, at the fact's place; VAK5203 `setup` did more or less than
 * the definition says; VAK5209 `setup` threw.
 */
export async function declare(one: Installed): Promise<Declared> {
  const makings: Making[] = [];
  const hookings: Hooking[] = [];
  const push: Setup<unknown>['fill'] = (point, deps, make) => {
    makings.push({ by: one, point, deps, make });
  };
  const config = await configure(one);
  try {
    one.plugin.setup({
      config,
      fill: push,
      add: push,
      on: (hook, order, handler) => hookings.push({ by: one, hook, order, handler }),
    });
  } catch (cause) {
    throw new VakError('VAK5209', `${naming(one)} failed in setup: ${inWords(cause)}`, { cause });
  }
  requireHonesty(one, makings);
  return { makings, hookings };
}

function requireHonesty(one: Installed, makings: readonly Making[]): void {
  const { provides, requires = [] } = one.plugin;
  const made = new Set(makings.map((making) => making.point));
  const promised = new Set<symbol>(provides);
  for (const token of promised) {
    if (!made.has(token)) dishonest(one, `says it provides ${word(token)} and makes none`);
  }
  const asked = new Set<symbol>(requires.map((token) => bare(token)));
  for (const [index, { point, deps }] of makings.entries()) {
    const first = makings.findIndex((making) => making.point === point);
    if (pointOf(point)?.shape === 'slot' && first < index) {
      dishonest(one, `makes ${word(point)} twice`);
    }
    if (!promised.has(point)) dishonest(one, `makes ${word(point)}, which \`provides\` leaves out`);
    for (const dep of deps) {
      if (!asked.has(bare(dep))) {
        dishonest(one, `depends on ${word(dep)}, which \`requires\` leaves out`);
      }
    }
  }
}

function dishonest(one: Installed, what: string): never {
  throw new VakError('VAK5203', `${naming(one)} ${what}`);
}

async function configure(one: Installed): Promise<unknown> {
  const facts = one.origin.by === 'use' ? one.origin.config : [];
  const schema = one.plugin.config;
  if (schema === undefined) {
    const [first] = facts;
    if (first !== undefined) refuse(one, first, 'it takes no config');
    return undefined;
  }
  const input = Object.fromEntries(facts.map((fact) => [fact.name, fact.json]));
  const result = await schema['~standard'].validate(input);
  if (result.issues !== undefined) {
    const [issue] = result.issues;
    const step = issue?.path?.[0];
    const key = typeof step === 'object' ? step.key : step;
    refuse(
      one,
      facts.find((fact) => fact.name === key),
      issue?.message ?? 'refused',
    );
  }
  const output: unknown = result.value;
  if (typeof output === 'object' && output !== null) {
    const stripped = facts.find((fact) => !Object.hasOwn(output, fact.name));
    if (stripped !== undefined) refuse(one, stripped, 'there is no such key');
  }
  return output;
}

function refuse(one: Installed, fact: UseFact | undefined, why: string): never {
  const key = fact === undefined ? 'config' : `config \`${fact.name}\` (${fact.at})`;
  throw new VakError('VAK5205', `${naming(one)} refuses its ${key}: ${why}`);
}

const word = (token: symbol): string => `\`${pointOf(token)?.name ?? token.description}\``;
