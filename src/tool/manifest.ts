import { createHash } from 'node:crypto';
import { canonicalJson, meaning } from '../dsl/plan/canonical.ts';
import type { GrantsPlan, ToolPlan } from '../dsl/plan/plan.ts';
import type { Json } from '../dsl/values/value.ts';
import { usualCalls } from '../runtime/contract/granted/host-desk.ts';
import type { Signer } from '../runtime/evidence/head/key.ts';
import { type Note, parseNote, signNote } from '../runtime/evidence/head/note.ts';

/** What a signed tool says of itself: whoever signs it vouches for all of it. */
export interface ToolManifest {
  readonly name: string;
  readonly version: string;
  /** Of the code's bytes, `sha256:<hex>`; of code with modules over those too. */
  readonly digest: string;
  /** Digests of the modules it may import, by name; absent where it imports nothing. */
  readonly modules?: { readonly [name: string]: string };
  /** The most that a policy may grant it. */
  readonly capabilities: GrantsPlan;
  /** The most that a policy may give it. */
  readonly limits: { readonly memoryBytes: number; readonly timeMs: number };
  /** Digests of the contract it was written for: arguments, and result. */
  readonly schemas: { readonly args: string; readonly result: string };
  /** RFC 3339; it is refused from then on. */
  readonly expires?: string;
}

/** A manifest with the note that signs it. Says nothing of who may be trusted. */
export interface SignedManifest {
  readonly manifest: ToolManifest;
  readonly note: Note;
}

const title = 'vak tool 1';

/** Where the manifest of a tool's code lies. */
export const manifestName = (file: string): string => `${file}.manifest.json`;

/** The digest of some text, `sha256:<hex>`. */
export const digestOf = (text: string): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** What a tool's contract in a policy comes to, as its manifest has it. */
export function contractOf({ args, result }: ToolPlan): ToolManifest['schemas'] {
  const digest = (of: unknown): string => digestOf(canonicalJson(meaning(of as never)));
  return { args: digest(args), result: digest(result) };
}

/** The text of a signed manifest. */
export function manifestText(manifest: ToolManifest, signer: Signer): string {
  const digest = digestOf(canonicalJson(manifest as unknown as Json));
  const said = [title, manifest.name, manifest.version, digest];
  const note = signNote(`${said.join('\n')}\n`, signer);
  return `${JSON.stringify({ manifest, note }, null, 2)}\n`;
}

/** Reads a signed manifest; undefined for what is none, or is not what its note says. */
export function readManifest(text: string): SignedManifest | undefined {
  try {
    const { manifest, note: signed } = JSON.parse(text) as { manifest: ToolManifest; note: string };
    const note = parseNote(signed);
    const digest = digestOf(canonicalJson(manifest as unknown as Json));
    const said = `${[title, manifest.name, manifest.version, digest].join('\n')}\n`;
    const whole = note !== undefined && note.text === said && isManifest(manifest);
    return whole ? { manifest, note } : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(manifest: ToolManifest): boolean {
  const { digest, modules = {}, capabilities, limits, schemas, expires } = manifest;
  return (
    typeof digest === 'string' &&
    typeof modules === 'object' &&
    modules !== null &&
    typeof capabilities === 'object' &&
    capabilities !== null &&
    typeof limits.memoryBytes === 'number' &&
    typeof limits.timeMs === 'number' &&
    typeof schemas.args === 'string' &&
    typeof schemas.result === 'string' &&
    (expires === undefined || !Number.isNaN(Date.parse(expires)))
  );
}

/** What a policy gives a tool beyond what its manifest asks for, in words; undefined for nothing. */
export function beyond(tool: ToolPlan, manifest: ToolManifest): string | undefined {
  const { grants = {}, limits } = tool;
  for (const kind of ['network', 'read', 'write', 'env', 'tools'] as const) {
    const signed = manifest.capabilities[kind] ?? [];
    const more = grants[kind]?.find((one) => !signed.includes(one));
    if (more !== undefined) return `\`${kind}\` \`${more}\``;
  }
  const { remember = 0, calls = usualCalls } = grants;
  if (remember > (manifest.capabilities.remember ?? 0)) return `\`remember\` ${remember} bytes`;
  const signedCalls = manifest.capabilities.calls ?? usualCalls;
  if (tool.grants !== undefined && calls > signedCalls) return `\`calls\` ${calls}`;
  if (limits.memoryBytes > manifest.limits.memoryBytes) return `${limits.memoryBytes} bytes`;
  if (limits.timeMs > manifest.limits.timeMs) return `${limits.timeMs} ms`;
  return undefined;
}
