import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { UsePlan } from '../../dsl/plan/plan.ts';
import {
  isLocal,
  manifestName,
  manifestOf,
  pluginHome,
  readManifest,
} from '../../reading/reader.ts';
import { VakError } from '../../runtime/contract/errors.ts';
import * as contract from '../../runtime/contract/index.ts';
import { definePlugin, type Plugin } from '../../runtime/contract/plugin.ts';
import { type AnyToken, pointOf } from '../../runtime/contract/token.ts';

/** A plugin as its manifest describes it, with a `setup` that does nothing. */
export interface DescribedPlugin {
  readonly plugin: Plugin;
  /** True for a package; false for a file beside the one that uses it. */
  readonly foreign: boolean;
}

/**
 * Reads what a plugin says of itself in `vak.plugin.json`, in its package or beside its file. A plugin
 * without a manifest is known by the point that its `use` names, without a version.
 * @throws VakError VAK5209 when there is no such plugin, or nothing that tells what it provides
 */
export function describedPlugin(use: UsePlan, cwd: string): DescribedPlugin {
  const folder = resolve(cwd, dirname(use.declaredIn));
  const local = isLocal(use.package);
  const home = pluginHome(use.package, folder);
  if (home === undefined || (local && !existsSync(resolve(folder, use.package)))) {
    throw new VakError('VAK5209', `there is no plugin \`${use.package}\` (${use.at})`);
  }
  const manifest = manifestOf(use.package, folder)?.manifest;
  const broken = readManifest(home) === undefined && existsSync(join(home, manifestName));
  const words = manifest?.provides ?? (use.point === null ? undefined : [use.point]);
  if (words === undefined || broken) {
    const what = broken ? 'a `vak.plugin.json` that is no manifest' : 'no `vak.plugin.json`';
    const why = `has ${what}, so nothing tells what it provides`;
    throw new VakError('VAK5209', `\`${use.package}\` (${use.at}) ${why}`);
  }
  const plugin = definePlugin({
    name: manifest?.name ?? use.package,
    version: manifest?.version ?? '',
    api: (manifest?.api ?? 1) as 1,
    runs: manifest?.runs ?? 'process',
    provides: words.flatMap((word) => points.get(word) ?? []),
    ...(manifest?.needs === undefined ? {} : { needs: manifest.needs }),
    setup: () => {},
  });
  return { plugin, foreign: !local };
}

/** Every point of the contract, by its word and by its name. */
const points: ReadonlyMap<string, AnyToken> = new Map(
  Object.values(contract)
    .filter((value) => typeof value === 'symbol')
    .flatMap((token): [string, AnyToken][] => {
      const point = pointOf(token);
      if (point === undefined) return [];
      return [
        [point.word, token],
        [point.name, token],
      ];
    }),
);
