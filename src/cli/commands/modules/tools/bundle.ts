import { bundleTool } from '../../../../tool/bundler.ts';
import { digestOf } from '../../../../tool/manifest.ts';
import { readFile } from '../../../input/files.ts';
import type { Given } from '../../../input/registry.ts';

import { type Exit, type Shell, writeJson } from '../../../output/shell.ts';
import { put } from './put.ts';

/**
 * `vak tool bundle FILE -o OUT [--allow PACKAGES]`: one module without imports of a tool's code, or of a plugin for
 * an isolate, and all it imports; with `--allow a,b` no packages but those. OUT is replaced at once or not at all.
 */
export async function bundle({ positionals, json, option }: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = positionals;
  readFile(file);
  const out = option('out') ?? '';
  const { text, imports } = await bundleTool(file, allowed(option('allow')));
  put(out, text);
  const digest = digestOf(text);
  const bytes = Buffer.byteLength(text);
  if (json) writeJson(shell, { ok: true, file: out, digest, bytes, modules: imports });
  else shell.out(`${out}: ${digest}\n`);
  return 0;
}

/** Names of packages, as a list between commas; undefined for any. */
export const allowed = (list: string | undefined): readonly string[] | undefined =>
  list?.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
