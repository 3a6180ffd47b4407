import { Buffer } from 'node:buffer';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/** Ed25519 over the note's text, as C2SP signed-note numbers it. */
const ed25519 = 1;
const privateWord = 'PRIVATE+KEY';

/** Recognises one key's signatures. */
export interface Verifier {
  /** The key's name, which for a log is its origin. */
  readonly name: string;
  /** Four bytes, as eight hexadecimal digits. */
  readonly id: string;
  /** The key as text, `name+id+base64`: what `log.pub` holds and a reader pins. */
  readonly text: string;
  /** Whether a signature over some bytes is by this key. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Signs under a name. */
export interface Signer extends Verifier {
  /** The signature over some bytes. */
  sign(message: Uint8Array): Buffer;
}

/** An Ed25519 key that can sign under any name. */
export interface SigningKey {
  readonly name: string;
  /** The secret as text, `PRIVATE+KEY+name+id+base64`. */
  readonly secret: string;
  /** Signs under another name: the same key gets another id, so that no signature fits both. */
  as(name: string): Signer;
}

/** Thrown for text that is no key; never quotes the text. */
export class NotAKeyError extends Error {}

/**
 * Makes a new key. The name must hold no white space and no `+`.
 *
 * @example
 * const signer = newSigningKey('desk').as('desk');
 * signer.verify(Buffer.from('head'), signer.sign(Buffer.from('head'))); // true
 */
export const newSigningKey = (name: string): SigningKey =>
  signingKey(name, generateKeyPairSync('ed25519').privateKey);

/** Reads a signing key from its text. Throws `NotAKeyError`, which holds nothing of the secret. */
export function readSigningKey(text: string): SigningKey {
  const [priv, word, name = '', id, ...rest] = text.trim().split('+');
  const raw = Buffer.from(rest.join('+'), 'base64');
  if (`${priv}+${word}` !== privateWord || raw.length !== 33 || raw[0] !== ed25519) {
    throw new NotAKeyError('not an Ed25519 signing key in the form PRIVATE+KEY+name+id+base64');
  }
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8, raw.subarray(1)]),
    format: 'der',
    type: 'pkcs8',
  });
  const made = signingKey(name, key);
  if (made.as(name).id !== id) throw new NotAKeyError('the signing key does not match its id');
  return made;
}

/** Reads a public key from `name+id+base64`. Throws `NotAKeyError`. */
export function readVerifier(text: string): Verifier {
  const [name = '', id, ...rest] = text.trim().split('+');
  const encoded = rest.join('+');
  const raw = Buffer.from(encoded, 'base64');
  if (raw.length !== 33 || raw[0] !== ed25519 || raw.toString('base64') !== encoded) {
    throw new NotAKeyError('not an Ed25519 public key in the form name+id+base64');
  }
  const key = createPublicKey({
    key: Buffer.concat([spki, raw.subarray(1)]),
    format: 'der',
    type: 'spki',
  });
  const made = verifier(name, key);
  if (made.id !== id) throw new NotAKeyError('the public key does not match its id');
  return made;
}

/** DER before the 32 bytes of a private or public Ed25519 key. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const spki = Buffer.from('302a300506032b6570032100', 'hex');

function signingKey(name: string, key: KeyObject): SigningKey {
  const seed = key.export({ format: 'der', type: 'pkcs8' }).subarray(pkcs8.length);
  const as = (under: string): Signer => ({
    ...verifier(under, createPublicKey(key)),
    sign: (message) => sign(null, message, key),
  });
  const own = Buffer.concat([Buffer.of(ed25519), seed]).toString('base64');
  return { name, as, secret: `${privateWord}+${name}+${as(name).id}+${own}` };
}

function verifier(name: string, key: KeyObject): Verifier {
  if (!isKeyName(name)) throw new NotAKeyError(`\`${name}\` cannot be the name of a key`);
  const raw = key.export({ format: 'der', type: 'spki' }).subarray(spki.length);
  const typed = Buffer.concat([Buffer.of(ed25519), raw]);
  const id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed])).slice(0, 8);
  return {
    name,
    id,
    text: `${name}+${id}+${typed.toString('base64')}`,
    verify: (message, signature) => verify(null, message, key, signature),
  };
}

/** Whether a name may stand in a signature line: not empty, no white space, no `+`, no controls. */
export const isKeyName = (name: string): boolean => /^[^\s+\p{Cc}\p{Z}]+$/u.test(name);
