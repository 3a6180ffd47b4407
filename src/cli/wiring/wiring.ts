import type { Plan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import { available } from '../../plugins/built-in/available.ts';
import { builtins } from '../../plugins/built-in/index.ts';
import type { HookName } from '../../runtime/contract/plugin.ts';
import { pointOf } from '../../runtime/contract/token.ts';
import { declare } from '../../runtime/kernel/declare.ts';
import { inOrder } from '../../runtime/kernel/hooks.ts';
import type { Installed } from '../../runtime/kernel/installed.ts';
import { place } from '../../runtime/kernel/placement.ts';
import { describedPlugin } from './described-plugin.ts';

/** Who fills what, as `vak graph` prints it. `at` is null for what is built in. */
export interface Wiring {
  readonly slots: readonly {
    readonly name: string;
    readonly plugin: string;
    readonly version: string | null;
    readonly at: string | null;
    readonly grants: { readonly [name: string]: Json };
  }[];
  readonly facets: readonly {
    readonly name: string;
    readonly contributors: readonly { readonly plugin: string; readonly at: string | null }[];
  }[];
  readonly hooks: readonly { readonly name: HookName; readonly order: readonly string[] }[];
}

/**
 * The wiring that a plan asks for, from what plugins say of themselves. Of plugins that the file brings
 * in only manifests are read; nothing is started and none of their code runs.
 * @throws VakError VAK52xx where they cannot be placed, naming the lines
 */
export async function wiringOf(plan: Plan, cwd: string): Promise<Wiring> {
  const named = new Set(plan.uses.map((use) => use.package));
  const installed: Installed[] = builtins
    .filter((plugin) => !named.has(plugin.name))
    .map((plugin) => ({ plugin, origin: { by: 'built-in' } }));
  for (const use of plan.uses) {
    const builtin =
      builtins.find((plugin) => plugin.name === use.package) ??
      (await available.find(({ name }) => name === use.package)?.load());
    const { plugin, foreign } = builtin
      ? { plugin: builtin, foreign: false }
      : describedPlugin(use, cwd);
    const { at, point, config, grant } = use;
    installed.push({ plugin, origin: { by: 'use', at, point, config, grant, foreign } });
  }
  const { slots, facets, installed: present } = place(installed);
  return {
    slots: [...slots]
      .map(([token, one]) => ({
        name: wordOf(token),
        plugin: one.plugin.name,
        version: one.plugin.version === '' ? null : one.plugin.version,
        at: atOf(one),
        grants: grantsOf(one),
      }))
      .sort(byName),
    facets: [...facets]
      .map(([token, many]) => ({
        name: wordOf(token),
        contributors: many.map((one) => ({ plugin: one.plugin.name, at: atOf(one) })),
      }))
      .sort(byName),
    hooks: await hooksOf(present),
  };
}

const wordOf = (token: symbol): string => pointOf(token)?.word ?? String(token.description);
const atOf = ({ origin }: Installed): string | null => (origin.by === 'use' ? origin.at : null);
const grantsOf = ({ origin }: Installed): { readonly [name: string]: Json } =>
  origin.by === 'use' ? Object.fromEntries(origin.grant.map(({ name, json }) => [name, json])) : {};
const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;

/** Hooks of the built-in plugins, whose `setup` only declares; others tell theirs when they start. */
async function hooksOf(installed: readonly Installed[]): Promise<Wiring['hooks']> {
  const own = installed.filter(({ origin }) => origin.by === 'built-in');
  const hookings = (await Promise.all(own.map(declare))).flatMap((one) => [...one.hookings]);
  const names: readonly HookName[] = ['transform', 'before', 'decided', 'recorded'];
  return names.map((name) => ({
    name,
    order: inOrder(name, hookings).map(({ plugin }) => plugin),
  }));
}
