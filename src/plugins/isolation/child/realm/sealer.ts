import type { Excess, Room } from './doors.ts';
import type { ShimCaps } from './shim.ts';

/** Makes JSON text of a guest's values, within bounds. */
export interface Sealer {
  /** JSON text of a value, taken from a room. Throws one of its own limits, or what the guest throws. */
  readonly write: (value: unknown, room: Room) => string;
  /** A room of so many units of text, and of as many values as a result may have. */
  readonly room: (most: number) => Room;
  /** What it has against a value, and which bound that is; undefined for what the guest threw. */
  readonly fault: (
    error: unknown,
  ) => { readonly why: string; readonly excess: Excess | null } | undefined;
}

/** Runs in the guest's realm before any guest code, as source text, like the shim it is handed to. */
export function sealer(
  caps: Pick<ShimCaps, 'depth' | 'nodes'>,
  bare: <T extends object>(fields: T) => T,
): Sealer {
  const { apply, getPrototypeOf } = Reflect;
  const keysOf = Object.keys;
  const isArray = Array.isArray;
  const quote = JSON.stringify as (value: unknown) => string;
  const finite = Number.isFinite;
  const objects = Object.prototype;
  const tagged = Symbol.toStringTag;
  const tagOf = Object.prototype.toString;

  const over = (what: string, why: string) => bare({ why, what, bound: 0, used: 0 });
  const tooLarge = over('bytes', 'it is larger than the sandbox passes on');
  const tooMany = over('values', 'it has more values than the sandbox passes on');
  const tooDeep = over('depth', 'it is nested deeper than the sandbox passes on');
  const bad = bare({ why: '' });
  const exceed = (by: typeof tooLarge, bound: number, used: number): never => {
    by.bound = bound;
    by.used = used;
    throw by;
  };
  const spoil = (why: string): never => {
    bad.why = why;
    throw bad;
  };

  interface Above {
    readonly value: object;
    readonly above: Above | null;
  }
  /** Names of fields as they are written: those of one list are mostly those of another. */
  let quoted: { [name: string]: string } = bare({});
  let quotedNames = 0;
  const quoteName = (name: string): string => {
    const text = quote(name);
    if (text.length > 64) return text;
    if (quotedNames >= 256) quoted = bare({});
    quotedNames = quotedNames >= 256 ? 1 : quotedNames + 1;
    quoted[name] = text;
    return text;
  };
  const write = (value: unknown, depth: number, above: Above | null, room: Room): string => {
    room.nodes -= 1;
    if (room.nodes < 0) exceed(tooMany, caps.nodes, caps.nodes - room.nodes);
    let text: string;
    if (value === null || value === undefined) text = 'null';
    else if (typeof value === 'string') {
      if (value.length > room.left) spend(room, value.length);
      text = quote(value);
    } else if (typeof value === 'boolean') text = value ? 'true' : 'false';
    else if (typeof value === 'number') {
      if (!finite(value)) spoil('it holds a number that is not finite');
      text = `${value}`;
    } else if (typeof value === 'bigint') {
      const safe = value >= -9007199254740991n && value <= 9007199254740991n;
      text = safe ? `${value}` : `"${value}"`;
    } else if (typeof value === 'object') return writeObject(value, depth, above, room);
    else return spoil(`it is a ${typeof value}, which is not JSON`);
    spend(room, text.length);
    return text;
  };
  const spend = (room: Room, length: number): void => {
    room.left -= length;
    if (room.left < 0) exceed(tooLarge, room.most, room.most - room.left);
  };
  const writeObject = (given: object, depth: number, above: Above | null, room: Room): string => {
    if (depth > caps.depth) exceed(tooDeep, caps.depth, depth);
    for (let up = above; up !== null; up = up.above) {
      if (up.value === given) spoil('it holds itself');
    }
    let value = given as { readonly [key: PropertyKey]: unknown };
    const toJSON = value.toJSON;
    if (typeof toJSON === 'function') {
      const made: unknown = apply(toJSON, value, ['']);
      if (typeof made !== 'object' || made === null) return write(made, depth, above, room);
      value = made as { readonly [key: PropertyKey]: unknown };
    }
    const here: Above = { value: given, above };
    if (isArray(value)) {
      const length = value.length;
      spend(room, 2);
      let text = '[';
      for (let i = 0; i < length; i += 1) {
        const item: unknown = value[i];
        if (i > 0) text += ',';
        spend(room, 1);
        const skipped = typeof item === 'function' || typeof item === 'symbol';
        text += write(skipped ? null : item, depth + 1, here, room);
      }
      return `${text}]`;
    }
    const kind = getPrototypeOf(value);
    if ((kind !== objects && kind !== null) || value[tagged] !== undefined) {
      const tag: string = apply(tagOf, value, []);
      if (tag !== '[object Object]') spoil(`it holds ${tag}, which is not JSON`);
    }
    const keys = keysOf(value);
    spend(room, 2);
    let text = '{';
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] as string;
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue;
      const field = value[key];
      const kind = typeof field;
      if (kind === 'undefined' || kind === 'function' || kind === 'symbol') continue;
      if (key.length > room.left) spend(room, key.length);
      const name = quoted[key] ?? quoteName(key);
      spend(room, name.length + 2);
      text += `${text === '{' ? '' : ','}${name}:${write(field, depth + 1, here, room)}`;
    }
    return `${text}}`;
  };
  /** No field of it is ever missing, so none is looked for in what a guest can change. */
  const room = (most: number): Room => ({ left: most, most, nodes: caps.nodes });

  const seal = (value: unknown, room: Room): string => write(value, 0, null, room);
  const fault = (error: unknown): { why: string; excess: Excess | null } | undefined => {
    if (error === bad) return bare({ why: bad.why, excess: null });
    if (error !== tooLarge && error !== tooMany && error !== tooDeep) return undefined;
    return bare({ why: (error as typeof tooLarge).why, excess: error as typeof tooLarge });
  };
  return bare({ write: seal, room, fault });
}
