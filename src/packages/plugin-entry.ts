import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { UsePlan } from '../dsl/plan/plan.ts';
import { isLocal } from '../reading/reader.ts';
import { readRegular } from '../reading/regular-file.ts';

/**
 * The digest that pins the plugin of a `use`: of its entry file. Undefined for vak's own plugins and for
 * what is not there. Runs nothing.
 */
export function pluginDigest(use: UsePlan, cwd: string): string | undefined {
  if (use.package.startsWith('vak/')) return undefined;
  const file = entryFile(use.package, resolve(cwd, dirname(use.declaredIn)));
  return file === undefined || !existsSync(file) ? undefined : fileDigest(file);
}

/** The file that holds a plugin: one by its path, or the entry file of a package seen from a folder. */
export const entryFile = (specifier: string, folder: string): string | undefined =>
  isLocal(specifier) ? resolve(folder, specifier) : packageEntry(specifier, folder);

/** The digest of a file's bytes, `sha256:<hex>`. */
export const fileDigest = (file: string): string => digestOf(readRegular(file));

/** The digest of bytes, `sha256:<hex>`. */
export const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The entry file of a package as seen from a folder, for `import`. */
function packageEntry(name: string, folder: string): string | undefined {
  const from = join(folder, 'noop.js');
  try {
    return createRequire(from).resolve(name);
  } catch {
    const manifest = findManifest(name, from);
    if (manifest === undefined) return undefined;
    const { exports, main } = JSON.parse(readRegular(manifest).toString('utf8')) as {
      exports?: unknown;
      main?: string;
    };
    const entry = importTarget(exports) ?? main ?? 'index.js';
    return resolve(dirname(manifest), entry);
  }
}

function findManifest(name: string, from: string): string | undefined {
  try {
    return findPackageJSON(name, pathToFileURL(from));
  } catch {
    return undefined;
  }
}

function importTarget(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  const map = exports as Record<string, unknown>;
  for (const key of ['.', 'node', 'import', 'default']) {
    const target = key in map ? importTarget(map[key]) : undefined;
    if (target !== undefined) return target;
  }
  return undefined;
}
