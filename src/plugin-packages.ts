import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Manifest } from './dsl/index.ts';
import { networkOrigin } from './dsl/plan/grants.ts';
import type { UsePlan } from './dsl/plan/plan.ts';
import { difference, distrust } from './manifest.ts';
import { entryFile, fileDigest } from './plugin-entry.ts';
import { type Available, available } from './plugins/index.ts';
import { isLocal, manifestOf } from './reader.ts';
import { VakError } from './runtime/contract/errors.ts';
import type { Plugin } from './runtime/contract/plugin.ts';
import type { Installed } from './runtime/kernel/installed.ts';
import { isolatedPlugin } from './runtime/kernel/isolated/isolated-plugin.ts';

/** A plugin found for a `use`, with the digest of the file it came from, if it came from one. */
export interface Found {
  readonly installed: Installed;
  readonly digest?: string;
}

/**
 * Finds the plugin of a `use` block: one the host gave by that name, a built-in, one that is here but
 * idle, a file relative to the declaring one, or a package. Files and packages are imported, so their
 * code runs here.
 * @throws VakError VAK5209 when there is none, or what is there is no plugin
 */
export async function findPlugin(
  use: UsePlan,
  known: readonly Plugin[],
  cwd: string,
): Promise<Found> {
  const origin = {
    by: 'use',
    at: use.at,
    point: use.point,
    config: use.config,
    grant: use.grant,
    foreign: false,
  } as const;
  const given = known.find((plugin) => plugin.name === use.package);
  if (given !== undefined) return { installed: { plugin: given, origin } };

  const folder = resolve(cwd, dirname(use.declaredIn));
  const idle = available.find(({ name }) => name === use.package);
  if (idle !== undefined) {
    const digest = filesDigest(idle, use, folder);
    return { installed: { plugin: await idle.load(), origin }, digest };
  }
  const local = isLocal(use.package);
  const file = entryFile(use.package, folder);
  if (file === undefined || !existsSync(file)) {
    throw new VakError('VAK5209', `there is no plugin \`${use.package}\` (${use.at})`);
  }
  const described = manifestOf(use.package, folder)?.manifest;
  if (described?.runs === 'isolate') {
    const { plugin, digest } = isolateOf(use, { manifest: described, file, folder, cwd });
    return { installed: { plugin, origin: { ...origin, foreign: true } }, digest };
  }
  const granted = use.grant.some(({ name, json }) => name === 'process' && json === true);
  if (!local && !granted) {
    throw new VakError(
      'VAK5206',
      `\`${use.package}\` (${use.at}) would run with the host's own rights; write \`grant { process: true }\` if it may`,
    );
  }
  const doubt = distrust(use, cwd);
  if (doubt !== undefined) throw new VakError('VAK5203', `${doubt} (${use.at})`);
  const plugin = await importPlugin(file, use);
  const differs = described === undefined ? undefined : difference(plugin, described);
  if (differs !== undefined) {
    throw new VakError('VAK5203', `\`${use.package}\` (${use.at}) ${differs}`);
  }
  return {
    installed: { plugin, origin: { ...origin, foreign: !local } },
    digest: fileDigest(file),
  };
}

/** A plugin that says it runs in an isolate: its code is read by its digest, and none of it runs here. */
function isolateOf(
  use: UsePlan,
  at: {
    readonly manifest: Manifest;
    readonly file: string;
    readonly folder: string;
    readonly cwd: string;
  },
): { readonly plugin: Plugin; readonly digest: string } {
  const { name, version, api, provides, needs, digest: named } = at.manifest;
  const refuse = (code: string, why: string): never => {
    throw new VakError(code, `\`${use.package}\` (${use.at}) ${why}`);
  };
  const stale = distrust(use, at.cwd);
  if (stale !== undefined) throw new VakError('VAK5203', `${stale} (${use.at})`);
  const bytes = readFileSync(at.file);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (named !== digest) refuse('VAK5203', 'runs in an isolate, and its manifest names other code');
  const listed = (key: string): readonly string[] | undefined => {
    const json = use.grant.find((fact) => fact.name === key)?.json;
    return Array.isArray(json) && json.length > 0 ? (json as readonly string[]) : undefined;
  };
  const network = listed('network')?.map(
    (each) => networkOrigin(each) ?? refuse('VAK5206', `is granted \`${each}\`, which is no host`),
  );
  const folders = (key: string) => listed(key)?.map((path) => resolve(at.folder, path));
  const [read, write, env] = [folders('read'), folders('write'), listed('env')];
  const plugin = isolatedPlugin({
    name,
    version,
    api,
    provides,
    ...(needs === undefined ? {} : { needs }),
    code: { file: at.file, text: bytes.toString('utf8'), digest },
    grants: {
      ...(network && { network }),
      ...(read && { read }),
      ...(write && { write }),
      ...(env && { env }),
    },
    root: at.folder,
  });
  return { plugin, digest };
}

/** Over the files that the facts of a `use` name; one that cannot be read counts as absent. */
function filesDigest({ files }: Available, use: UsePlan, folder: string): string {
  const hash = createHash('sha256');
  for (const key of files) {
    const named = use.config.find(({ name }) => name === key)?.json;
    const path = typeof named === 'string' ? resolve(folder, named) : undefined;
    const there = path !== undefined && existsSync(path) && statSync(path).isFile();
    const text = there ? readFileSync(path, 'utf8') : null;
    hash.update(`${JSON.stringify([key, text])}\n`);
  }
  return `sha256:${hash.digest('hex')}`;
}

/**
 * Imports a plugin from its file, and so runs its module.
 * @throws VakError VAK5209 when it does not load or is no plugin
 */
export async function importPlugin(
  file: string,
  use: Pick<UsePlan, 'package' | 'at'>,
): Promise<Plugin> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new VakError('VAK5209', `plugin \`${use.package}\` (${use.at}) does not load: ${why}`, {
      cause,
    });
  }
  const { default: exported } = module;
  // What `serve` made for an isolate carries the plugin.
  const plugin: unknown =
    typeof exported === 'function' && 'plugin' in exported ? exported.plugin : exported;
  if (typeof plugin === 'object' && plugin !== null && 'setup' in plugin && 'provides' in plugin) {
    return plugin as Plugin;
  }
  throw new VakError(
    'VAK5209',
    `\`${use.package}\` (${use.at}) has no plugin as its default export`,
  );
}
