import { createHash } from 'node:crypto';
import { canonicalJson } from '../dsl/index.ts';
import type { Json } from '../dsl/values/value.ts';
import type { Lock } from '../lock/lock.ts';
import type { Signer } from '../runtime/evidence/head/key.ts';
import { type Note, parseNote, signNote } from '../runtime/evidence/head/note.ts';

/** All that a policy is made of. Names are relative to the folder of the entry file, with `/`. */
export interface Contents {
  readonly entry: string;
  /** Texts of the entry and of all it imports. */
  readonly files: { readonly [name: string]: string };
  /** Where each import of each file leads. */
  readonly imports: { readonly [from: string]: { readonly [specifier: string]: string } };
  /** Texts of tool code, by declaring file and the path it names. */
  readonly code: { readonly [from: string]: { readonly [path: string]: string } };
  /** What the policy brings in; plugins, which are not packed, are held against it. */
  readonly lock: Lock;
}

/** A bundle whose contents are those that its statement names. Says nothing of who signed it. */
export interface Bundle {
  readonly contents: Contents;
  readonly sequence: number;
  /** Over the contents, `sha256:<hex>`. */
  readonly digest: string;
  readonly note: Note;
}

const title = 'vak bundle 1';

/**
 * The text of a bundle: contents, and a signed statement of its entry, sequence number and digest.
 * @throws NotCanonicalError for a text with a lone surrogate
 */
export function bundleText(contents: Contents, sequence: number, signer: Signer): string {
  const said = [title, contents.entry, `${sequence}`, digestOf(contents)];
  const note = signNote(`${said.join('\n')}\n`, signer);
  return `${JSON.stringify({ note, contents })}\n`;
}

/** Reads a bundle; undefined for what is none, or whose contents its statement does not name. */
export function readBundle(text: string): Bundle | undefined {
  try {
    const { note: signed, contents } = JSON.parse(text) as { note: string; contents: Contents };
    const note = parseNote(signed);
    const digest = digestOf(contents);
    const [first, entry, number = '', named, ...rest] = note?.text.slice(0, -1).split('\n') ?? [];
    const sequence = Number(number);
    if (note === undefined || first !== title || rest.length > 0) return undefined;
    if (entry !== contents.entry || named !== digest || !isSequence(sequence)) return undefined;
    return `${sequence}` === number ? { contents, sequence, digest, note } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a number may number a bundle: whole, from 1. */
export const isSequence = (number: number): boolean => Number.isSafeInteger(number) && number >= 1;

const digestOf = (contents: Contents): string =>
  `sha256:${createHash('sha256')
    .update(canonicalJson(contents as unknown as Json))
    .digest('hex')}`;
