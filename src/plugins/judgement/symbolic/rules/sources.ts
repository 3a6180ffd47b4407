import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Json } from '../../../../runtime/contract/index.ts';
import type { RulesText } from './rulebook.ts';
import { safetyFile, safetyRules } from './safety.ts';

/** What a `rules` fact names: files ending in `.dl`, and `"vak/safety"` for vak's own rules. */
export function ruleFiles(json: Json | undefined): readonly string[] {
  const named = typeof json === 'string' ? [json] : Array.isArray(json) ? json : [];
  return named.filter((each) => typeof each === 'string');
}

/**
 * Reads what a `rules` fact names, relative to the file that declares it.
 * @throws Error for a fact that names no file, and for a file that cannot be read
 */
export function readRules(
  json: Json | undefined,
  from: {
    readonly base: string;
    readonly entry: string;
    readonly declaredIn: string;
    /** Texts by path as they were when the policy was read; without it the disk is read. */
    readonly texts: ReadonlyMap<string, string> | undefined;
  },
): readonly RulesText[] {
  const names = ruleFiles(json);
  if (names.length === 0 || names.length !== (Array.isArray(json) ? json.length : 1)) {
    throw new Error('`rules` names a file such as `"./rules.dl"`, or a list of them');
  }
  const folder = resolve(from.base, relative(dirname(from.entry), dirname(from.declaredIn)));
  return names.map((name) => {
    if (name === 'vak/safety') return { file: safetyFile, text: safetyRules };
    const file = join(dirname(from.declaredIn), name);
    const text = textOf(resolve(folder, name), from.texts);
    if (text === undefined) throw new Error(`\`${name}\` cannot be read`);
    return { file, text };
  });
}

function textOf(path: string, texts: ReadonlyMap<string, string> | undefined): string | undefined {
  if (texts !== undefined) return texts.get(path);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
