import { createHash } from 'node:crypto';
import { canonicalJson } from '../dsl/index.ts';
import type { Json } from '../dsl/values/value.ts';
import { isLock, type Lock } from '../lock/lock.ts';
import type { Signer } from '../runtime/evidence/head/key.ts';
import { type Note, parseNote, signNote } from '../runtime/evidence/head/note.ts';

/** All that a policy is made of. Names are relative to the folder of the entry file, with `/`. */
export interface Contents {
  /** What the policy is called wherever it lies, given when it was packed; its numbers are counted under it. */
  readonly name?: string;
  readonly entry: string;
  /** Texts of the entry and of all it imports. */
  readonly files: { readonly [name: string]: string };
  /** Where each import of each file leads. */
  readonly imports: { readonly [from: string]: { readonly [specifier: string]: string } };
  /** Texts of tool code, by declaring file and the path it names. */
  readonly code: { readonly [from: string]: { readonly [path: string]: string } };
  /** Texts of the files that facts name, by the file that names them and the name as written. */
  readonly data?: { readonly [from: string]: { readonly [name: string]: string } };
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
  return written(note, contents);
}

const written = (note: string, contents: Contents): string =>
  `${JSON.stringify({ note, contents })}\n`;

/**
 * Reads a bundle; undefined for what is none, whose contents its statement does not name, or that holds
 * anything besides, which nobody would have signed.
 */
export function readBundle(text: string): Bundle | undefined {
  try {
    const { note: signed, contents } = JSON.parse(text) as { note: string; contents: Contents };
    if (text !== written(signed, contents) || !isContents(contents)) return undefined;
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

const texts = (depth: number, of: unknown): boolean => {
  if (depth === 0) return typeof of === 'string';
  const isMap = typeof of === 'object' && of !== null && !Array.isArray(of);
  return isMap && Object.values(of).every((each) => texts(depth - 1, each));
};

/** Depth of the maps of texts that contents have; `data` and `name` may be left out. */
const shape: { readonly [key: string]: number | undefined } = {
  name: 0,
  entry: 0,
  files: 1,
  imports: 2,
  code: 2,
  data: 2,
};

function isContents({ lock, ...rest }: Contents): boolean {
  const needed = ['entry', 'files', 'imports', 'code'].every((key) => Object.hasOwn(rest, key));
  return needed && isLock(lock) && Object.entries(rest).every(([key, of]) => isShaped(key, of));
}

function isShaped(key: string, of: unknown): boolean {
  const depth = Object.hasOwn(shape, key) ? shape[key] : undefined;
  return depth !== undefined && texts(depth, of);
}
