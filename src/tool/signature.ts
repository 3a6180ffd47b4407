import type { Plan, ToolPlan } from '../dsl/plan/plan.ts';
import { VakError } from '../runtime/contract/errors.ts';
import type { ToolCode } from '../runtime/contract/execution.ts';
import {
  isNamed,
  NotAKeyError,
  readVerifier,
  type Verifier,
} from '../runtime/evidence/head/key.ts';
import { checkNote } from '../runtime/evidence/head/note.ts';
import {
  beyond,
  contractOf,
  readManifest,
  type SignedManifest,
  type ToolManifest,
} from './manifest.ts';

/** Whose signatures count. */
export interface Signers {
  /** Public keys, `name+id+base64`. */
  readonly keys: readonly string[];
  /** Keys that count no longer: whole, or `name+id`. */
  readonly revoked: readonly string[];
}

/** Code with the manifest that lies beside it. */
type Signed = Pick<ToolCode, 'digest' | 'modules' | 'manifest'>;

/** Why a signature does not do: a code, and the reason in words. */
export interface Unsigned {
  readonly code: 'VAK2611' | 'VAK2612' | 'VAK2613' | 'VAK2614' | 'VAK2615';
  readonly why: string;
}

/**
 * Holds every tool with code against its signature where one is required: by `tools` for all of them,
 * by `signers` in the policy for that tool, and then by both.
 * @throws VakError VAK2611 to VAK2615 naming the tool and its place
 */
export function requireSignatures(
  plan: Plan,
  code: ReadonlyMap<string, ToolCode>,
  host: { readonly tools?: readonly string[] | undefined; readonly revoked: readonly string[] },
  now: number,
): void {
  for (const tool of plan.tools) {
    const of = code.get(tool.name);
    const demands = [host.tools, tool.signers].filter((keys) => keys !== undefined);
    if (of === undefined || demands.length === 0) continue;
    for (const keys of demands) {
      const bad = unsigned(of, { keys, revoked: host.revoked }, now) ?? tooWide(tool, of);
      if (bad === undefined) continue;
      throw new VakError(bad.code, `the code of \`${tool.name}\` (${tool.at}) ${bad.why}`);
    }
  }
}

/** What is wrong with the signature of some code, whatever a policy gives it; undefined when it is good. */
export function unsigned(
  code: Signed,
  { keys, revoked }: Signers,
  now: number,
): Unsigned | undefined {
  if (code.manifest === undefined) return { code: 'VAK2611', why: 'is not signed' };
  const signed = readManifest(code.manifest);
  if (signed === undefined) return { code: 'VAK2612', why: 'has a manifest that was altered' };
  const { manifest } = signed;
  const other = otherThan(manifest, code);
  if (other !== undefined) return { code: 'VAK2612', why: other };
  const fault = faultOf(signed, keys.map(keyOf), revoked);
  if (fault !== undefined) return { code: 'VAK2613', why: fault };
  if (manifest.expires !== undefined && Date.parse(manifest.expires) <= now) {
    return { code: 'VAK2614', why: `was signed until ${manifest.expires}` };
  }
  return undefined;
}

/** What of some code is not what its manifest was signed for. */
function otherThan(
  { digest: signed, modules: named = {} }: ToolManifest,
  { digest, modules = [] }: Signed,
): string | undefined {
  const changed = modules.find(
    (one) => !(Object.hasOwn(named, one.name) && named[one.name] === one.digest),
  );
  if (changed !== undefined) {
    return `has another module \`${changed.name}\` than its manifest was signed for`;
  }
  const lost = Object.keys(named).find((name) => !modules.some((one) => one.name === name));
  if (lost !== undefined) return `lacks the module \`${lost}\`, which it was signed with`;
  return signed === digest ? undefined : 'is other code than its manifest was signed for';
}

function tooWide(tool: ToolPlan, { manifest: text }: ToolCode): Unsigned | undefined {
  const manifest = readManifest(text ?? '')?.manifest;
  if (manifest === undefined) return { code: 'VAK2611', why: 'is not signed' };
  const { args, result } = contractOf(tool);
  const more = beyond(tool, manifest);
  if (more !== undefined) {
    return { code: 'VAK2615', why: `is given ${more}, which its signed manifest does not ask for` };
  }
  const same = manifest.schemas.args === args && manifest.schemas.result === result;
  const why = 'was signed for other arguments or another result';
  return same && manifest.name === tool.name ? undefined : { code: 'VAK2615', why };
}

function faultOf(
  { note }: SignedManifest,
  keys: readonly Verifier[],
  revoked: readonly string[],
): string | undefined {
  const live = keys.filter((key) => !isNamed(key, revoked));
  const stands = live.map((key) => checkNote(note, key));
  if (!stands.includes('bad') && stands.includes('good')) return undefined;
  const dead = keys.some((key) => isNamed(key, revoked) && checkNote(note, key) === 'good');
  const by = note.signatures.map(({ name, id }) => `${name}+${id}`).join(', ');
  return dead
    ? `is signed by ${by}, a key that was revoked`
    : `is signed by ${by}, whom nobody trusts here`;
}

function keyOf(text: string): Verifier {
  try {
    return readVerifier(text);
  } catch (cause) {
    const why = cause instanceof NotAKeyError ? cause.message : 'not a public key';
    throw new VakError('VAK2613', `among the keys for tools is what is no key: ${why}`);
  }
}
