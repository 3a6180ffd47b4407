import type { Offer } from '../../wire/messages.ts';
import type { Doors, Lent } from './doors.ts';
import type { Mailbox } from './mailbox.ts';
import type { Sealer } from './sealer.ts';

/** What the shim enforces inside the guest; the child and the parent check the same again. */
export interface ShimCaps {
  readonly resultBytes: number;
  readonly depth: number;
  readonly nodes: number;
  readonly errorLength: number;
  readonly logLength: number;
  readonly logs: number;
  readonly logTotal: number;
  readonly nameLength: number;
  readonly longestPosted: number;
  readonly none: Offer;
}

/**
 * Runs in the guest's realm before any guest code, as source text, so it may use nothing from outside
 * its own body but its argument. It removes what shares memory, grows memory unseen or runs code after
 * a call; then gives entry points, which return only primitives:
 * `enter(args, offer, main, memory)` begins a call of `main`, or of the one it was given before, and tells how
 * it stands: `P` for pending, or like `poll()`, with `+` before it where something was logged: `H` with
 * how many things it asks of its host, a colon and a JSON list of them, `V` and JSON, `E`, `L`, `B`,
 * `X` or `R` and a JSON text of what to tell. `settle(answers)` hands in what the host says, `logs()`
 * gives a JSON list of what was logged, and `still(exact)`, before any guest code, stops the clock. Where a `memory` was given, what a
 * poll would tell is mostly found there instead.
 *
 * Everything it needs later is captured first. It never touches an iterator, a setter or a species of
 * the guest; where it must read a guest's object it does so within the deadline of an entry.
 */
export function shim(
  caps: ShimCaps,
  doors: (lent: Lent) => Doors,
  standstill: () => (exact: string) => void,
  sealer: (caps: ShimCaps, bare: Lent['bare']) => Sealer,
  mailbox: (longest: number, bare: Lent['bare']) => Mailbox,
): object {
  const { apply, construct, deleteProperty, defineProperty, setPrototypeOf } = Reflect;
  const bare = <T extends object>(fields: T): T => {
    setPrototypeOf(fields, null);
    return fields;
  };
  const freeze = Object.freeze;
  const parse = JSON.parse;
  const quote = JSON.stringify as (text: string) => string;
  const stringOf = String;
  const slice = String.prototype.slice;
  const indexOf = String.prototype.indexOf;
  const cut = (text: string, most: number): string =>
    text.length <= most ? text : `${apply(slice, text, [0, most - 1])}…`;

  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef']) {
    deleteProperty(globalThis, name);
  }
  deleteProperty(globalThis, 'FinalizationRegistry');
  if (typeof Intl === 'object') deleteProperty(Intl, 'v8BreakIterator');

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

  const { write, room, fault } = sealer(caps, bare);
  const seal = (value: unknown, most: number): string => write(value, room(most));

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

  const box = mailbox(caps.longestPosted, bare);
  let outcome = 'P';
  let logged = '';
  let lines = 0;
  let logRoom: number = caps.logTotal;
  let dropped = 0;
  const unreadable = '[unreadable]';
  const isFull = (): boolean => lines >= caps.logs || logRoom <= 0;
  const log = freeze(
    bare((value: unknown): void => {
      let text = unreadable;
      try {
        if (!isFull()) text = typeof value === 'string' ? value : seal(value, caps.logLength);
      } catch {}
      // What was read of the value may have logged as well.
      if (isFull()) {
        dropped += 1;
        return;
      }
      const most = logRoom < caps.logLength ? logRoom : caps.logLength;
      text = cut(text, most);
      logRoom -= text.length;
      logged += `${lines === 0 ? '' : ','}${quote(text)}`;
      lines += 1;
      // What is told of a call that is over tells of this as well.
      if (outcome !== 'P') box.stir();
    }),
  );
  const door = doors(
    bare({
      bare,
      write,
      room,
      fault,
      log,
      box,
      nameLength: caps.nameLength,
      none: caps.none,
    }),
  );
  defineProperty(globalThis, 'console', {
    value: freeze(bare({ log, info: log, warn: log, error: log, debug: log })),
    writable: true,
    configurable: true,
  });

  type Main = (args: unknown, host: object) => unknown;
  const failure = (error: unknown): string => {
    const found = fault(error);
    if (found !== undefined) {
      const text = `{"text":${quote(`the result cannot be passed on: ${found.why}`)}`;
      if (found.excess === null) return `B${text}}`;
      const { what, bound, used } = found.excess;
      const limit = quote(`result ${what}`);
      return `L${text},"over":{"limit":${limit},"bound":${bound},"used":${used}}}`;
    }
    const call = door.refusal(error);
    if (call > 0) return `R{"call":${call},"told":${explain(error)}}`;
    const asked = door.exceeded(error);
    if (asked === '') return `E${explain(error)}`;
    return `X{"over":${asked},${apply(slice, explain(error), [1])}`;
  };
  let main: Main | null = null;
  let current: object = caps;
  /** The call that was given this host is over; one that was given another is so already. */
  const settled = (told: string, host: object): void => {
    if (host !== current) return;
    door.close();
    outcome = told;
    box.post(lines > 0 ? `+${told}` : told);
  };
  const sealed = (value: unknown, host: object): void => {
    let told: string;
    try {
      told = `V${seal(value, caps.resultBytes)}`;
    } catch (error) {
      told = failure(error);
    }
    settled(told, host);
  };
  const awaited = async (value: unknown, host: object) => {
    let got: unknown;
    try {
      got = await value;
    } catch (error) {
      settled(failure(error), host);
      return;
    }
    sealed(got, host);
  };
  const begin = (args: string, host: object): void => {
    let made: unknown;
    try {
      made = (main as Main)(parse(args), host);
      if (typeof made === 'object' || typeof made === 'function') {
        if (made !== null && typeof (made as { then?: unknown }).then === 'function') {
          void awaited(made, host);
          return;
        }
      }
    } catch (error) {
      settled(failure(error), host);
      return;
    }
    sealed(made, host);
  };
  const poll = (): string => {
    box.empty();
    if (outcome !== 'P') return lines > 0 ? `+${outcome}` : outcome;
    const asked = door.take();
    return asked === '' ? 'P' : `H${asked}`;
  };
  return bare({
    enter: (args: string, offer = '', given?: Main, memory?: SharedArrayBuffer): string => {
      if (given !== undefined) main = given;
      if (memory !== undefined) box.give(memory);
      box.empty();
      outcome = 'P';
      logged = '';
      lines = 0;
      logRoom = caps.logTotal;
      dropped = 0;
      current = door.open(offer);
      begin(args, current);
      return outcome === 'P' ? 'P' : poll();
    },
    poll,
    still: standstill(),
    settle: (answers: string): void => {
      if (box.empty()) door.taken();
      door.settle(answers);
    },
    logs: (): string => {
      const more = dropped === 0 ? '' : `${lines === 0 ? '' : ','}"… and ${dropped} more, dropped"`;
      return `[${logged}${more}]`;
    },
  });
}
