import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { suggest } from '../dsl/diagnostics/suggest.ts';
import { readRegular } from '../reading/regular-file.ts';
import { VakError } from '../runtime/contract/errors.ts';
import {
  isNamed,
  isNameOfKey,
  NotAKeyError,
  readVerifier,
  type Verifier,
} from '../runtime/evidence/head/key.ts';
import { checkNote } from '../runtime/evidence/head/note.ts';
import { type Bundle, readBundle } from './bundle.ts';

/** Whose signatures are required: of a whole policy as a bundle, of the code of tools, or of both. */
export interface Trust {
  /**
   * Public keys, `name+id+base64`; the signature of one of them is enough. Where it is given, nothing but
   * bundles is loaded; without it and without `tools` nothing is.
   */
  readonly keys?: readonly string[];
  /** Public keys, one of which must have signed the code of every tool that has some. */
  readonly tools?: readonly string[];
  /** Keys that count no longer, whole or as `name+id`, for bundles and tools alike. */
  readonly revoked?: readonly string[];
  /** The name that a bundle must carry, where one key signs several policies. */
  readonly name?: string;
  /** Where the highest sequence number is kept; `bundles` in the state folder unless told. */
  readonly state?: string;
}

const lists = ['keys', 'tools', 'revoked'];
const words = ['name', 'state'];

/**
 * Refuses a `trust` of another form than the one above, before it could mean less than its author thinks.
 * @throws VakError VAK6202
 */
export function checkTrust(trust: unknown): asserts trust is Trust | undefined {
  const refuse = (why: string): never => {
    throw new VakError('VAK6202', why);
  };
  if (trust === undefined) return;
  if (typeof trust !== 'object' || trust === null || Array.isArray(trust)) {
    refuse('`trust` is an object such as `{ keys: [publicKey] }`');
  }
  for (const [key, value] of Object.entries(trust as object)) {
    if (value === undefined) continue;
    if (lists.includes(key)) {
      const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
      if (!isList) refuse(`\`trust.${key}\` is a list of texts, as in \`{ ${key}: [publicKey] }\``);
      if (key === 'revoked' && !(value as readonly string[]).every(isNameOfKey)) {
        refuse('`trust.revoked` holds what names no key: a public key, whole, or its `name+id`');
      }
    } else if (!words.includes(key)) {
      const near = suggest(key, [...lists, ...words]);
      const help = near === undefined ? '' : `; did you mean \`${near}\`?`;
      refuse(`\`trust\` has no key \`${key}\`${help}`);
    } else if (typeof value !== 'string') refuse(`\`trust.${key}\` is a text`);
  }
}

/**
 * Reads a bundle that a trusted key signed.
 * @throws VakError VAK2501 for what is no bundle or is damaged; VAK2502 when no trusted key signed it, or
 * it is another policy than the one that `trust.name` asks for
 */
export function openBundle(path: string, name: string, trust: Trust | undefined): Bundle {
  const revoked = trust?.revoked ?? [];
  const keys = (trust?.keys ?? []).map(keyOf).filter((key) => !isNamed(key, revoked));
  const bundle = readBundle(textOf(path, name));
  if (bundle === undefined) throw new VakError('VAK2501', `\`${name}\` is damaged or no bundle`);
  const stands = keys.map((key) => checkNote(bundle.note, key));
  if (stands.includes('bad') || !stands.includes('good')) {
    const signers = bundle.note.signatures.map((one) => `${one.name}+${one.id}`).join(', ');
    const why = keys.length === 0 ? 'no key is trusted' : 'none of the trusted keys signed it';
    throw new VakError('VAK2502', `\`${name}\` is signed by ${signers}; ${why}`);
  }
  const called = bundle.contents.name;
  if (trust?.name !== undefined && trust.name !== called) {
    const is = called === undefined ? 'has no name' : `is the policy \`${called}\``;
    throw new VakError('VAK2502', `\`${name}\` ${is}, and \`${trust.name}\` is asked for`);
  }
  return bundle;
}

/**
 * Keeps the sequence number of a bundle as the one that may not be gone below, under the policy's name or,
 * where it was given none, under its entry file's. Durable when it returns.
 * The same bundle may come again; of two processes that bring different ones under one number, one is
 * refused.
 * @throws VakError VAK2503 for a lower number than the highest kept, another bundle of the same number, or
 * where the number cannot be kept
 */
export function keepSequence(bundle: Bundle, name: string, state: string): void {
  try {
    keep(bundle, name, state);
  } catch (cause) {
    if (cause instanceof VakError) throw cause;
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    const why = `that it was loaded cannot be kept in the state folder (${code})`;
    throw new VakError('VAK2503', `\`${name}\` has the number ${bundle.sequence}; ${why}`, {
      cause,
    });
  }
}

function keep({ contents, sequence, digest }: Bundle, name: string, state: string): void {
  // No path holds a NUL, so that no name is mistaken for an entry file.
  const of = contents.name === undefined ? contents.entry : `${contents.name}\0`;
  const folder = join(state, createHash('sha256').update(of).digest('hex').slice(0, 16));
  mkdirSync(folder, { recursive: true });
  const unnamed =
    contents.name === undefined
      ? `; policies that share a state folder are told apart by \`vak bundle --name\``
      : '';
  const refuse = (why: string): never => {
    throw new VakError('VAK2503', `\`${name}\` has the number ${sequence}, ${why}`);
  };
  const refuseOlder = (): void => {
    const highest = Math.max(0, ...readdirSync(folder).map(Number).filter(Number.isSafeInteger));
    if (sequence < highest) refuse(`and ${highest} was loaded before${unnamed}`);
  };
  refuseOlder();
  const kept = join(folder, `${sequence}`);
  const fresh = join(folder, `${sequence}.${process.pid}.new`);
  rmSync(fresh, { force: true });
  const file = openSync(fresh, 'wx');
  try {
    writeSync(file, digest);
    fsyncSync(file);
    linkSync(fresh, kept);
    sync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (readFileSync(kept, 'utf8') !== digest)
      refuse(`under which another bundle was loaded before${unnamed}`);
  } finally {
    closeSync(file);
    rmSync(fresh, { force: true });
  }
  // Another process may have brought a newer one meanwhile.
  refuseOlder();
}

function sync(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function keyOf(text: string): Verifier {
  try {
    return readVerifier(text);
  } catch (cause) {
    const why = cause instanceof NotAKeyError ? cause.message : 'not a public key';
    throw new VakError('VAK2502', `\`trust.keys\` holds what is no key: ${why}`);
  }
}

function textOf(path: string, name: string): string {
  try {
    return readRegular(path).toString('utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EFBIG') throw new VakError('VAK2501', `\`${name}\` is larger than 64 MB`);
    throw new VakError('VAK6206', `\`${name}\` cannot be read`, { cause });
  }
}
