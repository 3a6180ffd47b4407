/** What the shim enforces inside the guest; the child and the parent check the same again. */
export interface ShimCaps {
  readonly resultBytes: number;
  readonly depth: number;
  readonly nodes: number;
  readonly errorLength: number;
  readonly logLength: number;
  readonly logs: number;
  readonly logTotal: number;
}

/**
 * Runs in the guest's realm before any guest code, as source text, so it may use nothing from outside
 * its own body but its argument. It removes what shares memory, grows memory unseen or runs code after
 * a call; then gives three entry points, which return only primitives:
 * `enter(main, args)` begins a call, `poll()` tells its outcome (`P` pending, `V` and JSON, `E`, `L`
 * or `B` and a JSON text of what to tell), `logs()` a JSON list of what was logged.
 *
 * Everything it needs later is captured first. It never touches an iterator, a setter or a species of
 * the guest; where it must read a guest's object it does so within the deadline of an entry.
 */
export function shim(caps: ShimCaps): object {
  const { apply, construct, deleteProperty, defineProperty, setPrototypeOf } = Reflect;
  const bare = <T extends object>(fields: T): T => {
    setPrototypeOf(fields, null);
    return fields;
  };
  const freeze = Object.freeze;
  const keysOf = Object.keys;
  const isArray = Array.isArray;
  const parse = JSON.parse;
  const quote = JSON.stringify as (text: string) => string;
  const stringOf = String;
  const finite = Number.isFinite;
  const tagOf = Object.prototype.toString;
  const slice = String.prototype.slice;
  const indexOf = String.prototype.indexOf;
  const cut = (text: string, most: number): string =>
    text.length <= most ? text : `${apply(slice, text, [0, most])}…`;

  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef']) {
    deleteProperty(globalThis, name);
  }
  deleteProperty(globalThis, 'FinalizationRegistry');

  const NativeBuffer = ArrayBuffer;
  const buffers = NativeBuffer.prototype;
  /** Buffers of a fixed length only: whatever else a caller hands over is not handed on. */
  const FixedBuffer = function (this: unknown, length: unknown) {
    if (new.target === undefined) throw new TypeError("Constructor ArrayBuffer requires 'new'");
    return construct(NativeBuffer, [length], new.target);
  };
  defineProperty(FixedBuffer, 'name', { value: 'ArrayBuffer' });
  defineProperty(FixedBuffer, 'prototype', { value: buffers, writable: false });
  defineProperty(FixedBuffer, 'isView', { value: NativeBuffer.isView, writable: true });
  defineProperty(FixedBuffer, Symbol.species, {
    get(this: unknown) {
      return this;
    },
  });
  defineProperty(buffers, 'constructor', { value: FixedBuffer, writable: true });
  for (const name of ['resize', 'transfer', 'transferToFixedLength']) {
    deleteProperty(buffers, name);
  }
  defineProperty(globalThis, 'ArrayBuffer', {
    value: FixedBuffer,
    writable: true,
    configurable: true,
  });

  const tooLarge = bare({ why: 'the result is larger than the sandbox passes on' });
  const tooMany = bare({ why: 'the result has more values than the sandbox passes on' });
  const tooDeep = bare({ why: 'the result is nested deeper than the sandbox passes on' });
  const bad = bare({ why: '' });
  const spoil = (why: string): never => {
    bad.why = why;
    throw bad;
  };

  interface Room {
    left: number;
    nodes: number;
  }
  interface Above {
    readonly value: object;
    readonly above: Above | null;
  }
  const write = (value: unknown, depth: number, above: Above | null, room: Room): string => {
    room.nodes -= 1;
    if (room.nodes < 0) throw tooMany;
    let text: string;
    if (value === null || value === undefined) text = 'null';
    else if (typeof value === 'string') {
      if (value.length > room.left) throw tooLarge;
      text = quote(value);
    } else if (typeof value === 'boolean') text = value ? 'true' : 'false';
    else if (typeof value === 'number') {
      if (!finite(value)) spoil('the result holds a number that is not finite');
      text = `${value}`;
    } else if (typeof value === 'bigint') {
      const safe = value >= -9007199254740991n && value <= 9007199254740991n;
      text = safe ? `${value}` : `"${value}"`;
    } else if (typeof value === 'object') return writeObject(value, depth, above, room);
    else return spoil(`the result is a ${typeof value}, which is not JSON`);
    room.left -= text.length;
    if (room.left < 0) throw tooLarge;
    return text;
  };
  const spend = (room: Room, length: number): void => {
    room.left -= length;
    if (room.left < 0) throw tooLarge;
  };
  const writeObject = (given: object, depth: number, above: Above | null, room: Room): string => {
    if (depth > caps.depth) throw tooDeep;
    for (let up = above; up !== null; up = up.above) {
      if (up.value === given) spoil('the result holds itself');
    }
    let value = given as { readonly [key: string]: unknown };
    const toJSON = value.toJSON;
    if (typeof toJSON === 'function') {
      const made: unknown = apply(toJSON, value, ['']);
      if (typeof made !== 'object' || made === null) return write(made, depth, above, room);
      value = made as { readonly [key: string]: unknown };
    }
    const here: Above = bare({ value: given, above });
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
    if (tag !== '[object Object]') spoil(`the result holds ${tag}, which is not JSON`);
    const keys = keysOf(value);
    spend(room, 2);
    let text = '{';
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] as string;
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue;
      const field = value[key];
      const kind = typeof field;
      if (kind === 'undefined' || kind === 'function' || kind === 'symbol') continue;
      if (key.length > room.left) throw tooLarge;
      const name = quote(key);
      spend(room, name.length + 2);
      text += `${text === '{' ? '' : ','}${name}:${write(field, depth + 1, here, room)}`;
    }
    return `${text}}`;
  };
  const seal = (value: unknown, most: number): string =>
    write(value, 0, null, bare({ left: most, nodes: caps.nodes }));

  /** What a guest's error says, and the text around its first place in the tool's own code. */
  const explain = (error: unknown): string => {
    let said = 'the tool threw something that cannot be read';
    let near = '';
    try {
      if (error === null || (typeof error !== 'object' && typeof error !== 'function')) {
        said = stringOf(error);
      } else {
        const { name, message, stack } = error as { [key: string]: unknown };
        const text = typeof message === 'string' ? cut(message, caps.errorLength) : '';
        const kind = typeof name === 'string' ? cut(name, 256) : '';
        if (kind !== '' || text !== '') said = kind === '' ? text : `${kind}: ${text}`;
        if (typeof stack === 'string') {
          const at: number = apply(indexOf, stack, ['tool:']);
          if (at >= 0) near = apply(slice, stack, [at, at + 32]);
        }
      }
    } catch {
      near = '';
    }
    return `{"text":${quote(cut(said, caps.errorLength))},"near":${quote(near)}}`;
  };

  let logged = '';
  let lines = 0;
  let logRoom: number = caps.logTotal;
  let dropped = 0;
  const log = freeze(
    bare((value: unknown): void => {
      if (lines >= caps.logs || logRoom <= 0) {
        dropped += 1;
        return;
      }
      let text = '[unreadable]';
      try {
        text = typeof value === 'string' ? value : seal(value, caps.logLength);
      } catch {}
      const most = logRoom < caps.logLength ? logRoom : caps.logLength;
      text = cut(text, most);
      logRoom -= text.length;
      logged += `${lines === 0 ? '' : ','}${quote(text)}`;
      lines += 1;
    }),
  );
  const host = freeze(bare({ log }));
  defineProperty(globalThis, 'console', {
    value: freeze(bare({ log, info: log, warn: log, error: log, debug: log })),
    writable: true,
    configurable: true,
  });

  let outcome = 'P';
  const run = async (main: (args: unknown, host: object) => unknown, args: string) => {
    try {
      const value = await main(parse(args), host);
      const sealed = seal(value, caps.resultBytes);
      outcome = `V${sealed}`;
    } catch (error) {
      if (error === tooLarge || error === tooMany || error === tooDeep) {
        outcome = `L{"text":${quote((error as typeof bad).why)}}`;
      } else if (error === bad) outcome = `B{"text":${quote(bad.why)}}`;
      else outcome = `E${explain(error)}`;
    }
  };
  return bare({
    enter: (main: (args: unknown, host: object) => unknown, args: string): void => {
      void run(main, args);
    },
    poll: (): string => outcome,
    logs: (): string => {
      const more = dropped === 0 ? '' : `${lines === 0 ? '' : ','}"… and ${dropped} more, dropped"`;
      return `[${logged}${more}]`;
    },
  });
}
