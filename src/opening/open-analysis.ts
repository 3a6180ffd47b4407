import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../dsl/plan/plan.ts';
import { Source } from '../dsl/text/source.ts';
import { type AsRead, findPlugin } from '../packages/plugin-packages.ts';
import { type Analysis, analyseSource } from '../reading/analysis.ts';
import { readRegular } from '../reading/regular-file.ts';
import { withRules } from '../rules/lower.ts';
import { VakError } from '../runtime/contract/errors.ts';
import {
  type Clock,
  Clock as ClockPoint,
  type HostSide,
  type HostTool,
} from '../runtime/contract/host.ts';
import { definePlugin, type Plugin } from '../runtime/contract/plugin.ts';
import type { Observed } from '../runtime/evidence/replay/observer.ts';
import type { Installed } from '../runtime/kernel/installed.ts';
import { prepare } from '../runtime/open.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ToolFunctions } from '../runtime/session/agent.ts';
import { requireSignatures } from '../tool/signature.ts';
import { engine } from '../version.ts';
import { exposures, type Guarded, guardedBy, guardedIn, realOf } from './guarded.ts';
import type { LoadOptions, PolicySource } from './load-options.ts';
import { rehearsalOf } from './rehearsal.ts';
import { seal } from './seal.ts';

/** How an analysis is opened: as `load` would, over other built-ins where a test or a script replaces some. */
interface Opening<T extends ToolFunctions> extends LoadOptions<T> {
  readonly cwd: string;
  readonly file: string;
  readonly builtins: readonly Plugin[];
  /** What no tool may write to; worked out unless given, by those of whom nothing runs. */
  readonly guarded?: readonly string[];
}

/** As `load`, from an analysis. */
export const openAnalysis = async <T extends ToolFunctions>(
  analysis: Analysis,
  options: Opening<T>,
): Promise<Runtime<T>> => (await prepareAnalysis(analysis, options))();

/** Does of `openAnalysis` what need be done once, and gives what starts a runtime, any number of times. */
export async function prepareAnalysis<T extends ToolFunctions>(
  analysis: Analysis,
  options: Opening<T>,
): Promise<() => Promise<Runtime<T>>> {
  const { compiled, code } = analysis;
  if (compiled === undefined) throw broken(analysis, options.file);
  const plan = withRules(compiled.plan, options.rules ?? []);
  requireToolKeys(plan, options.tools ?? {});
  const { tools: signers, revoked = [] } = options.trust ?? {};
  const now = options.clock?.now() ?? Date.now();
  requireSignatures(plan, code, { tools: signers, revoked }, now);
  const { plugins, digests } = await install(plan, options, {
    texts: analysis.texts ?? new Map(),
    held: analysis.plugins ?? new Map(),
  });
  const base = dirname(resolve(options.cwd, options.file));
  const state = resolve(options.cwd, options.state ?? resolve(base, '.vak'));
  const audit = options.audit === undefined ? undefined : resolve(options.cwd, options.audit);
  return prepare<T>({
    force: seal(plan, code, digests),
    observe: await observed(options),
    rehearse: rehearsalOf(plan, options.rehearse),
    plugins,
    engine,
    folderOf: (declaredIn) => resolve(options.cwd, dirname(declaredIn)),
    host: {
      tools: (options.tools ?? {}) as Readonly<Record<string, HostTool>>,
      ...(options.models === undefined ? {} : { models: options.models }),
      approve: options.approve,
      authorize: options.authorize,
      ...(options.deadlines && { deadlines: options.deadlines }),
      state,
      base,
      audit,
      ...(analysis.texts && { texts: analysis.texts }),
      ...(options.guarded === undefined
        ? guard(plan, analysis, { state, audit, cwd: options.cwd })
        : { guarded: options.guarded }),
    },
  });
}

function broken({ diagnostics }: Analysis, file: string): VakError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const place = first === undefined ? file : first.source.at(first.span);
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new VakError('VAK6206', `${place}: ${first?.message ?? 'does not load'}${more}`, {
    diagnostics,
  });
}

/** The policy to evaluate beside the one in force. @throws VakError VAK6206 when it has errors */
async function observed(
  options: Pick<LoadOptions, 'observe'> & { readonly cwd: string },
): Promise<Observed | undefined> {
  if (options.observe === undefined) return undefined;
  const entry = readSource(options.observe, options.cwd);
  const analysis = analyseSource(entry, options.cwd);
  const { compiled, code } = analysis;
  if (compiled === undefined) throw broken(analysis, entry.name);
  const { decideBy } = await import('../replay/decide-by.ts');
  return { force: seal(compiled.plan, code), decideBy };
}

/** What no tool may write to, and of that what none may read. Throws VAK2603 for a write root that would let one. */
function guard(
  plan: Plan,
  { code, files }: Analysis,
  at: { readonly state: string; readonly audit: string | undefined; readonly cwd: string },
): Pick<HostSide, 'guarded' | 'closed'> {
  const own: Guarded[] = [...guardedIn(at.state, resolve(at.cwd, dirname(plan.file)))];
  if (at.audit !== undefined) {
    own.push({ path: realOf(at.audit), what: 'the log', closed: true });
  }
  const all = [...guardedBy(plan, code, files, at.cwd), ...own];
  const [first] = exposures(plan, all, at.cwd);
  if (first === undefined) {
    const paths = (of: readonly Guarded[]): readonly string[] => [
      ...new Set(of.flatMap(({ path, named = path }) => [path, named])),
    ];
    return { guarded: paths(all), closed: paths(all.filter((each) => each.closed)) };
  }
  const { tool, root, what, at: place } = first;
  throw new VakError(
    'VAK2603',
    `\`${tool}\` (${place}) may write below \`${root}\`, where ${what} lies`,
  );
}

/** Reads the entry file; a string is always a path. Throws VAK6206 when it cannot be read. */
export function readSource(source: PolicySource, cwd: string): Source {
  if (typeof source === 'object' && 'text' in source) return new Source(source.name, source.text);
  const path = source instanceof URL ? fileURLToPath(source) : source;
  const name = source instanceof URL ? relative(cwd, path) : path;
  try {
    return new Source(name, readRegular(resolve(cwd, path)).toString('utf8'));
  } catch (cause) {
    throw new VakError('VAK6206', `\`${name}\` cannot be read`, { cause });
  }
}

function requireToolKeys(plan: Plan, tools: ToolFunctions): void {
  for (const name of Object.keys(tools)) {
    const tool = plan.tools.find((each) => each.name === name && !each.event);
    if (tool === undefined) {
      throw new VakError('VAK6203', `\`tools\` has \`${name}\`, which is no tool of the file`);
    }
    if (tool.run !== null) {
      throw new VakError(
        'VAK6203',
        `\`tools\` has \`${name}\`, whose code is \`${tool.run.path}\``,
      );
    }
  }
}

function requirePlugins(plugins: readonly Plugin[]): void {
  const odd = plugins.findIndex(
    (plugin) => typeof plugin?.name !== 'string' || !Array.isArray(plugin.provides),
  );
  if (odd !== -1) throw new VakError('VAK6202', `\`plugins[${odd}]\` is no plugin`);
}

/** The built-ins, the file's plugins, the host's; a clock given as an option displaces the built-in. */
async function install(
  plan: Plan,
  options: Pick<LoadOptions, 'plugins' | 'clock'> & {
    readonly cwd: string;
    readonly builtins: readonly Plugin[];
  },
  read: AsRead,
): Promise<{ plugins: readonly Installed[]; digests: ReadonlyMap<string, string> }> {
  const host = options.plugins ?? [];
  requirePlugins(host);
  const ownClock = options.clock === undefined ? [] : [clockPlugin(options.clock)];
  const base = options.builtins.filter(
    ({ provides }) => ownClock.length === 0 || !provides.includes(ClockPoint),
  );
  const digests = new Map<string, string>();
  const used: Installed[] = [];
  for (const use of plan.uses) {
    const { installed, digest } = await findPlugin(use, [...host, ...base], options.cwd, read);
    used.push(installed);
    if (digest !== undefined) digests.set(use.package, digest);
  }
  const rest = (plugins: readonly Plugin[], by: 'built-in' | 'host'): Installed[] =>
    plugins
      .filter((plugin) => !used.some((one) => one.plugin === plugin))
      .map((plugin) => ({ plugin, origin: { by } }));
  const plugins = [...used, ...rest([...base, ...ownClock], 'built-in'), ...rest(host, 'host')];
  return { plugins, digests };
}

const clockPlugin = (clock: Clock): Plugin =>
  definePlugin({
    name: 'vak/host-clock',
    version: engine,
    api: 1,
    runs: 'process',
    provides: [ClockPoint],
    setup({ fill }) {
      fill(ClockPoint, [], () => clock);
    },
  });
