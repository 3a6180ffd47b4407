import type { Plan, ToolPlan } from '../../../dsl/plan/plan.ts';
import type { PlanInForce } from '../../contract/host.ts';
import { pointOf } from '../../contract/token.ts';
import type { Installed } from '../../kernel/installed.ts';
import { type PluginEntry, type StartEntry, stamp } from '../entry.ts';
import { wholePlan } from '../log/whole-plan.ts';

/** What a runtime says of itself when it begins to write. */
export function startEntry(of: {
  readonly at: number;
  readonly force: PlanInForce;
  readonly engine: string;
  readonly plugins: readonly Installed[];
  readonly base: string;
  /** The tools with their roots as absolute folders. */
  readonly tools: readonly ToolPlan[];
  /** The start before this one, where the log has one. */
  readonly before: StartEntry | undefined;
  /** Digest of the plan that is evaluated beside the one in force. */
  readonly observes?: string | undefined;
  readonly rehearsed?: boolean;
}): StartEntry {
  const { at, force, engine, base, tools, before, observes } = of;
  const plugins = of.plugins.map((one) => pluginEntry(one, force.plan));
  const changed = before === undefined ? undefined : changeSince(before, force.digest, plugins);
  return {
    v: 1,
    kind: 'start',
    at: stamp(at),
    plan: force.digest,
    whole: wholePlan(force.plan).digest,
    engine,
    plugins,
    base,
    roots: rootsOf(tools),
    ...(changed === undefined ? {} : { changed }),
    ...(of.rehearsed === true ? { rehearsed: true as const } : {}),
    ...(observes === undefined ? {} : { observes }),
  };
}

function pluginEntry({ plugin, origin }: Installed, plan: Plan): PluginEntry {
  const use = origin.by === 'use' ? plan.uses.find(({ at }) => at === origin.at) : undefined;
  const fills = plugin.provides.flatMap((token) => pointOf(token)?.word ?? []);
  return {
    name: plugin.name,
    version: plugin.version,
    ...(fills.length === 0 ? {} : { fills }),
    ...(use?.digest === undefined ? {} : { digest: use.digest }),
  };
}

function rootsOf(tools: readonly ToolPlan[]): NonNullable<StartEntry['roots']> {
  const roots = new Map<string, string[]>();
  for (const { name, root, event } of tools) {
    if (event || root === null) continue;
    const known = roots.get(root);
    if (known === undefined) roots.set(root, [name]);
    else known.push(name);
  }
  return [...roots].map(([root, names]) => ({ root, tools: names }));
}

function changeSince(
  before: StartEntry,
  plan: string,
  plugins: readonly PluginEntry[],
): StartEntry['changed'] {
  const spell = ({ name, version, digest }: PluginEntry): string =>
    digest === undefined ? `${name} ${version}` : `${name} ${version} ${digest}`;
  const [was, is] = [new Set(before.plugins.map(spell)), new Set(plugins.map(spell))];
  const changes = [
    ...[...was].filter((one) => !is.has(one)).map((one) => `- ${one}`),
    ...[...is].filter((one) => !was.has(one)).map((one) => `+ ${one}`),
  ];
  if (before.plan === plan && changes.length === 0) return undefined;
  return {
    ...(before.plan === plan ? {} : { plan: before.plan }),
    ...(changes.length === 0 ? {} : { plugins: changes }),
  };
}
