import { existsSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { UsePlan } from '../../dsl/plan/plan.ts';
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
 * Reads what a plugin says of itself in `vak.plugin.json`, in its package or beside its file. A file
 * without a manifest is known by the point that its `use` names, without a version.
 * @throws VakError VAK5209 when there is no such plugin, or nothing that tells what it provides
 */
export function describedPlugin(use: UsePlan, cwd: string): DescribedPlugin {
  const folder = resolve(cwd, dirname(use.declaredIn));
  const local = /^\.{0,2}\//.test(use.package) || isAbsolute(use.package);
  const home = local ? localHome(resolve(folder, use.package)) : packageHome(use.package, folder);
  if (home === undefined) {
    throw new VakError('VAK5209', `there is no plugin \`${use.package}\` (${use.at})`);
  }
  const manifest = manifestIn(home, use);
  const words = stringsOf(manifest.provides) ?? (use.point === null ? undefined : [use.point]);
  if (words === undefined) {
    throw new VakError(
      'VAK5209',
      `\`${use.package}\` (${use.at}) has no \`vak.plugin.json\` that says what it provides`,
    );
  }
  const plugin = definePlugin({
    name: textOf(manifest.name) ?? use.package,
    version: textOf(manifest.version) ?? '',
    api: manifest.api === undefined ? 1 : (manifest.api as 1),
    runs: manifest.runs === 'isolate' ? 'isolate' : 'process',
    provides: words.flatMap((word) => tokens.get(word) ?? []),
    ...(isRecord(manifest.needs) ? { needs: manifest.needs } : {}),
    setup: () => {},
  });
  return { plugin, foreign: !local };
}

/** Every point of the contract, by its word and by its name. */
const tokens: ReadonlyMap<string, AnyToken> = new Map(
  Object.values(contract)
    .filter((value) => typeof value === 'symbol')
    .flatMap((token): [string, AnyToken][] => {
      const point = pointOf(token);
      return point === undefined
        ? []
        : [
            [point.word, token],
            [point.name, token],
          ];
    }),
);

const localHome = (file: string): string | undefined =>
  existsSync(file) ? dirname(file) : undefined;

function packageHome(name: string, folder: string): string | undefined {
  try {
    const manifest = findPackageJSON(name, pathToFileURL(join(folder, 'noop.js')));
    return manifest === undefined ? undefined : dirname(manifest);
  } catch {
    return undefined;
  }
}

function manifestIn(home: string, use: UsePlan): Readonly<Record<string, unknown>> {
  const file = join(home, 'vak.plugin.json');
  if (!existsSync(file)) return {};
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isRecord(manifest)) return manifest;
  } catch {
    // Told below, like a manifest that is no record.
  }
  throw new VakError('VAK5209', `the manifest of \`${use.package}\` (${use.at}) is no JSON record`);
}

const isRecord = (value: unknown): value is Readonly<Record<string, never>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
const stringsOf = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
