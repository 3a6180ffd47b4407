import { Buffer } from 'node:buffer';
import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { bytesOf } from '../tree/hash.ts';
import type { Checkpoint } from './checkpoint.ts';
import { isKeyName, NotAKeyError } from './key.ts';

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

interface Algorithm {
  /** DER before the raw key, and the lengths of key and signature. */
  readonly der: Buffer;
  readonly key: number;
  readonly signature: number;
  message(name: string, at: bigint, head: Checkpoint): Buffer;
}

const algorithms: ReadonlyMap<number, Algorithm> = new Map([
  [
    0x04,
    {
      der: Buffer.from('302a300506032b6570032100', 'hex'),
      key: 32,
      signature: 64,
      message: (_name, at, { note }) => Buffer.from(`cosignature/v1\ntime ${at}\n${note.text}`),
    },
  ],
  [
    0x06,
    {
      der: Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
      key: 1312,
      signature: 2420,
      message: subtreeMessage,
    },
  ],
]);

const label = 'subtree/v1\n\0';

function subtreeMessage(name: string, at: bigint, { origin, size, root }: Checkpoint): Buffer {
  const named = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    return Buffer.concat([Buffer.of(bytes.length), bytes]);
  };
  const number = (of: bigint): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(of);
    return bytes;
  };
  const range = [number(0n), number(BigInt(size)), bytesOf(root)];
  return Buffer.concat([Buffer.from(label), named(name), number(at), named(origin), ...range]);
}

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
  const algorithm = algorithms.get(raw[0] ?? 0);
  const spelled = raw.toString('base64') === encoded;
  if (algorithm === undefined || raw.length !== 1 + algorithm.key || !spelled || !isKeyName(name)) {
    throw new NotAKeyError('not a cosigner key in the form name+id+base64, of type 4 or 6');
  }
  const own = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), raw])).slice(0, 8);
  if (own !== id) throw new NotAKeyError('the public key does not match its id');
  const der = Buffer.concat([algorithm.der, raw.subarray(1)]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return { name, id: own, check: (head) => checked({ name, id: own, algorithm, key }, head) };
}

function checked(
  of: {
    readonly name: string;
    readonly id: string;
    readonly algorithm: Algorithm;
    readonly key: KeyObject;
  },
  head: Checkpoint,
): Cosigned | undefined {
  const { name, id, algorithm, key } = of;
  const own = head.note.signatures.filter((one) => one.name === name && one.id === id);
  for (const { bytes } of own) {
    if (bytes.length !== 8 + algorithm.signature) return undefined;
    const at = bytes.readBigUInt64BE(0);
    if (at > 2n ** 53n || Buffer.byteLength(head.origin) > 255) return undefined;
    const message = algorithm.message(name, at, head);
    if (!verify(null, message, key, bytes.subarray(8))) return undefined;
  }
  const [first] = own;
  return first === undefined ? undefined : { name, at: Number(first.bytes.readBigUInt64BE(0)) };
}
