import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import { bytesBefore, placeOf } from './place.ts';

/** What is used of Cedar. */
export type CedarLibrary = Pick<
  typeof Cedar,
  | 'checkParseEntities'
  | 'policySetTextToParts'
  | 'policyToJson'
  | 'preparsePolicySet'
  | 'preparseSchema'
  | 'schemaToJsonWithResolvedTypes'
  | 'statefulIsAuthorized'
  | 'validate'
>;

/** One policy of the file, with what an opinion says of it. */
export interface CedarPolicy {
  /** Its `@id("…")`, else `policy0`, `policy1` … in the order of the file. */
  readonly id: string;
  readonly text: string;
  readonly effect: 'permit' | 'forbid';
  /** `file:line:column` */
  readonly at: string;
  /** Its `@because("…")`. */
  readonly because: string | undefined;
}

/** Policies or a schema that Cedar does not take; the message begins with a place. */
export class CedarRefused extends Error {}

/** A file by its name, as messages give it. */
export interface CedarFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Takes a file of policies apart, and holds them against the schema.
 * @throws CedarRefused where a policy does not parse, is a template, repeats an id, or does not fit
 */
export function readPolicies(
  cedar: CedarLibrary,
  file: CedarFile,
  schema: string,
): readonly CedarPolicy[] {
  const parts = cedar.policySetTextToParts(file.text);
  if (parts.type === 'failure') throw refused(file, parts.errors);
  if (parts.policy_templates.length > 0) {
    throw new CedarRefused(`${file.name}: templates are not linked by anything here`);
  }
  const found = inOrder(file.text, parts.policies).map(({ text, index }, ordinal) => {
    const parsed = cedar.policyToJson(text);
    const byte = bytesBefore(file.text, index);
    const at = placeOf(file.name, file.text, byte);
    if (parsed.type === 'failure') throw refused(file, parsed.errors, byte);
    const { effect, annotations = {} } = parsed.json;
    const { id = `policy${ordinal}`, because } = annotations;
    return { id, text, effect, at, because: because === '' ? undefined : because, byte };
  });
  const twin = found.find(({ id }, index) => found.findIndex((one) => one.id === id) < index);
  if (twin !== undefined)
    throw new CedarRefused(`${twin.at}: there are two policies \`${twin.id}\``);

  const staticPolicies = Object.fromEntries(found.map(({ id, text }) => [id, text]));
  const answer = cedar.validate({ schema, policies: { staticPolicies } });
  if (answer.type === 'failure') throw refused(file, answer.errors);
  const wrong = answer.validationErrors
    .map(({ policyId, error }) => {
      const { byte = 0 } = found.find(({ id }) => id === policyId) ?? {};
      return { error, byte, spot: byte + (error.sourceLocations?.[0]?.start ?? 0) };
    })
    .sort((a, b) => a.spot - b.spot);
  const [first] = wrong;
  if (first !== undefined) throw refused(file, [first.error], first.byte);
  return found.map(({ byte: _, ...policy }) => policy);
}

/** Where each part stands; equal parts stand in different places. */
function inOrder(
  text: string,
  parts: readonly string[],
): readonly { readonly text: string; readonly index: number }[] {
  const next = new Map<string, number>();
  return parts
    .map((part) => {
      const index = text.indexOf(part, next.get(part) ?? 0);
      next.set(part, index + 1);
      return { text: part, index };
    })
    .sort((a, b) => a.index - b.index);
}

/** Cedar's words for what is wrong, with the place in the file; `from` is where its text began. */
export function refused(
  { name, text }: CedarFile,
  errors: readonly Cedar.DetailedError[],
  from = 0,
): CedarRefused {
  const [first] = errors;
  const spot = first?.sourceLocations?.[0]?.start;
  const place = spot === undefined ? name : placeOf(name, text, from + spot);
  const help = first?.help ? ` (${first.help})` : '';
  return new CedarRefused(`${place}: ${first?.message ?? 'does not parse'}${help}`);
}
