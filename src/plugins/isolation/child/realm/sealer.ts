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
    let value = given as { readonly [key: string]: unknown };
    const toJSON = value.toJSON;
    if (typeof toJSON === 'function') {
      const made: unknown = apply(toJSON, value, ['']);
      if (typeof made !== 'object' || made === null) return write(made, depth, above, room);
      value = made as { readonly [key: string]: unknown };
    }
    const here = { __proto__: null, value: given, above } as unknown as Above;
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
    const tag: string = apply(tagOf, value, []);
    if (tag !== '[object Object]') spoil(`it holds ${tag}, which is not JSON`);
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
      const name = quote(key);
      spend(room, name.length + 2);
      text += `${text === '{' ? '' : ','}${name}:${write(field, depth + 1, here, room)}`;
    }
    return `${text}}`;
  };
  const room = (most: number): Room =>
    ({ __proto__: null, left: most, most, nodes: caps.nodes }) as unknown as Room;

  let units = 0;
  let values = 0;
  /** Whether a value is nothing but small plain data, which the engine's own writer writes alike. */
  const isPlain = (value: unknown, depth: number): boolean => {
    values -= 1;
    if (value === null || value === undefined) return values >= 0;
    if (typeof value === 'number') return finite(value) && values >= 0;
    if (typeof value === 'string') {
      units -= value.length;
      return units >= 0 && values >= 0;
    }
    if (typeof value !== 'object') return typeof value !== 'bigint' && values >= 0;
    if (depth > caps.depth) return false;
    const fields = value as { readonly [key: PropertyKey]: unknown };
    if (fields.toJSON !== undefined) return false;
    if (isArray(fields)) {
      const length = fields.length;
      for (let i = 0; i < length; i += 1) if (!isPlain(fields[i], depth + 1)) return false;
      return true;
    }
    const kind = getPrototypeOf(fields);
    if ((kind !== objects && kind !== null) || fields[tagged] !== undefined) return false;
    const keys = keysOf(fields);
    const length = keys.length;
    for (let i = 0; i < length; i += 1) {
      const key = keys[i] as string;
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') return false;
      if (!isPlain(fields[key], depth + 1)) return false;
    }
    return true;
  };
  /** JSON text of a value, taken from a room: at once where that is safe, else part by part. */
  const seal = (value: unknown, room: Room): string => {
    units = room.left;
    values = room.nodes;
    if (typeof value !== 'object' || !isPlain(value, 0)) return write(value, 0, null, room);
    room.nodes = values;
    const text = quote(value);
    spend(room, text.length);
    return text;
  };
  const fault = (error: unknown): { why: string; excess: Excess | null } | undefined => {
    if (error === bad) return bare({ why: bad.why, excess: null });
    if (error !== tooLarge && error !== tooMany && error !== tooDeep) return undefined;
    return bare({ why: (error as typeof tooLarge).why, excess: error as typeof tooLarge });
  };
  return bare({ write: seal, room, fault });
}
