import { base64Of, fromBase64, type Hash } from '../tree/hash.ts';
import { type KeyChain, onlyKey } from './chain.ts';
import type { Signer, Verifier } from './key.ts';
import { parseNote, signNote } from './note.ts';

/** What a log promises of one entry: where it stands, in every head that covers it. */
export interface Promised {
  readonly origin: string;
  readonly index: number;
  readonly leaf: Hash;
}

/**
 * A log's signed promise, as a note to keep elsewhere: with it, a log that was cut or rewritten before
 * anyone saw a head of it is caught. Its second line is no number, so it never passes for a head.
 */
export const signReceipt = ({ index, leaf }: Omit<Promised, 'origin'>, signer: Signer): string =>
  signNote(`${signer.name}\nentry ${index}\n${base64Of(leaf)}\n`, signer);

/**
 * What a receipt promises; undefined unless it has the form and is signed by this key, or by the key of
 * the chain that spoke for the index.
 */
export function readReceipt(text: string, key: Verifier | KeyChain): Promised | undefined {
  const note = parseNote(text);
  if (note === undefined) return undefined;
  const [origin, place = '', encoded = '', ...more] = note.text.slice(0, -1).split('\n');
  const digits = /^entry (0|[1-9]\d*)$/.exec(place)?.[1];
  const leaf = fromBase64(encoded);
  if (origin !== key.name || digits === undefined || leaf === undefined || more.length > 0) {
    return undefined;
  }
  const index = Number(digits);
  const chain = 'tip' in key ? key : onlyKey(key);
  if (!Number.isSafeInteger(index) || !chain.signsEntry(note, index)) return undefined;
  return { origin, index, leaf };
}
