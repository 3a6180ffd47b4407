import type { Offer } from '../../wire/messages.ts';
import type { Mailbox } from './mailbox.ts';

/** How much may still be written. */
export interface Room {
  left: number;
  nodes: number;
  readonly most: number;
}

/** What a value is too large by, as the shim tells it. */
export interface Excess {
  /** What it is of a value: `bytes`, `depth` or `values`. */
  readonly what: string;
  readonly bound: number;
  readonly used: number;
}

/** What the shim lends to the part that makes a guest's `host`; captured before any guest code. */
export interface Lent {
  readonly bare: <T extends object>(fields: T) => T;
  /** JSON text of a guest's value, taken from a room. Throws one of the shim's own limits. */
  readonly write: (value: unknown, room: Room) => string;
  /** A room of so many units of text, and of as many values as a result may have. */
  readonly room: (most: number) => Room;
  /** What `write` has against a value: `large` or `bad` and why; undefined for what the guest threw. */
  readonly fault: (
    error: unknown,
  ) => { readonly why: string; readonly excess: Excess | null } | undefined;
  readonly log: (value: unknown) => void;
  /** Where what is asked, one at a time, is told at once. */
  readonly box: Pick<Mailbox, 'post' | 'stir'>;
  readonly nameLength: number;
  /** What a call is offered that is given no host. */
  readonly none: Offer;
}

/** What a guest asks of its host. A `host` is made anew for each call, and dead when the next begins. */
export interface Doors {
  /** The guest's `host` for a call that begins; its offer as JSON text, empty for none. */
  readonly open: (offer: string) => object;
  /** How many asked since it was last taken, a colon, and a JSON list of it; empty for nothing. */
  readonly take: () => string;
  /** What was asked was read elsewhere. */
  readonly taken: () => void;
  /** Hands in answers as JSON text. What was never asked, or is answered already, is passed over. */
  readonly settle: (answers: string) => void;
  /** Number of the host call whose refusal this very error is; 0 for any other. */
  readonly refusal: (error: unknown) => number;
  /** Which bound this very error speaks of, as JSON text; empty for any other error. */
  readonly exceeded: (error: unknown) => string;
  /** The call is over, and its host with it. */
  readonly close: () => void;
}

/**
 * Runs in the guest's realm before any guest code, as source text, like the shim it is handed to. It
 * makes a `host` for each call: frozen, without prototypes, and with nothing behind it but a queue of
 * text. What is kept of a call is made when the call asks for the first time.
 */
export function doors(lent: Lent): Doors {
  const { bare, write, room, fault, log, box, nameLength, none } = lent;
  const { apply, construct, defineProperty } = Reflect;
  const freeze = Object.freeze;
  const parse = JSON.parse;
  const quote = JSON.stringify as (text: string) => string;
  const NativePromise = Promise;
  const NativeError = Error;
  const NativeMap = Map;
  const { get, set, delete: remove } = NativeMap.prototype;
  const split = String.prototype.split;
  const slice = String.prototype.slice;
  type Wait = { readonly resolve: (value: unknown) => void; readonly reject: (e: Error) => void };
  /** Of a call that asked. No field is ever missing, so none is looked for in what a guest can change. */
  type Kept = {
    /** The one that waits, by its number; 0 for none. Those beside it are in `waiting`. */
    first: number;
    wait: Wait | null;
    waiting: object | null;
    /** The errors of this call, and what each is of: made when there is one. */
    refused: object | null;
    over: object | null;
    readonly left: Room;
  };
  /** A name that is offered or withheld: as JSON text, and where it stands on the host. */
  type Door = { readonly name: string; readonly words: readonly string[] };

  let current: object | null = null;
  let offered = '';
  let offer = none;
  let names: readonly Door[] = [];
  let kept: Kept | null = null;
  let made = 0;
  let flying = 0;
  let queued = 0;
  let queue = '';

  /** An error of the guest's own realm that carries a code. */
  const problem = (code: string, message: string): Error => {
    const error = construct(NativeError, [message]) as Error;
    defineProperty(error, 'code', bare({ value: code, enumerable: true }));
    return error;
  };
  const rejected = (error: unknown): Promise<unknown> =>
    construct(NativePromise, [
      (_: unknown, reject: (error: unknown) => void) => reject(error),
    ]) as Promise<unknown>;
  const exceed = (
    call: Kept,
    text: string,
    limit: string,
    bound: number,
    used: number,
  ): Promise<unknown> => {
    const error = problem('VAK7008', text);
    const told = `{"limit":${quote(limit)},"bound":${bound},"used":${used}}`;
    call.over ??= new NativeMap();
    apply(set, call.over, [error, told]);
    return rejected(error);
  };
  const keep = (): Kept => ({
    first: 0,
    wait: null,
    waiting: null,
    refused: null,
    over: null,
    left: room(offer.bytes),
  });

  const ask = (host: object, quoted: string, args: unknown): Promise<unknown> => {
    if (host !== current) {
      return rejected(problem('VAK7007', 'the call that was given this host is over'));
    }
    kept ??= keep();
    const call = kept;
    let text: string;
    try {
      text = write(args, call.left);
    } catch (error) {
      const found = fault(error);
      if (found === undefined) return rejected(error);
      const told = `the arguments of a host call cannot be handed over: ${found.why}`;
      if (found.excess === null) return rejected(problem('VAK6103', told));
      const { what, bound, used } = found.excess;
      const limit = what === 'bytes' ? 'host bytes out' : `host call ${what}`;
      return exceed(kept, told, limit, bound, used);
    }
    if (made >= offer.calls) {
      const told = `the tool asked its host ${made + 1} times and may ${offer.calls} times`;
      return exceed(kept, told, 'host calls', offer.calls, made + 1);
    }
    if (flying >= offer.parallel) {
      const told = `the tool asked its host for ${flying + 1} calls at once and may ${offer.parallel}`;
      return exceed(kept, told, 'host calls at once', offer.parallel, flying + 1);
    }
    made += 1;
    flying += 1;
    queued += 1;
    const n = made;
    const asked = `[${n},${quoted},${text}]`;
    if (queued === 1) {
      queue = asked;
      box.post(`H1:[${asked}]`);
    } else {
      queue += `,${asked}`;
      box.stir();
    }
    return new NativePromise((resolve, reject) => {
      if (call.first === 0) {
        call.first = n;
        call.wait = { resolve, reject };
      } else {
        call.waiting ??= new NativeMap();
        apply(set, call.waiting, [n, { resolve, reject }]);
      }
    });
  };

  /** Reads what is offered, unless it is what was offered last. */
  const read = (given: string): void => {
    if (given === offered) return;
    offered = given;
    offer = given === '' ? none : (parse(given) as Offer);
    const { offers, withholds } = offer;
    const all: Door[] = [];
    const add = (name: string): void => {
      const words = apply(split, name, ['.']) as string[];
      defineProperty(all, all.length, bare({ value: { name: quote(name), words } }));
    };
    for (let i = 0; i < offers.length; i += 1) add(offers[i] as string);
    for (let i = 0; i < withholds.length; i += 1) add(withholds[i] as string);
    names = all;
  };

  type Folder = { readonly value: object; readonly before: Folder | null };
  const place = (host: Record<string, unknown>, door: Door, before: Folder | null) => {
    let folders = before;
    const { words, name } = door;
    let at = host;
    for (let i = 0; i < words.length - 1; i += 1) {
      const word = words[i] as string;
      if (typeof at[word] !== 'object') {
        const value = bare({});
        at[word] = value;
        folders = { value, before: folders };
      }
      at = at[word] as Record<string, unknown>;
    }
    const last = words[words.length - 1] as string;
    at[last] = freeze(bare((args: unknown) => ask(host, name, args)));
    return folders;
  };
  const open = (given: string): object => {
    read(given);
    kept = null;
    made = flying = queued = 0;
    queue = '';
    const host = bare({ log, call: log }) as unknown as Record<string, unknown>;
    const call = (name: unknown, args: unknown): Promise<unknown> => {
      const text = typeof name === 'string' ? name : '';
      return ask(host, quote(apply(slice, text, [0, nameLength])), args);
    };
    host.call = freeze(bare(call));
    current = host;
    let folders: Folder | null = null;
    for (let i = 0; i < names.length; i += 1) folders = place(host, names[i] as Door, folders);
    for (let at = folders; at !== null; at = at.before) freeze(at.value);
    return freeze(host);
  };

  /** Whoever waits for an answer of this number, and no longer does. */
  const waiterOf = (call: Kept, n: unknown): Wait | null => {
    const { wait, waiting } = call;
    if (n === call.first) {
      call.first = 0;
      call.wait = null;
      return wait;
    }
    if (waiting === null) return null;
    const other = apply(get, waiting, [n]) as Wait | undefined;
    if (other === undefined) return null;
    apply(remove, waiting, [n]);
    return other;
  };
  const settleOne = (call: Kept, answer: readonly unknown[]): void => {
    const wait = waiterOf(call, answer[0]);
    if (wait === null) return;
    flying -= 1;
    if (answer[1] === true) wait.resolve(answer[2]);
    else {
      const { code, message } = answer[2] as { code: string; message: string };
      const error = problem(code, message);
      call.refused ??= new NativeMap();
      apply(set, call.refused, [error, answer[0]]);
      wait.reject(error);
    }
  };
  const taken = (): void => {
    queued = 0;
    queue = '';
  };
  return bare({
    open,
    take: (): string => {
      if (queued === 0) return '';
      const asked = `${queued}:[${queue}]`;
      taken();
      return asked;
    },
    taken,
    settle: (answers: string): void => {
      const list = parse(answers) as readonly (readonly unknown[])[];
      for (let i = 0; kept !== null && i < list.length; i += 1) {
        settleOne(kept, list[i] as readonly unknown[]);
      }
    },
    refusal: (error: unknown): number =>
      kept === null || kept.refused === null
        ? 0
        : ((apply(get, kept.refused, [error]) as number) ?? 0),
    exceeded: (error: unknown): string =>
      kept === null || kept.over === null ? '' : ((apply(get, kept.over, [error]) as string) ?? ''),
    close: (): void => {
      current = null;
      taken();
    },
  });
}
