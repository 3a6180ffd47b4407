import { Buffer } from 'node:buffer';
import { Member, type Spelled, shapeOf } from './shape.ts';

/** Memory that is encoded into. */
export interface Room {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** Longer texts are left to the general spelling of their JSON; so is deeper nesting. */
const longest = 512;
const deepest = 64;

/** What a text may hold as it is, by code unit: ASCII but controls, quotes and backslashes. */
const special = new Uint8Array(0x10000).fill(1);
special.fill(0, 0x20, 0x7f);
special[0x22] = 1;
special[0x5c] = 1;

/** Where the entry that is under way goes. What is written beyond its end is lost, and told by the end. */
let { bytes, view }: Room = { bytes: Buffer.alloc(0), view: new DataView(new ArrayBuffer(0)) };

/** The values of the objects that are under way, each object's in the order of its keys, up to a height. */
const held: unknown[] = [];
let height = 0;

/** Where an entry itself stands. */
const root = new Member(0, Buffer.alloc(0));

/**
 * Writes the canonical JSON of a value from a place on, the same bytes that `canonicalJson` spells, at
 * half the cost: no text is built, and keys that were met before are neither sorted nor spelled again, nor
 * are short values that came twice in a row under one key of one shape.
 * Gives where it ends; -1 where there is too little room, or where the general way has to judge.
 */
export function encode(json: unknown, room: Room, at: number): number {
  ({ bytes, view } = room);
  height = 0;
  const end = value(json, at, 0, root);
  return end > bytes.length ? -1 : end;
}

function value(json: unknown, at: number, depth: number, under: Member): number {
  switch (typeof json) {
    case 'string':
      return text(json, at);
    case 'number':
      return number(json, at);
    case 'boolean':
      return ascii(json ? 'true' : 'false', at);
    case 'object':
      if (json === null) return ascii('null', at);
      if (depth > deepest) return -1;
      return Array.isArray(json)
        ? list(json, at, depth, under)
        : object(json as Fields, at, depth, under);
    default:
      return -1;
  }
}

function text(of: string, at: number): number {
  const { length } = of;
  if (length > longest) return spelled(of, at);
  bytes[at] = 0x22;
  let [place, odd] = [at + 1, 0];
  for (let n = 0; n < length; n += 1) {
    const unit = of.charCodeAt(n);
    odd |= special[unit] as number;
    bytes[place] = unit;
    place += 1;
  }
  if (odd !== 0) return spelled(of, at);
  bytes[place] = 0x22;
  return place + 1;
}

/** Escapes, and all beyond ASCII. */
function spelled(of: string, at: number): number {
  if (!of.isWellFormed()) return -1;
  const json = JSON.stringify(of);
  const most = json.length * 3;
  return at + most > bytes.length ? -1 : at + bytes.write(json, at, most, 'utf8');
}

function number(of: number, at: number): number {
  if (of >= 0 && of < 10 && Number.isInteger(of)) {
    bytes[at] = 0x30 + of;
    return at + 1;
  }
  return Number.isFinite(of) ? ascii(`${of}`, at) : -1;
}

function ascii(of: string, at: number): number {
  for (let n = 0; n < of.length; n += 1) bytes[at + n] = of.charCodeAt(n);
  return at + of.length;
}

function list(items: readonly unknown[], at: number, depth: number, under: Member): number {
  let place = at;
  for (let n = 0; n < items.length; n += 1) {
    bytes[place] = n === 0 ? 0x5b : 0x2c;
    place = value(items[n], place + 1, depth + 1, under);
    if (place < 0) return -1;
  }
  if (items.length === 0) bytes[place++] = 0x5b;
  bytes[place] = 0x5d;
  return place + 1;
}

type Fields = Readonly<Record<string, unknown>>;

function object(of: Fields, at: number, depth: number, under: Member): number {
  const base = height;
  let shape = under.inside;
  if (shape === undefined || !hold(of, shape.keys)) {
    shape = shapeOf(Object.keys(of));
    under.inside = shape;
    if (shape === undefined || !hold(of, shape.keys)) return -1;
  }
  const { members } = shape;
  if (members.length === 0) return ascii('{}', at);
  height = base + members.length;
  let place = at;
  for (let n = 0; n < members.length; n += 1) {
    const each = members[n] as Member;
    const json = held[base + each.from];
    place = json === each.said ? put(each.again, place) : member(each, json, place, depth);
    if (place < 0) return -1;
  }
  height = base;
  bytes[place] = 0x7d;
  return place + 1;
}

/** Takes an object's values, each read once, where it has these very keys in this order. */
function hold(of: Fields, keys: readonly string[]): boolean {
  let n = 0;
  for (const key in of) {
    if (key !== keys[n]) return false;
    held[height + n] = of[key];
    n += 1;
  }
  return n === keys.length;
}

function member(of: Member, json: unknown, at: number, depth: number): number {
  const start = put(of.opening, at);
  if (start < 0) return -1;
  const end = typeof json === 'string' ? text(json, start) : value(json, start, depth + 1, of);
  if (end > 0 && end <= bytes.length) of.came(json, bytes, at, end);
  return end;
}

/** Eight bytes at a time: what is too much is written over. */
function put({ words, length }: Spelled, at: number): number {
  if (at + words.length * 8 > bytes.length) return -1;
  for (let word = 0, place = at; word < words.length; word += 1, place += 8) {
    view.setFloat64(place, words[word] as number, true);
  }
  return at + length;
}
