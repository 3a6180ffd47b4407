import { code as codes } from '../../../../dsl/diagnostics/catalogue/code.ts';
import { Source } from '../../../../dsl/text/source.ts';
import { TieredSandbox } from '../../../../plugins/isolation/index.ts';
import type { ToolCode } from '../../../../runtime/contract/execution.ts';
import { type Anatomy, anatomyOf } from '../../../../tool/anatomy.ts';
import { ambiguousAt, blanked } from '../../../../tool/blanked.ts';
import { packageOf, unreadable } from '../../../../tool/bundler.ts';
import type { Given } from '../../../input/registry.ts';
import { type Exit, type Shell, writeJson } from '../../../output/shell.ts';
import { allowed } from './bundle.ts';
import { givenCode } from './given-code.ts';

/**
 * `vak tool check FILE [--modules NAME=FILE,…] [--allow PACKAGES]`: what a tool's code imports, exports and asks of
 * its host, and what its modules do. Runs none of it. Exits 1 where a sandbox could not run it: something imports
 * what is none of the modules, or what that does not export, or is no TypeScript whose types can be blanked, or there
 * is no default export. With `--allow a,b` files
 * and those packages may be imported, as in what is to be bundled.
 */
export async function check({ positionals, json, option }: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = positionals;
  const code = givenCode(file, option('modules'));
  const { digest, text, modules = [] } = code;
  const own = { name: '', file, ...(await anatomyOf(file, text)) };
  const others: Part[] = [];
  for (const { name, file, text } of modules) {
    others.push({ name, file, ...(await anatomyOf(file, text)) });
  }
  const allow = allowed(option('allow'));
  const imports = new Set([own, ...others].flatMap((part) => part.imports));
  const outside = [...imports]
    .filter((name) => !others.some((part) => part.name === name) && !mayImport(name, allow))
    .sort();
  const missing = missingOf([own, ...others]);
  const ok = outside.length === 0 && missing.length === 0 && own.exports.includes('default');
  if (ok) await readInSandbox(code);
  if (json) {
    const { name: _, takes: __, ...said } = own;
    const more = others.map(({ name, file, imports, exports }) => ({
      name,
      file,
      imports,
      exports,
    }));
    const together = modules.length === 0 ? {} : { modules: more, missing };
    writeJson(shell, { ok, ...said, digest, outside, ...together });
  } else write({ own, others, outside, missing, digest, allow }, shell);
  return ok ? 0 : 1;
}

/**
 * Has a sandbox read the code, and run nothing of it: types are blanked there, so that an `enum` has no meaning.
 * @throws VakError VAK2616 naming the place where it cannot
 */
async function readInSandbox(code: ToolCode): Promise<void> {
  for (const { file, text } of [code, ...(code.modules ?? [])]) {
    const plain = blanked(text);
    const at = 'text' in plain ? ambiguousAt(file, text, plain.text) : undefined;
    if (at === undefined) continue;
    const { line, column } = new Source(file, text).position(at);
    throw unreadable(file, { message: codes.ambiguous.message({ path: file }), line, column });
  }
  const sandbox = new TieredSandbox({ least: 1, most: 1 });
  try {
    const fault = await sandbox.check(code);
    // What is yet to be bundled is no fault.
    if (fault !== undefined && fault.imports !== true) throw unreadable(code.file, fault);
  } finally {
    await sandbox.stop();
  }
}

/** One file of a tool's code, and what it is imported by. */
interface Part extends Anatomy {
  readonly name: string;
  readonly file: string;
}

/** An export that one file takes from a module, and that this does not have. */
interface Missing {
  readonly file: string;
  readonly from: string;
  readonly name: string;
}

function missingOf(parts: readonly Part[]): readonly Missing[] {
  return parts.flatMap(({ file, takes }) =>
    parts.flatMap(({ name: from, exports }) => {
      const taken = from !== '' && Object.hasOwn(takes, from) ? (takes[from] ?? []) : [];
      if (exports.includes('*')) return [];
      return taken.filter((name) => !exports.includes(name)).map((name) => ({ file, from, name }));
    }),
  );
}

function write(
  found: {
    readonly own: Part;
    readonly others: readonly Part[];
    readonly outside: readonly string[];
    readonly missing: readonly Missing[];
    readonly digest: string;
    readonly allow: readonly string[] | undefined;
  },
  shell: Shell,
): void {
  const { own, others, outside, missing, digest, allow } = found;
  const list = (names: readonly string[]): string => names.join(', ') || 'nothing';
  const how = outside.length > 0 ? ' (`vak tool bundle` takes it in)' : '';
  shell.out(`${own.file}: ${digest}\n`);
  shell.out(`  imports ${list(own.imports)}${how}\n`);
  if (outside.length > 0 && (allow !== undefined || others.length > 0)) {
    shell.out(`  not allowed: ${list(outside)}\n`);
  }
  const lacks = own.exports.includes('default') ? '' : ', and no `default`, which is the tool';
  shell.out(`  exports ${list(own.exports)}${lacks}\n`);
  const more = own.dynamic ? ', and more that is not told' : '';
  shell.out(`  asks its host for ${list(own.needs)}${more}\n`);
  for (const { name, file, imports, exports } of others) {
    shell.out(`  ${name} (${file}): imports ${list(imports)}, exports ${list(exports)}\n`);
  }
  for (const { file, from, name } of missing) {
    shell.out(`  ${file} takes \`${name}\` from ${from}, which does not export it\n`);
  }
}

/** Nothing, unless some packages are allowed: then files of its own too. What is computed is never known. */
function mayImport(name: string, allow: readonly string[] | undefined): boolean {
  if (allow === undefined || name === '(computed)' || name.startsWith('node:')) return false;
  const named = packageOf(name);
  return named === undefined || allow.includes(named);
}
