import { bundleTool } from '../../../../tool/bundler.ts';
import { digestOf } from '../../../../tool/manifest.ts';
import { readFile } from '../../../input/files.ts';
import type { Given } from '../../../input/registry.ts';

import { type Exit, type Shell, writeJson } from '../../../output/shell.ts';
import { put } from './put.ts';

/**
 * `vak tool bundle FILE -o OUT`: one module without imports of a tool's code, or of a plugin for an
 * isolate, and all it imports. OUT is replaced at once or not at all.
 */
export async function bundle({ positionals, json, option }: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = positionals;
  readFile(file);
  const out = option('out') ?? '';
  const { text } = await bundleTool(file);
  put(out, text);
  const digest = digestOf(text);
  if (json) writeJson(shell, { ok: true, file: out, digest, bytes: Buffer.byteLength(text) });
  else shell.out(`${out}: ${digest}\n`);
  return 0;
}
