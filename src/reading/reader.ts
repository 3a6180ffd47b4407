import { realpathSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Manifest, Reader } from '../dsl/index.ts';
import { Source } from '../dsl/text/source.ts';
import { readRegular } from './regular-file.ts';

/**
 * Gives the checker the files that a file imports, and what the plugins it uses say of themselves.
 * Names (`from`, and those of the sources it gives) are relative to `cwd`; a relative specifier is
 * resolved from the folder of `from`, any other in the packages installed there. Each file is read once, so that all who import it see one and the
 * same source. What cannot be read is undefined.
 */
export function fileReader(cwd: string): Required<Omit<Reader, 'parsed'>> {
  const sources = new Map<string, Source>();
  return {
    read(specifier, from) {
      const folder = resolve(cwd, dirname(from));
      const path = locate(specifier, folder);
      if (path === undefined) return undefined;
      const known = sources.get(path);
      if (known !== undefined) return known;
      const text = textOf(path);
      if (text === undefined) return undefined;
      const source = new Source(relative(cwd, path), text);
      sources.set(path, source);
      return source;
    },
    manifest: (specifier, from) => manifestOf(specifier, resolve(cwd, dirname(from)))?.manifest,
  };
}

/** The path of the file that a specifier means to one in `folder`; undefined for what is not installed. */
export const locate = (specifier: string, folder: string): string | undefined =>
  isLocal(specifier) ? resolve(folder, specifier) : policyOf(specifier, folder);

/**
 * The policy file of an installed package: what its `package.json` calls `vak`, or else exports as
 * `./policy.vak`; for `name/part.vak`, what it exports under that name, or without `exports` that file
 * itself. Undefined for a file outside the package, links followed.
 */
function policyOf(specifier: string, folder: string): string | undefined {
  const [, name, part] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  const home = name === undefined ? undefined : pluginHome(name, folder);
  const text = home === undefined ? undefined : textOf(join(home, 'package.json'));
  if (home === undefined || text === undefined) return undefined;
  try {
    const { vak, exports } = JSON.parse(text) as { vak?: unknown; exports?: unknown };
    const map = typeof exports === 'object' && exports !== null ? exports : undefined;
    const exported = (key: string): unknown =>
      map && Object.entries(map).find(([k]) => k === key)?.[1];
    const whole = typeof vak === 'string' ? vak : exported('./policy.vak');
    const named =
      part === undefined
        ? whole
        : (exported(`./${part}`) ?? (exports === undefined ? part : undefined));
    if (typeof named !== 'string') return undefined;
    const file = realpathSync(resolve(home, named));
    return isBelow(file, realpathSync(home)) ? resolve(home, named) : undefined;
  } catch {
    return undefined;
  }
}

function isBelow(file: string, home: string): boolean {
  const way = relative(home, file);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

/** Whether a specifier names a file rather than a package. */
export const isLocal = (specifier: string): boolean =>
  /^\.{0,2}\//.test(specifier) || isAbsolute(specifier);

/**
 * The folder of a plugin's manifest: beside a plugin's file, at the head of its package. Undefined for
 * a package that is not installed where `folder` sees it.
 */
export function pluginHome(specifier: string, folder: string): string | undefined {
  if (isLocal(specifier)) return dirname(resolve(folder, specifier));
  try {
    const found = findPackageJSON(specifier, pathToFileURL(join(folder, 'any.js')));
    return found === undefined ? undefined : dirname(found);
  } catch {
    return undefined;
  }
}

/** The manifest of a plugin as seen from a folder. One that names another file's code is not its own. */
export function manifestOf(
  specifier: string,
  folder: string,
): { readonly manifest: Manifest; readonly home: string } | undefined {
  const home = pluginHome(specifier, folder);
  const manifest = home === undefined ? undefined : readManifest(home);
  if (home === undefined || manifest === undefined) return undefined;
  const { entry } = manifest;
  const isOther =
    entry !== undefined &&
    isLocal(specifier) &&
    resolve(home, entry) !== resolve(folder, specifier);
  return isOther ? undefined : { manifest, home };
}

/** The file that holds what a plugin says of itself. */
export const manifestName = 'vak.plugin.json';

/** The `vak.plugin.json` of a folder; undefined where there is none, or none of its form. */
export function readManifest(home: string): Manifest | undefined {
  const text = textOf(join(home, manifestName));
  if (text === undefined) return undefined;
  try {
    const json = JSON.parse(text) as Partial<Manifest> | null;
    return isManifest(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(json: Partial<Manifest> | null): json is Manifest {
  return (
    typeof json?.name === 'string' &&
    typeof json.version === 'string' &&
    typeof json.api === 'number' &&
    [undefined, 'process', 'isolate'].includes(json.runs) &&
    isWords(json.provides) &&
    (json.requires === undefined || isWords(json.requires)) &&
    (json.needs === undefined ||
      (isRecord(json.needs) && Object.values(json.needs).every(isWords))) &&
    (json.config === undefined || isRecord(json.config)) &&
    [json.entry, json.digest].every((text) => text === undefined || typeof text === 'string')
  );
}

const isRecord = (json: unknown): json is object =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
const isWords = (json: unknown): boolean =>
  Array.isArray(json) && json.every((word) => typeof word === 'string');

function textOf(path: string): string | undefined {
  try {
    return readRegular(path).toString('utf8');
  } catch {
    return undefined;
  }
}
