import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Manifest } from '../dsl/index.ts';
import { networkOrigin } from '../dsl/plan/grants.ts';
import type { UsePlan } from '../dsl/plan/plan.ts';
import { type Available, available } from '../plugins/built-in/available.ts';
import { isLocal, manifestOf } from '../reading/reader.ts';
import { readRegular } from '../reading/regular-file.ts';
import { VakError } from '../runtime/contract/errors.ts';
import type { Plugin } from '../runtime/contract/plugin.ts';
import type { Installed } from '../runtime/kernel/installed.ts';
import { isolatedPlugin } from '../runtime/kernel/isolated/isolated-plugin.ts';
import { importBytes, OtherCode } from './exact-import.ts';
import { difference, distrust } from './manifest.ts';
import { digestOf, entryFile } from './plugin-entry.ts';

/** A plugin found for a `use`, with the digest of the file it came from, if it came from one. */
export interface Found {
  readonly installed: Installed;
  readonly digest?: string;
}

/** What was read of files when the policy was: that counts, whatever stands there since. */
export interface AsRead {
  /** Texts of the files that facts name, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Digests of plugins that the lock was held against, by the place of their `use`. */
  readonly held: ReadonlyMap<string, string>;
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
  read: AsRead,
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
    const digest = filesDigest(idle, use, folder, read.texts);
    return { installed: { plugin: await idle.load(), origin }, digest };
  }
  const local = isLocal(use.package);
  const file = entryFile(use.package, folder);
  if (file === undefined || !existsSync(file)) {
    throw new VakError('VAK5209', `there is no plugin \`${use.package}\` (${use.at})`);
  }
  const bytes = readRegular(file);
  const digest = digestOf(bytes);
  const held = read.held.get(use.at) ?? digest;
  if (held !== digest) {
    const why = `changed since it was held against \`vak.lock\`: ${held} then, ${digest} now`;
    throw new VakError('VAK5203', `\`${use.package}\` (${use.at}) ${why}`);
  }
  const described = manifestOf(use.package, folder)?.manifest;
  const doubt = distrust(use, cwd, digest);
  if (doubt !== undefined) throw new VakError('VAK5203', `${doubt} (${use.at})`);
  if (described?.runs === 'isolate') {
    const plugin = isolateOf(use, { manifest: described, file, folder, bytes, digest });
    return { installed: { plugin, origin: { ...origin, foreign: true } }, digest };
  }
  const granted = use.grant.some(({ name, json }) => name === 'process' && json === true);
  if (!local && !granted) {
    throw new VakError(
      'VAK5206',
      `\`${use.package}\` (${use.at}) would run with the host's own rights; write \`grant { process: true }\` if it may`,
    );
  }
  const plugin = await importPlugin(file, use, bytes);
  const differs = described === undefined ? undefined : difference(plugin, described);
  if (differs !== undefined) {
    throw new VakError('VAK5203', `\`${use.package}\` (${use.at}) ${differs}`);
  }
  return { installed: { plugin, origin: { ...origin, foreign: !local } }, digest };
}

/** A plugin that says it runs in an isolate: its code is read by its digest, and none of it runs here. */
function isolateOf(
  use: UsePlan,
  at: {
    readonly manifest: Manifest;
    readonly file: string;
    readonly folder: string;
    readonly bytes: Buffer;
    readonly digest: string;
  },
): Plugin {
  const { name, version, api, provides, needs, digest: named } = at.manifest;
  const { bytes, digest } = at;
  const refuse = (code: string, why: string): never => {
    throw new VakError(code, `\`${use.package}\` (${use.at}) ${why}`);
  };
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
  const asWritten = (['network', 'read', 'write', 'env'] as const).flatMap((key) => {
    const list = listed(key);
    return list === undefined ? [] : [[key, list] as const];
  });
  return isolatedPlugin({
    name,
    version,
    api,
    at: use.at,
    provides,
    ...(needs === undefined ? {} : { needs }),
    code: { file: at.file, text: bytes.toString('utf8'), digest },
    grants: {
      ...(network && { network }),
      ...(read && { read }),
      ...(write && { write }),
      ...(env && { env }),
    },
    written: Object.fromEntries(asWritten),
    root: at.folder,
  });
}

/** Over the files that the facts of a `use` name; one that cannot be read counts as absent. */
function filesDigest(
  { files }: Available,
  use: UsePlan,
  folder: string,
  texts: ReadonlyMap<string, string>,
): string {
  const hash = createHash('sha256');
  for (const key of files) {
    const named = use.config.find(({ name }) => name === key)?.json;
    const path = typeof named === 'string' ? resolve(folder, named) : undefined;
    hash.update(`${JSON.stringify([key, (path && texts.get(path)) ?? null])}\n`);
  }
  return `sha256:${hash.digest('hex')}`;
}

/**
 * Imports a plugin from its file, and so runs its module.
 * @param bytes what to run in place of what the file holds by now
 * @throws VakError VAK5209 when it does not load or is no plugin; VAK5203 when this process has loaded
 * other code of that file before
 */
export async function importPlugin(
  file: string,
  use: Pick<UsePlan, 'package' | 'at'>,
  bytes: Buffer = readRegular(file),
): Promise<Plugin> {
  let module: { readonly default?: unknown };
  try {
    module = (await importBytes(file, bytes)) as { readonly default?: unknown };
  } catch (cause) {
    if (cause instanceof OtherCode) {
      const why = 'other code of that file runs in this process already; start it anew';
      throw new VakError('VAK5203', `\`${use.package}\` (${use.at}): ${why}`, { cause });
    }
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
