import { Buffer } from 'node:buffer';
import { hash, type KeyObject, sign, verify } from 'node:crypto';
import {
  type Algorithm,
  type AlgorithmName,
  algorithms,
  ed25519,
  mlDsaMessage,
  number,
  seedBytes,
} from './algorithm.ts';

const privateWord = 'PRIVATE+KEY';

/** Recognises one key's signatures. */
export interface Verifier {
  /** The key's name, which for a log is its origin. */
  readonly name: string;
  /** Four bytes, as eight hexadecimal digits. */
  readonly id: string;
  /** The key as text, `name+id+base64`: what `log.pub` holds and a reader pins. */
  readonly text: string;
  readonly algorithm: AlgorithmName;
  /** Whether a signature over the bytes of a text is by this key. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Signs under a name. */
export interface Signer extends Verifier {
  /** The signature over the bytes of a text. */
  sign(message: Uint8Array): Buffer;
}

/** A key of Ed25519 or ML-DSA-44 that can sign under any name. */
export interface SigningKey {
  readonly name: string;
  readonly algorithm: AlgorithmName;
  /** The secret as text, `PRIVATE+KEY+name+id+base64`. */
  readonly secret: string;
  /** Signs under another name: the same key gets another id, so that no signature fits both. */
  as(name: string): Signer;
  /** The bare key, for signatures of another form. */
  readonly key: KeyObject;
}

/** Thrown for text that is no key; never quotes the text. */
export class NotAKeyError extends Error {}

/**
 * Makes a new key. The name must hold no white space and no `+`. Throws `NotAKeyError` where this Node cannot make
 * keys of the algorithm.
 *
 * @example
 * const signer = newSigningKey('desk').as('desk');
 * signer.verify(Buffer.from('head'), signer.sign(Buffer.from('head'))); // true
 */
export function newSigningKey(name: string, algorithm: AlgorithmName = 'ed25519'): SigningKey {
  const of = algorithms.find((one) => one.name === algorithm);
  if (of === undefined) throw new NotAKeyError(`there is no algorithm \`${algorithm}\``);
  return signingKey(name, of, made(of));
}

function made(of: Algorithm): KeyObject {
  try {
    return of.generate();
  } catch (cause) {
    throw new NotAKeyError(`this Node makes no keys of ${of.name}`, { cause });
  }
}

/** Reads a signing key from its text. Throws `NotAKeyError`, which holds nothing of the secret. */
export function readSigningKey(text: string): SigningKey {
  const [priv, word, name = '', id, ...rest] = text.trim().split('+');
  const raw = Buffer.from(rest.join('+'), 'base64');
  const algorithm = algorithms.find(({ type }) => type === raw[0]);
  if (
    `${priv}+${word}` !== privateWord ||
    raw.length !== 1 + seedBytes ||
    algorithm === undefined
  ) {
    throw new NotAKeyError('not a signing key in the form PRIVATE+KEY+name+id+base64');
  }
  const made = signingKey(
    name,
    algorithm,
    understood(() => algorithm.fromSeed(raw.subarray(1))),
  );
  if (made.as(name).id !== id) throw new NotAKeyError('the signing key does not match its id');
  return made;
}

/** Reads a public key of a log from `name+id+base64`. Throws `NotAKeyError`. */
export function readVerifier(text: string): Verifier {
  const [name = '', id, ...rest] = text.trim().split('+');
  const encoded = rest.join('+');
  const raw = Buffer.from(encoded, 'base64');
  const algorithm = algorithms.find(({ type }) => type === raw[0]);
  if (raw.length !== 1 + (algorithm?.publicBytes ?? 0) || raw.toString('base64') !== encoded) {
    throw new NotAKeyError('not a public key in the form name+id+base64');
  }
  const of = algorithm ?? ed25519;
  const made = verifier(
    name,
    of,
    understood(() => of.fromPublic(raw.subarray(1))),
  );
  if (made.id !== id) throw new NotAKeyError('the public key does not match its id');
  return made;
}

/** Whether a key is among those named, whole or as `name+id`. */
export const isNamed = ({ name, id, text }: Verifier, named: readonly string[]): boolean =>
  named.some((one) => [text, `${name}+${id}`].includes(one.trim()));

/** Whether a text could name a key in such a list: what could not would never be found there. */
export function isNameOfKey(text: string): boolean {
  const [name = '', id = '', ...rest] = text.trim().split('+');
  if (rest.length === 0) return isKeyName(name) && /^[0-9a-f]{8}$/.test(id);
  try {
    return readVerifier(text).id === id;
  } catch {
    return false;
  }
}

function understood(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    // What was thrown may quote the key.
    throw new NotAKeyError('this Node cannot use the key');
  }
}

function signingKey(name: string, algorithm: Algorithm, key: KeyObject): SigningKey {
  const as = (under: string): Signer => ({
    ...verifier(under, algorithm, algorithm.fromPublic(algorithm.publicOf(key))),
    sign: (message) => signed(under, algorithm, key, message),
  });
  const own = Buffer.concat([Buffer.of(algorithm.type), algorithm.seedOf(key)]).toString('base64');
  const secret = `${privateWord}+${name}+${as(name).id}+${own}`;
  return { name, algorithm: algorithm.name, as, secret, key };
}

function signed(name: string, of: Algorithm, key: KeyObject, message: Uint8Array): Buffer {
  if (of === ed25519) return sign(null, message, key);
  const bytes = mlDsaMessage(name, 0n, Buffer.from(message).toString('utf8'));
  if (bytes === undefined) throw new NotAKeyError(`\`${name}\` is too long to sign under`);
  return Buffer.concat([number(0n), sign(null, bytes, key)]);
}

function isSigned(
  { name, of, key }: { readonly name: string; readonly of: Algorithm; readonly key: KeyObject },
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (of === ed25519) return verify(null, message, key, signature);
  const bytes = Buffer.from(signature);
  if (bytes.length !== 8 + of.signatureBytes) return false;
  const text = Buffer.from(message).toString('utf8');
  const signed = mlDsaMessage(name, bytes.readBigUInt64BE(0), text);
  return signed !== undefined && verify(null, signed, key, bytes.subarray(8));
}

function verifier(name: string, of: Algorithm, key: KeyObject): Verifier {
  if (!isKeyName(name)) throw new NotAKeyError(`\`${name}\` cannot be the name of a key`);
  return {
    name,
    ...keyText(name, of.type, of.publicOf(key)),
    algorithm: of.name,
    verify: (message, signature) => isSigned({ name, of, key }, message, signature),
  };
}

/** A public key's id and text, for what its type byte says that it signs. */
export function keyText(
  name: string,
  type: number,
  raw: Uint8Array,
): { readonly id: string; readonly text: string } {
  const typed = Buffer.concat([Buffer.of(type), raw]);
  const id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed])).slice(0, 8);
  return { id, text: `${name}+${id}+${typed.toString('base64')}` };
}

/** Whether a name may stand in a signature line: not empty, no white space, no `+`, no controls. */
export const isKeyName = (name: string): boolean => /^[^\s+\p{Cc}\p{Z}]+$/u.test(name);
