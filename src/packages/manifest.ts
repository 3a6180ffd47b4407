import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Manifest } from '../dsl/index.ts';
import type { UsePlan } from '../dsl/plan/plan.ts';
import type { Json } from '../dsl/values/value.ts';
import { manifestName, manifestOf, pluginHome, readManifest } from '../reading/reader.ts';
import type { Plugin } from '../runtime/contract/plugin.ts';
import { bare, pointOf } from '../runtime/contract/token.ts';
import { entryFile, fileDigest } from './plugin-entry.ts';

/** What a plugin says of itself, for the `vak.plugin.json` beside its code. Runs none of `setup`. */
export function describe(plugin: Plugin, entry: string, digest: string): Manifest {
  const { name, version, api, runs, provides, requires = [], needs, config } = plugin;
  const schema = config === undefined ? undefined : schemaOf(config);
  return {
    name,
    version,
    api,
    ...(runs === 'isolate' ? { runs } : {}),
    provides: wordsOf(provides),
    requires: wordsOf(requires),
    ...(needs === undefined ? {} : { needs }),
    ...(schema === undefined ? {} : { config: schema }),
    entry,
    digest,
  };
}

/**
 * How a plugin differs from its manifest, in words; undefined when it does not. What a manifest leaves
 * out is not compared.
 */
export function difference(plugin: Plugin, manifest: Manifest): string | undefined {
  const own = describe(plugin, '', '');
  const differs = (['name', 'version', 'api'] as const).find((key) => own[key] !== manifest[key]);
  if (differs !== undefined) {
    return `is ${differs} \`${own[differs]}\`, and its manifest says \`${manifest[differs]}\``;
  }
  return (
    unlike('provides', plugin.provides, manifest.provides) ??
    (manifest.requires && unlike('requires', plugin.requires ?? [], manifest.requires))
  );
}

/**
 * Why the manifest of a plugin cannot be gone by, in words: it cannot be read, is for another contract, or
 * was made of other code. Undefined where it can, and where there is none.
 * @param own the digest of the plugin's code where it was read already
 */
export function distrust(use: UsePlan, cwd: string, own?: string): string | undefined {
  const folder = resolve(cwd, dirname(use.declaredIn));
  const home = use.package.startsWith('vak/') ? undefined : pluginHome(use.package, folder);
  if (home === undefined || !existsSync(join(home, manifestName))) return undefined;
  const manifest = readManifest(home);
  if (manifest === undefined) return `\`${manifestName}\` of \`${use.package}\` is no manifest`;
  if (manifest.api !== 1) {
    const offered = 'this vak offers contract 1';
    return `the manifest of \`${use.package}\` is for contract ${manifest.api}; ${offered}`;
  }
  return staleness(use, folder, own);
}

function staleness(use: UsePlan, folder: string, own: string | undefined): string | undefined {
  const known = manifestOf(use.package, folder);
  const { entry, digest } = known?.manifest ?? {};
  if (known === undefined || entry === undefined || digest === undefined) return undefined;
  const file = resolve(known.home, entry);
  const isOwn = own !== undefined && file === entryFile(use.package, folder);
  const found = isOwn ? own : existsSync(file) ? fileDigest(file) : 'no file';
  if (found === digest) return undefined;
  return `the manifest of \`${use.package}\` is of other code: it names ${digest}, found ${found}`;
}

/** A manifest may call a point by its word or by its name. */
function unlike(what: string, own: Tokens, said: readonly string[]): string | undefined {
  const words = new Map(own.map((token) => [pointOf(bare(token))?.name, wordOf(token)]));
  const listed = (of: readonly string[]): string => [...new Set(of)].sort().join(', ') || 'nothing';
  const [is, says] = [listed(wordsOf(own)), listed(said.map((name) => words.get(name) ?? name))];
  return is === says ? undefined : `${what} ${is}, and its manifest says ${says}`;
}

type Tokens = readonly symbol[];
const wordOf = (token: symbol): string => pointOf(bare(token))?.word ?? String(token.description);
const wordsOf = (tokens: Tokens): readonly string[] => tokens.map(wordOf);

/** The JSON Schema of a schema whose vendor gives one; undefined for others. */
function schemaOf(config: object): Json | undefined {
  const standard = (config as { readonly '~standard'?: object })['~standard'] as {
    readonly jsonSchema?: {
      readonly input?: (options: {
        readonly target: string;
        readonly libraryOptions: { readonly unrepresentable: 'any' };
      }) => Json;
    };
  };
  const made = standard.jsonSchema?.input?.({
    target: 'draft-2020-12',
    libraryOptions: { unrepresentable: 'any' },
  });
  return made === undefined ? undefined : (JSON.parse(JSON.stringify(made)) as Json);
}
