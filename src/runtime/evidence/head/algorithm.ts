import { Buffer } from 'node:buffer';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { bytesOf, fromBase64, type Hash } from '../tree/hash.ts';

/** What a log or a witness can sign by. */
export type AlgorithmName = 'ed25519' | 'ml-dsa-44';

/** How keys of an algorithm are spelled. */
export interface Algorithm {
  readonly name: AlgorithmName;
  /** The byte before the key in its text, as C2SP signed-note numbers what logs sign by. */
  readonly type: number;
  readonly publicBytes: number;
  readonly signatureBytes: number;
  generate(): KeyObject;
  /** A private key from its seed of 32 bytes, and the seed of one. */
  fromSeed(seed: Uint8Array): KeyObject;
  seedOf(key: KeyObject): Buffer;
  /** A public key from its bytes, and the bytes of one, also of a private key's other half. */
  fromPublic(raw: Uint8Array): KeyObject;
  publicOf(key: KeyObject): Buffer;
}

export const seedBytes = 32;

/** DER that stands before the seed, before the seed in what Node exports, and before the public key. */
interface Der {
  readonly seed: string;
  readonly exported: number;
  readonly public: string;
}

function algorithm(
  of: Pick<Algorithm, 'name' | 'type' | 'publicBytes' | 'signatureBytes' | 'generate'>,
  der: Der,
): Algorithm {
  const [beforeSeed, beforePublic] = [Buffer.from(der.seed, 'hex'), Buffer.from(der.public, 'hex')];
  return {
    ...of,
    fromSeed: (seed) =>
      createPrivateKey({ key: Buffer.concat([beforeSeed, seed]), format: 'der', type: 'pkcs8' }),
    seedOf: (key) =>
      key.export({ format: 'der', type: 'pkcs8' }).subarray(der.exported, der.exported + seedBytes),
    fromPublic: (raw) =>
      createPublicKey({ key: Buffer.concat([beforePublic, raw]), format: 'der', type: 'spki' }),
    publicOf: (key) => {
      const open = key.type === 'private' ? createPublicKey(key) : key;
      return open.export({ format: 'der', type: 'spki' }).subarray(beforePublic.length);
    },
  };
}

export const ed25519: Algorithm = algorithm(
  {
    name: 'ed25519',
    type: 0x01,
    publicBytes: 32,
    signatureBytes: 64,
    generate: () => generateKeyPairSync('ed25519').privateKey,
  },
  {
    seed: '302e020100300506032b657004220420',
    exported: 16,
    public: '302a300506032b6570032100',
  },
);

export const mlDsa44: Algorithm = algorithm(
  {
    name: 'ml-dsa-44',
    type: 0x06,
    publicBytes: 1312,
    signatureBytes: 2420,
    generate: () => generateKeyPairSync('ml-dsa-44').privateKey,
  },
  {
    seed: '3034020100300b060960864801650304031104228020',
    exported: 30,
    public: '30820532300b06096086480165030403110382052100',
  },
);

export const algorithms: readonly Algorithm[] = [ed25519, mlDsa44];

/** Anything but controls, which a terminal might take for more than text. */
const isOrigin = /^\P{Cc}+$/u;

/** The first three lines of a head; undefined for a text that is none. */
export function headIn(text: string):
  | {
      readonly origin: string;
      readonly size: number;
      readonly root: Hash;
      readonly more: readonly string[];
    }
  | undefined {
  const [origin = '', digits = '', encoded = '', ...more] = text.slice(0, -1).split('\n');
  const size = /^(0|[1-9]\d*)$/.test(digits) ? Number(digits) : Number.NaN;
  const root = fromBase64(encoded);
  if (!text.endsWith('\n') || !isOrigin.test(origin) || more.includes('')) return undefined;
  return Number.isSafeInteger(size) && root !== undefined
    ? { origin, size, root, more }
    : undefined;
}

const subtreeLabel = 'subtree/v1\n\0';
const noteLabel = 'vak/note/v1\0';
const longestName = 255;

/**
 * What an ML-DSA key signs for a note's text. Of a head without extension lines that is what C2SP tlog-cosignature has a
 * cosigner sign; other notes have no such form and are signed as they stand, under a label of vak's own, so that one never
 * passes for the other. Undefined where a name is too long to be signed.
 */
export function mlDsaMessage(name: string, at: bigint, text: string): Buffer | undefined {
  const head = headIn(text);
  const own = named(name);
  if (own === undefined) return undefined;
  if (head === undefined || head.more.length > 0) {
    return Buffer.concat([Buffer.from(noteLabel), own, number(at), Buffer.from(text)]);
  }
  const origin = named(head.origin);
  if (origin === undefined) return undefined;
  const range = [number(0n), number(BigInt(head.size)), bytesOf(head.root)];
  return Buffer.concat([Buffer.from(subtreeLabel), own, number(at), origin, ...range]);
}

/** Eight bytes, most significant first. */
export function number(of: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(of);
  return bytes;
}

function named(text: string): Buffer | undefined {
  const bytes = Buffer.from(text);
  return bytes.length > longestName ? undefined : Buffer.concat([Buffer.of(bytes.length), bytes]);
}
