import { Buffer } from 'node:buffer';
import type { Json } from '../../../../dsl/values/value.ts';
import type { EntryJson } from '../../../contract/records.ts';
import { glance, valueEnd, valuesOf } from './scan.ts';

/** What is most often another in each entry; all else comes again and again. */
const changing: ReadonlySet<string> = new Set([
  ...['args', 'at', 'call', 'caller', 'context', 'fact', 'hash', 'lookups', 'ms', 'result'],
  ...['session', 'takes', 'ticket', 'trace', 'usage'],
]);

/** So many stencils are kept of a log, of lines that are no longer. */
const most = 32;
const longest = 16 * 1024;
/** After so many lines in a row that fit none, no more are made for so many lines. */
const patience = 48;
const pause = 1024;

/**
 * Reads the entries of a log one after another, at the cost of what is new in each: a line that is a former one
 * but for what changes in every entry is recognised by its bytes, and the rest of it is neither looked at nor parsed
 * again. Values may therefore be shared by entries; nobody may change them. Keeps a few megabytes at most.
 */
export class EntryReader {
  readonly #kinds: readonly string[] | undefined;
  /** Those that fitted lately come first. */
  readonly #stencils: Stencil[] = [];
  #patience = patience;
  /** What the entry that was read last was recognised by. */
  #fitting: Stencil | undefined;

  /** The canonical JSON of the arguments of the entry that was read last, where it is at hand. */
  get args(): string | undefined {
    return this.#fitting?.args;
  }

  /** @param kinds of the entries that are wanted; all unless told */
  constructor(kinds?: readonly string[]) {
    this.#kinds = kinds;
  }

  /**
   * The entry in `bytes[from, to)`, `other` for one of no wanted kind; undefined where it cannot be told in a
   * glance, as by `plainlyCanonical`, or is none.
   */
  read(bytes: Buffer, from: number, to: number): EntryJson | 'other' | undefined {
    const line = bytes.toString('latin1', from, to);
    this.#fitting = undefined;
    const stencils = this.#stencils;
    for (let at = 0; at < stencils.length; at += 1) {
      const stencil = stencils[at] as Stencil;
      if (!stencil.fits(line, bytes, from)) continue;
      if (at > 0) {
        stencils[at] = stencils[at - 1] as Stencil;
        stencils[at - 1] = stencil;
      }
      this.#patience = patience;
      this.#fitting = stencil;
      return stencil.isWanted ? stencil.entry(line, bytes, from) : 'other';
    }
    return glance(bytes, from, to) === undefined ? undefined : this.#first(line, bytes, from);
  }

  /** A line that is like none before it. */
  #first(line: string, bytes: Buffer, from: number): EntryJson | 'other' {
    // What is plainly canonical is an object, of ASCII.
    const entry = JSON.parse(line) as EntryJson;
    const isWanted = this.#kinds?.includes(entry.kind as string) ?? true;
    this.#patience -= 1;
    if (this.#patience > 0 && line.length <= longest) {
      if (this.#stencils.length === most) this.#stencils.pop();
      this.#stencils.push(new Stencil(entry, isWanted, line, bytes, from));
    } else if (this.#patience < -pause) this.#patience = patience;
    return isWanted ? { ...entry } : 'other';
  }
}

/** A value that changes from entry to entry, where the line that is read has it, and the last one. */
interface Slot {
  readonly key: string;
  /** What stands between the value before it and this one. */
  readonly before: string;
  from: number;
  to: number;
  /** The last value as it was spelled, a plain text without its quotes; empty where it is not recognised by that. */
  text: string;
  isPlain: boolean;
  value: Json | undefined;
}

/** What lines have in common that differ in some values only. */
class Stencil {
  readonly isWanted: boolean;
  readonly #entry: EntryJson;
  readonly #slots: Slot[] = [];
  readonly #behind: string;
  readonly #args: Slot | undefined;

  constructor(entry: EntryJson, isWanted: boolean, line: string, bytes: Buffer, from: number) {
    this.isWanted = isWanted;
    this.#entry = entry;
    let at = 0;
    for (const [key, [start = 0, end = 0]] of valuesOf(bytes, from)) {
      if (!changing.has(key)) continue;
      const before = copied(line.slice(at, start - from));
      this.#slots.push({ key, before, from: 0, to: 0, text: '', isPlain: false, value: undefined });
      at = end - from;
    }
    this.#behind = copied(line.slice(at));
    this.#args = this.#slots.find(({ key }) => key === 'args');
  }

  /** The text of the arguments of the entry that was made last; undefined where it has none, or another. */
  get args(): string | undefined {
    return this.#args?.isPlain === false ? this.#args.text || undefined : undefined;
  }

  /** Whether a line is one of these; then its slots say where. */
  fits(line: string, bytes: Buffer, from: number): boolean {
    const behind = line.length - this.#behind.length;
    // Tool and verdict stand there: most often this tells.
    if (behind < 0 || line.slice(behind) !== this.#behind) return false;
    let at = 0;
    for (const slot of this.#slots) {
      const { before } = slot;
      const start = at + before.length;
      if (line.slice(at, start) !== before) return false;
      slot.from = start;
      at = endOfLast(slot, line, start);
      if (at < 0) {
        const end = valueEnd(bytes, from + start);
        if (end < 0) return false;
        at = end - from;
        slot.text = '';
      }
      slot.to = at;
    }
    return at === behind;
  }

  /** The entry of the line that fitted just now. */
  entry(line: string, bytes: Buffer, from: number): EntryJson {
    const entry: { [key: string]: Json } = { ...this.#entry };
    for (const slot of this.#slots) {
      if (slot.text === '') take(slot, line, bytes, from);
      entry[slot.key] = slot.value as Json;
    }
    return entry;
  }
}

const [quote, opening, openList] = [0x22, 0x7b, 0x5b];

/** Where the last value of a slot ends that stands at a place again; -1 where it does not. */
function endOfLast({ text, isPlain }: Slot, line: string, start: number): number {
  if (text === '') return -1;
  const from = isPlain ? start + 1 : start;
  const end = from + text.length;
  if (line.charCodeAt(from) !== text.charCodeAt(0) || line.slice(from, end) !== text) return -1;
  if (!isPlain) return end;
  return line.charCodeAt(start) === quote && line.charCodeAt(end) === quote ? end + 1 : -1;
}

/** Takes in the value of a slot. Only what has an end of its own is recognised by its beginning. */
function take(slot: Slot, line: string, bytes: Buffer, from: number): void {
  const [start, end] = [from + slot.from, from + slot.to];
  const first = bytes[start];
  const inner = first === quote ? bytes.toString('latin1', start + 1, end - 1) : undefined;
  slot.isPlain = inner?.includes('\\') === false;
  if (inner !== undefined && slot.isPlain) {
    slot.value = slot.text = inner;
    return;
  }
  const text = line.slice(slot.from, slot.to);
  slot.value = JSON.parse(text) as Json;
  slot.text = first === quote || first === opening || first === openList ? text : '';
}

/** A text of its own: a part of a longer one would keep that in memory. */
const copied = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
