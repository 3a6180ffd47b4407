import type { SandboxJob, ToolCode } from '../../../runtime/contract/index.ts';
import { Conversation } from '../host/conversation.ts';
import { headroomBytes } from '../limits.ts';
import { monotonic } from '../wire/clock.ts';
import type { Reply, Request } from '../wire/messages.ts';
import type { Child } from './child.ts';
import type { NoChild, Pool } from './pool/pool.ts';

/**
 * Why a child is no more, by what the parent saw. `unheard`: it was gone before it had read the whole
 * request, so that no guest began.
 */
export type Death = 'time' | 'memory' | 'crash' | 'protocol' | 'abort' | 'unheard';

/** How a request ended, and how long after it was begun: answered, or with the child's death. */
export type Ended =
  | { readonly reply: Reply; readonly wallMs: number; readonly baseBytes?: number }
  | {
      readonly death: Death;
      /** What the child held before its first request. */
      readonly baseBytes?: number;
      readonly peakBytes: number;
      readonly wallMs: number;
      readonly reply?: undefined;
    };

/** What an errand is about. */
export interface Asked extends Pick<Request, 'act' | 'args' | 'timeMs' | 'memoryBytes' | 'exact'> {
  readonly signal?: AbortSignal | undefined;
  readonly denied?: SandboxJob['denied'];
  readonly code: ToolCode;
  /** What the engine made of that code before. */
  readonly cached?: Buffer | undefined;
  readonly tenant: string;
  /** Who may meet the same guest again. */
  readonly keep?: string | undefined;
  /** The conversation, where there is one before anything was asked. */
  readonly talk?: Conversation | undefined;
}

/** Hears how an errand ended, and what its guest asked of its host meanwhile. */
type Settle = (how: Ended | NoChild | 'oversized', talk: Conversation | undefined) => void;

/** How often a call is handed to another child when one was gone before it heard of it. */
const mostTries = 3;

/**
 * One request on its way: waits for a child, is served by it, and is handed to another when the first
 * was gone before it heard of it. Whatever happens it ends, once.
 */
export class Errand {
  readonly asked: Asked;
  /** An `Offer` as JSON text; empty for none. */
  readonly offer: string;
  /** What the child may hold beyond its base. */
  readonly limitBytes: number;
  /** Its number at the child that has it. */
  id = 0;
  /** When the child came to it, by the clock of this process. */
  begun = 0;
  /** When it was handed over, and whether others were under way at that child then. */
  since = 0;
  behind = false;
  /** Its guest asked its host something: it has begun whatever else is seen. */
  heard = false;
  /** Nobody wants it any more; it ends when the child comes to it. */
  cut = false;
  /** By when it must be begun, in ms of the machine's monotonic clock: it waits no longer than its own time. */
  startBy = 0;
  /** Its wait for a child. */
  timer: NodeJS.Timeout | undefined;
  #talk: Conversation | undefined;
  #child: Child | undefined;
  #tries = 0;
  readonly #pool: Pool;
  readonly #settle: Settle;

  constructor(asked: Asked, pool: Pool, settle: Settle) {
    this.asked = asked;
    this.limitBytes = asked.memoryBytes + headroomBytes;
    this.#talk = asked.talk;
    this.offer = asked.talk?.offer === undefined ? '' : JSON.stringify(asked.talk.offer);
    this.#pool = pool;
    this.#settle = settle;
    if (this.#talk !== undefined) this.#converse(this.#talk);
  }

  start(): void {
    const { signal } = this.asked;
    if (signal?.aborted) {
      this.#end('aborted');
      return;
    }
    signal?.addEventListener('abort', this.#abort, { once: true });
    this.startBy = monotonic() + this.asked.timeMs;
    this.#pool.take(this);
  }

  /** The pool has a child for it, or none. */
  placed(child: Child | NoChild): void {
    if (typeof child === 'string') {
      this.#end(child);
      return;
    }
    this.#child = child;
    this.since = performance.now();
    this.begun = 0;
    try {
      child.ask(this);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#pool.give(child);
      this.#end('oversized');
    }
  }

  /** The child has answered, or is no more. */
  ended(how: Ended): void {
    const child = this.#child as Child;
    this.#child = undefined;
    const end = how.reply?.answer.end;
    if (end === 'value' || end === 'fine') this.#pool.knows(this.asked);
    this.#pool.give(child);
    const unheard = how.reply === undefined && how.death === 'unheard';
    // One that was behind others is not to blame for what became of them.
    if (unheard && this.begun > 0) this.#tries += 1;
    if (end === 'late') this.#end('late');
    else if (!unheard) this.#end(how);
    else if (this.cut) this.#end('aborted');
    else if (this.#tries < mostTries) this.#pool.take(this);
    else this.#end(how);
  }

  /** What its guest asks of its host. Throws for what no sound guest's side would send. */
  hear(text: string): void {
    this.heard = true;
    this.#talk ??= this.#unoffered();
    this.#talk.hear(text);
  }

  /** Its time begins. */
  begin(now: number): void {
    this.begun = now;
    this.#talk?.begin(now + this.asked.timeMs);
  }

  /** Whether its guest may be waiting for an answer. */
  get parked(): boolean {
    return this.#talk?.waiting === true;
  }

  /** With a guest that was offered nothing, and asks all the same. */
  #unoffered(): Conversation {
    const { timeMs, denied } = this.asked;
    const talk = this.#converse(new Conversation({ timeMs, ...(denied && { denied }) }));
    talk.begin(this.begun + timeMs);
    return talk;
  }

  #converse(talk: Conversation): Conversation {
    talk.say = (text, count, cut) => this.#child?.answer(this, { text, count, cut });
    return talk;
  }

  readonly #abort = (): void => {
    this.cut = true;
    if (this.#child === undefined) this.#pool.turnAway(this, 'aborted');
    else this.#child.drop(this);
  };

  #end(how: Ended | NoChild | 'oversized'): void {
    this.asked.signal?.removeEventListener('abort', this.#abort);
    this.#talk?.end();
    this.#settle(how, this.#talk);
  }
}
