import { realpathSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { readRegular } from '../reading/regular-file.ts';
import { digestOf } from './plugin-entry.ts';

/** Thrown where a file's module runs in this process already, and is of other bytes. */
export class OtherCode extends Error {}

/** What this process has loaded, by URL: a module is loaded once. */
const loaded = new Map<string, string>();

/**
 * Imports a file as though it held these bytes, which somebody has looked at, so that what is written to
 * it meanwhile does not run. What it imports in turn is read as ever.
 * @throws OtherCode where other bytes of that file were imported before; whatever its module throws
 */
export async function importBytes(file: string, bytes: Buffer): Promise<unknown> {
  // A module is known by its real path.
  const { href } = pathToFileURL(realpathSync(file));
  const digest = digestOf(bytes);
  const before = loaded.get(href);
  if (before !== undefined && before !== digest) throw new OtherCode(file);
  const hooks = registerHooks({
    load(url, context, next) {
      const found = next(url, context);
      if (url !== href) return found;
      loaded.set(href, digest);
      return { ...found, source: bytes };
    },
  });
  try {
    const module: unknown = await import(href);
    // A module that was here before, or that another loader brought, did not pass the hook.
    const passed = loaded.has(href);
    if (!passed && digestOf(readRegular(file)) !== digest) throw new OtherCode(file);
    return module;
  } finally {
    hooks.deregister();
  }
}
