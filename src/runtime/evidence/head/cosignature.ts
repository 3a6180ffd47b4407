import { Buffer } from 'node:buffer';
import { type KeyObject, sign, verify } from 'node:crypto';
import { type Algorithm, ed25519, mlDsa44, mlDsaMessage, number } from './algorithm.ts';
import type { Checkpoint } from './checkpoint.ts';
import { isKeyName, keyText, NotAKeyError, type SigningKey } from './key.ts';

/** Who cosigned a head, and when it saw it as the newest. */
export interface Cosigned {
  readonly name: string;
  /** Seconds since the epoch; 0 where an ML-DSA cosigner says nothing of the time. */
  readonly at: number;
}

/** A witness's public key: Ed25519 or ML-DSA-44, as C2SP tlog-cosignature numbers them. */
export interface Cosigner {
  readonly name: string;
  readonly id: string;
  /** When the witness says it saw the head; undefined unless it signed exactly this one. */
  check(head: Checkpoint): Cosigned | undefined;
}

/** A witness that signs. */
export interface Witness {
  /** Its public key as text, for `readCosigner`. */
  readonly text: string;
  /** The line below a head that says it was the newest one seen, at a time in seconds since the epoch. */
  line(head: Checkpoint, at: number): string;
}

/** What a cosigner of each type byte signs of a head. */
interface Form {
  readonly type: number;
  readonly algorithm: Algorithm;
  message(name: string, at: bigint, head: Checkpoint): Buffer | undefined;
}

const forms: readonly Form[] = [
  {
    type: 0x04,
    algorithm: ed25519,
    message: (_name, at, { note }) => Buffer.from(`cosignature/v1\ntime ${at}\n${note.text}`),
  },
  {
    type: 0x06,
    algorithm: mlDsa44,
    // Extension lines are no part of what is signed.
    message: (name, at, { note }) =>
      mlDsaMessage(name, at, note.text.split('\n').slice(0, 3).join('\n').concat('\n')),
  },
];

/**
 * Reads a witness's key from `name+id+base64`, of type 0x04 (Ed25519) or 0x06 (ML-DSA-44).
 * Throws `NotAKeyError`.
 *
 * @example
 * const head = parseCheckpoint(note);
 * const seen = head === undefined ? undefined : readCosigner(key).check(head);
 */
export function readCosigner(text: string): Cosigner {
  const [name = '', id, ...rest] = text.trim().split('+');
  const encoded = rest.join('+');
  const raw = Buffer.from(encoded, 'base64');
  const form = forms.find(({ type }) => type === raw[0]);
  const spelled = raw.toString('base64') === encoded;
  const length = 1 + (form?.algorithm.publicBytes ?? 0);
  if (form === undefined || raw.length !== length || !spelled || !isKeyName(name)) {
    throw new NotAKeyError('not a cosigner key in the form name+id+base64, of type 4 or 6');
  }
  const own = keyText(name, form.type, raw.subarray(1)).id;
  if (own !== id) throw new NotAKeyError('the public key does not match its id');
  const key = form.algorithm.fromPublic(raw.subarray(1));
  return { name, id: own, check: (head) => checked({ name, id: own, form, key }, head) };
}

/** A witness that signs with a key, under the key's name. */
export function witnessWith({ name, algorithm, key }: SigningKey): Witness {
  const form = forms.find((one) => one.algorithm.name === algorithm) as Form;
  const { id, text } = keyText(name, form.type, form.algorithm.publicOf(key));
  return {
    text,
    line: (head, at) => {
      const message = form.message(name, BigInt(at), head);
      if (message === undefined) throw new NotAKeyError('a name is too long to be cosigned');
      const signature = [Buffer.from(id, 'hex'), number(BigInt(at)), sign(null, message, key)];
      return `— ${name} ${Buffer.concat(signature).toString('base64')}\n`;
    },
  };
}

function checked(
  of: {
    readonly name: string;
    readonly id: string;
    readonly form: Form;
    readonly key: KeyObject;
  },
  head: Checkpoint,
): Cosigned | undefined {
  const { name, id, form, key } = of;
  const own = head.note.signatures.filter((one) => one.name === name && one.id === id);
  for (const { bytes } of own) {
    if (bytes.length !== 8 + form.algorithm.signatureBytes) return undefined;
    const at = bytes.readBigUInt64BE(0);
    if (at > 2n ** 53n) return undefined;
    const message = form.message(name, at, head);
    if (message === undefined || !verify(null, message, key, bytes.subarray(8))) return undefined;
  }
  const [first] = own;
  return first === undefined ? undefined : { name, at: Number(first.bytes.readBigUInt64BE(0)) };
}
