import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fileReader, locate } from '../../reading/reader.ts';
import { readRegular } from '../../reading/regular-file.ts';
import type { Host } from '../service/workspace.ts';

/** The name of a document: its path for a file, its address for all else. */
export function nameOf(uri: string): string {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : uri;
  } catch {
    return uri;
  }
}

/** The address of a document by its name. */
export const uriOf = (name: string): string =>
  /^[a-z][a-z0-9+.-]+:/i.test(name) ? name : pathToFileURL(name).href;

/** The files of this machine. Reads texts and manifests, and runs nothing. */
export function diskHost(): Host {
  const reader = fileReader('/');
  return {
    locate: (specifier, from) => locate(specifier, dirname(from)),
    load: (name) => {
      try {
        return readRegular(name).toString('utf8');
      } catch {
        return undefined;
      }
    },
    manifest: (specifier, from) => reader.manifest(specifier, from),
  };
}
