import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkTrust, keepSequence, openBundle } from './bundle/trust.ts';
import { unpack } from './bundle/unpack.ts';
import type { LoadOptions, PolicySource } from './opening/load-options.ts';
import { openAnalysis, readSource } from './opening/open-analysis.ts';
import { builtins } from './plugins/built-in/index.ts';
import { analyseSource } from './reading/analysis.ts';
import { VakError } from './runtime/contract/errors.ts';
import type { Runtime } from './runtime/runtime.ts';
import type { ToolFunctions } from './runtime/session/agent.ts';

const optionNames = [
  'tools',
  'plugins',
  'rules',
  'models',
  'approve',
  'authorize',
  'state',
  'audit',
  'clock',
  'observe',
  'rehearse',
  'trust',
  'deadlines',
];

/**
 * Reads, checks and compiles a policy, wires and starts its plugins, and gives the runtime.
 * @throws VakError VAK6206 with `diagnostics` when the file has errors; VAK6202 for an unknown option or a
 * rule that does not fit; VAK6203 for a key of `tools` that is no tool of the file or has code of its own;
 * VAK52xx when plugins conflict or do not start; VAK25xx for a bundle that is damaged, unsigned or older than
 * one loaded before, and for a loose file where signatures are required; VAK6105 when the log cannot be opened
 *
 * @example
 * const vak = await load('refunds.vak', { tools: { 'orders.read': ({ id }) => orders.get(id) } });
 * const session = vak.agent('support_desk').session({ principal: 'alice' });
 * const result = await session.call('orders.read', { id: 'ord_1' });
 */
export async function load<T extends ToolFunctions = Record<never, never>>(
  source: PolicySource,
  options: LoadOptions<T> = {},
): Promise<Runtime<T>> {
  const unknownOption = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknownOption !== undefined) {
    throw new VakError('VAK6202', `there is no option \`${unknownOption}\``);
  }
  checkTrust(options.trust);
  checkDeadlines(options.deadlines);
  const cwd = process.cwd();
  const bundle = bundleName(source, cwd);
  if (bundle !== undefined) return loadBundle<T>(bundle, cwd, options);
  const entry = readSource(source, cwd);
  const { trust } = options;
  if (trust !== undefined && (trust.keys !== undefined || trust.tools === undefined)) {
    const what = `\`${entry.name}\` is no bundle, and \`trust\` requires a signed one`;
    throw new VakError('VAK2502', what);
  }
  const analysis = analyseSource(entry, cwd);
  return openAnalysis<T>(analysis, { ...options, cwd, file: entry.name, builtins });
}

const deadlineNames: readonly string[] = ['opinionMs', 'detectorMs'];

/** @throws VakError VAK6202 for a deadline that there is not, or that is no time to wait */
function checkDeadlines(deadlines: LoadOptions['deadlines'] = {}): void {
  for (const [name, ms] of Object.entries(deadlines)) {
    if (!deadlineNames.includes(name)) {
      throw new VakError('VAK6202', `there is no deadline \`${name}\``);
    }
    if (!Number.isInteger(ms) || ms < 1 || ms > 60_000) {
      const what = `\`deadlines.${name}\` is ${String(ms)}, and not a whole number from 1 to 60,000`;
      throw new VakError('VAK6202', what);
    }
  }
}

/** The name of a source that is a bundle; undefined for any other. */
function bundleName(source: PolicySource, cwd: string): string | undefined {
  if (typeof source === 'object' && 'text' in source) return undefined;
  const name = source instanceof URL ? relative(cwd, fileURLToPath(source)) : source;
  return name.endsWith('.vakb') ? name : undefined;
}

/** The sequence number is kept once the policy is sound and before anything of it starts. */
async function loadBundle<T extends ToolFunctions>(
  name: string,
  cwd: string,
  options: LoadOptions<T>,
): Promise<Runtime<T>> {
  const path = resolve(cwd, name);
  const bundle = openBundle(path, name, options.trust);
  const { entry, parts } = unpack(bundle.contents, dirname(path), cwd);
  const analysis = analyseSource(entry, cwd, parts);
  if (analysis.compiled !== undefined) {
    const state = resolve(cwd, options.state ?? resolve(dirname(path), '.vak'));
    keepSequence(bundle, name, resolve(cwd, options.trust?.state ?? resolve(state, 'bundles')));
  }
  return openAnalysis<T>(analysis, { ...options, cwd, file: entry.name, builtins });
}
