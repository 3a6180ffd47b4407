import { existsSync, readFileSync } from 'node:fs';
import { toJson } from '../../../../dsl/diagnostics/json.ts';
import {
  NotAKeyError,
  readSigningKey,
  type SigningKey,
} from '../../../../runtime/evidence/head/key.ts';
import { digestsOf } from '../../../../tool/code.ts';
import { contractOf, manifestName, manifestText } from '../../../../tool/manifest.ts';
import { unsigned } from '../../../../tool/signature.ts';
import { analyseFile } from '../../../input/analysed.ts';
import { readFile } from '../../../input/files.ts';
import type { Given } from '../../../input/registry.ts';
import { isError, writeDiagnostics } from '../../../output/findings.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../../output/shell.ts';
import { givenCode } from './given-code.ts';
import { put } from './put.ts';

/**
 * `vak tool sign POLICY --tool T --version V --key KEY [--expires TIME]`: writes the signed manifest of a
 * tool beside its code: name, version, digest, and what the policy grants, gives and expects of it now.
 */
export async function sign({ positionals, json, option }: Given, shell: Shell): Promise<Exit> {
  const [policy = ''] = positionals;
  const name = option('tool') ?? '';
  const expires = option('expires');
  if (expires !== undefined && Number.isNaN(Date.parse(expires))) {
    throw new WrongUsage('`--expires` is a time such as 2027-01-01T00:00:00Z');
  }
  const signer = readKey(option('key') ?? '');
  const { compiled, code, diagnostics } = analyseFile(policy);
  if (compiled === undefined) {
    if (json) writeJson(shell, { ok: false, diagnostics: diagnostics.map(toJson) });
    else writeDiagnostics(diagnostics.filter(isError), shell);
    return 1;
  }
  const tool = compiled.plan.tools.find((each) => each.name === name);
  const of = code.get(name);
  if (tool === undefined || of === undefined) {
    throw new WrongUsage(`\`${policy}\` has no tool \`${name}\` with code of its own`);
  }
  const manifest = {
    name,
    version: option('version') ?? '',
    digest: of.digest,
    ...(of.modules === undefined ? {} : { modules: digestsOf(of.modules) }),
    capabilities: tool.grants ?? {},
    limits: tool.limits,
    schemas: contractOf(tool),
    ...(expires === undefined ? {} : { expires: new Date(expires).toISOString() }),
  };
  const file = manifestName(of.file);
  put(file, manifestText(manifest, signer.as(signer.name)));
  if (json) writeJson(shell, { ok: true, file, manifest });
  else shell.out(`${file}: ${name} ${manifest.version}, signed by ${signer.name}\n`);
  return 0;
}

/**
 * `vak tool verify FILE --key PUB [--modules NAMES] [--at TIME]`: whether a tool's code, with its modules, is
 * what its manifest was signed for, by that key, and not expired. Exits 1 and says why where it is not.
 */
export async function verify({ positionals, json, option }: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = positionals;
  const code = givenCode(file, option('modules'));
  const keys = [readFile(option('key') ?? '').text.trim()];
  const at = option('at');
  const now = at === undefined ? Date.now() : Date.parse(at);
  if (Number.isNaN(now)) throw new WrongUsage('`--at` is a time such as 2027-01-01T00:00:00Z');
  const beside = manifestName(file);
  const manifest = existsSync(beside) ? { manifest: readFileSync(beside, 'utf8') } : {};
  const bad = unsigned({ ...code, ...manifest }, { keys, revoked: [] }, now);
  if (json) writeJson(shell, { ok: bad === undefined, file, digest: code.digest, ...bad });
  else shell.out(`${file}: ${bad === undefined ? 'signed' : `${bad.why} (${bad.code})`}\n`);
  return bad === undefined ? 0 : 1;
}

function readKey(file: string): SigningKey {
  try {
    return readSigningKey(readFile(file).text);
  } catch (error) {
    if (!(error instanceof NotAKeyError)) throw error;
    throw new WrongUsage(`\`${file}\`: ${error.message} (\`vak tool keygen\` makes one)`);
  }
}
