import { base64Of, fromBase64, type Hash } from '../tree/hash.ts';
import type { Checkpoint } from './checkpoint.ts';
import { NotAKeyError, readVerifier, type Signer, type Verifier } from './key.ts';
import { checkNote, type Note, parseNote, signNote } from './note.ts';

/** A log's key hands over to another: what was signed until then, and by whom from then on. */
export interface Handover {
  readonly old: Verifier;
  readonly next: Verifier;
  /** The old key signs no head beyond this size, and no receipt from this index on. */
  readonly size: number;
  readonly root: Hash;
}

/** A hand-over as a note, signed by the key that goes and by the one that comes. */
export const signHandover = (
  { size, root }: { readonly size: number; readonly root: Hash },
  old: Signer,
  next: Signer,
): string =>
  signNote(
    `${old.name}\nrotate ${size}\n${base64Of(root)}\n${old.text}\n${next.text}\n`,
    old,
    next,
  );

/** Reads a hand-over; undefined unless it has the form and both keys signed it. */
export function readHandover(text: string): Handover | undefined {
  const note = parseNote(text);
  if (note === undefined) return undefined;
  const [origin, word = '', encoded = '', from = '', to = '', ...more] = note.text
    .slice(0, -1)
    .split('\n');
  const digits = /^rotate (0|[1-9]\d{0,15})$/.exec(word)?.[1];
  const [old, next, root] = [keyIn(from), keyIn(to), fromBase64(encoded)];
  if (digits === undefined || old === undefined || next === undefined || root === undefined) {
    return undefined;
  }
  const named = old.name === origin && next.name === origin && old.id !== next.id;
  const signed = checkNote(note, old) === 'good' && checkNote(note, next) === 'good';
  const size = Number(digits);
  if (!named || !signed || more.length > 0 || !Number.isSafeInteger(size)) return undefined;
  return { old, next, size, root };
}

function keyIn(text: string): Verifier | undefined {
  try {
    return readVerifier(text);
  } catch (error) {
    if (error instanceof NotAKeyError) return undefined;
    throw error;
  }
}

/** The keys of a log, one after another. */
export interface KeyChain {
  readonly name: string;
  /** The key that signs now. */
  readonly tip: Verifier;
  readonly handovers: readonly Handover[];
  /** Whether the chain holds a key, by its text. */
  has(key: string): boolean;
  /** How a head stands: signed by the key whose time it falls into, and by no other for the log. */
  checkHead(head: Checkpoint): 'good' | 'bad' | 'absent';
  /** Whether a note about one index is signed by a key that still spoke for it. */
  signsEntry(note: Note, index: number): boolean;
}

/** The chain of a log that never changed its key. */
export const onlyKey = (key: Verifier): KeyChain => chained(key, []);

/**
 * The chain that hand-overs make, first to last; undefined when they do not follow one another. Every
 * hand-over is signed by both keys, so that whoever trusts one key of a chain can follow it from there
 * to both ends.
 *
 * @example
 * const keys = readChain(readVerifier(pinned), []);
 * const trusted = keys?.has(pinned) ?? false;
 */
export function readChain(only: Verifier, notes: readonly string[]): KeyChain | undefined {
  const handovers: Handover[] = [];
  for (const text of notes) {
    const one = readHandover(text);
    const before = handovers.at(-1);
    if (one === undefined) return undefined;
    if (before !== undefined && (before.next.text !== one.old.text || before.size > one.size)) {
      return undefined;
    }
    handovers.push(one);
  }
  return chained(handovers.at(-1)?.next ?? only, handovers);
}

function chained(tip: Verifier, handovers: readonly Handover[]): KeyChain {
  const keys = [...handovers.map(({ old }) => old), tip];
  const until = (at: number): number => handovers[at]?.size ?? Number.POSITIVE_INFINITY;
  return {
    name: tip.name,
    tip,
    handovers,
    has: (text) => keys.some((key) => key.text === text),
    checkHead: ({ origin, size, note }) => {
      const stands = keys.map((key) => checkNote(note, key));
      if (origin !== tip.name) return 'absent';
      if (stands.includes('bad')) return 'bad';
      const good = stands.some((one, at) => one === 'good' && size <= until(at));
      return good ? 'good' : 'absent';
    },
    signsEntry: (note, index) =>
      keys.some((key, at) => checkNote(note, key) === 'good' && index < until(at)),
  };
}
