import type { Offered } from '../../../runtime/contract/index.ts';

/** What a guest is told of its host. */
export type Offer = Offered;

/** The text of a module. */
export interface ModuleText {
  /** What it is imported by. */
  readonly name: string;
  /** Whether types must be stripped before the text is JavaScript. */
  readonly typed: boolean;
  readonly text: string;
}

/** A tool's code as a child keeps it, in a slot that its parent chose. Without text the slot is empty. */
export interface Code extends Omit<ModuleText, 'name'> {
  readonly slot: number;
  /** Whether it is one expression, `export default …`, and so may be taken as a script. */
  readonly expression: boolean;
  /** What it and they may import. */
  readonly modules: readonly ModuleText[];
  /** What the engine made of it before, as the parent kept it. */
  readonly cached: Buffer | undefined;
}

/**
 * What the parent asks of a child. Requests are served one after the other, in the order they came; `id`
 * grows with each, and an answer with any other id than the next breaks the connection.
 */
export interface Request {
  readonly id: number;
  /** `cache` asks for what the engine makes of the code, of a child that has met no guest. */
  readonly act: 'run' | 'check' | 'cache';
  /** Where its code lies, handed over before. */
  readonly slot: number;
  readonly memoryBytes: number;
  readonly timeMs: number;
  /** One that the child comes to only after this, in ms of the machine's monotonic clock, is not begun. */
  readonly startBy: number;
  /** A guest that ends well is kept under this number, and serves the next request with it; 0 for none. */
  readonly keep: number;
  /** An `Offer` as JSON text; empty for none. */
  readonly offer: string;
  /** `{ at, seed }` as JSON text: the clock stands still and random numbers follow; empty for none. */
  readonly exact: string;
  /** The arguments as JSON text, never parsed outside the guest. */
  readonly args: string;
}

/**
 * What the parent says while a request is under way. One that comes after its request ended is dropped.
 */
export interface Answers {
  readonly id: number;
  readonly count: number;
  /** The time of the request is over: nothing more will come. */
  readonly cut: boolean;
  /** A JSON list of `[n, true, value]` and `[n, false, { code, message }]`. */
  readonly text: string;
}

/** What a child asks while a request is under way: a JSON list of `[n, name, args]`. */
export interface Asks {
  readonly id: number;
  readonly text: string;
}

/** How a request ended, as the child saw it. What ends the child itself is the parent's to see. */
export type Answer =
  | {
      readonly end: 'value';
      readonly json: string;
    }
  | {
      /**
       * `guest`: its code threw; `large`, `bad`: its result; `limit`: it asked too much of its host;
       * `invalid`: the text is no module, `refused`: it asks for what is not given, nothing ran in
       * either case; `stuck`: it awaits what can never come.
       */
      readonly end:
        | 'guest'
        | 'large'
        | 'bad'
        | 'limit'
        | 'invalid'
        | 'refused'
        | 'time'
        | 'memory'
        | 'stuck';
      readonly text: string;
      readonly line?: number;
      readonly column?: number;
      /** With `large` and `limit`: the bound, as the guest's side counted. */
      readonly over?: unknown;
    }
  /** The guest ended with the refusal of its host call `call`. */
  | {
      readonly end: 'denied';
      readonly call: number;
      readonly text: string;
      readonly line?: undefined;
      readonly column?: undefined;
    }
  /** `late`: it was not begun, for its time to start was over. */
  | { readonly end: 'fine' | 'late' };

/** An answer, and what travels beside it. */
export interface Reply {
  readonly id: number;
  readonly answer: Answer;
  readonly logs: readonly string[];
  readonly peakBytes: number;
  /** Time from its start to its end, in ms, by the child's clock. */
  readonly wallMs: number;
  /** Processor time of the thread that served, where it served nobody else. */
  readonly cpuMs?: number | undefined;
  readonly heapBytes: number;
  /** The child will not serve again: it kept too much memory or lost confidence in itself. */
  readonly spent: boolean;
}

/** What a child says first, before any request. */
export type Greeting =
  | { readonly ready: true; readonly version: string; readonly baseBytes: number }
  | { readonly ready: false; readonly why: string };
