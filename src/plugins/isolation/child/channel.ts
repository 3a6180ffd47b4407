import { readSync, writeSync } from 'node:fs';
import { holdMs, journalBytes, together } from '../limits.ts';
import {
  heard,
  readAnswers,
  readCode,
  readRequest,
  writeAsks,
  writeGreeting,
  writeReply,
} from '../wire/frames.ts';
import { fitsJournal, layRecord, overlap } from '../wire/journal.ts';
import type { Answers, Code, Greeting, Reply, Request } from '../wire/messages.ts';
import { FrameReader } from '../wire/reader.ts';
import { FrameWriter } from '../wire/writer.ts';
import { type Script, script } from './source.ts';

/** The pipe to the parent, both ways. */
const pipe = 3;
/** Where what is held back is written down. */
const journal = 5;
const chunkBytes = 64 * 1024;

/** A tool's code as it was handed over; made JavaScript when it is first needed, or before. */
export class HeldCode implements Pick<Code, 'expression' | 'cached'> {
  readonly expression: boolean;
  readonly cached: Buffer | undefined;
  readonly #told: Omit<Code, 'slot'>;
  #script: Script | undefined;

  constructor(told: Omit<Code, 'slot'>) {
    this.expression = told.expression;
    this.cached = told.cached;
    this.#told = told;
  }

  /** Whether that is done. */
  get ready(): boolean {
    return this.#script !== undefined;
  }

  get script(): Script {
    this.#script ??= script(this.#told);
    return this.#script;
  }
}

const nothing = new HeldCode({
  text: '',
  typed: false,
  expression: false,
  cached: undefined,
  modules: [],
});

/** A request, and the code that lay in its slot when it came. */
export interface Asked {
  readonly request: Request;
  readonly code: HeldCode;
}

/**
 * The connection to the parent, without an event loop: reading waits. Reads as much as is there at once.
 * What has ended is told, or written down where it outlives this process, before anything else begins.
 */
export class Channel {
  readonly #chunk = Buffer.allocUnsafeSlow(chunkBytes);
  readonly #reader = new FrameReader();
  readonly #writer = new FrameWriter();
  readonly #codes = new Map<number, HeldCode>();
  readonly #record = Buffer.allocUnsafeSlow(journalBytes);
  readonly #mayHold: boolean;
  #written = 0;
  #heldSince = 0;
  #held = 0;
  /** So many replies to what was read last are told together. */
  #goal = 0;
  #requests: Asked[] = [];
  #answers: Answers[] = [];
  /** Called with each code that was handed over ahead, while nothing else is to be done. */
  onCode: (code: HeldCode) => void = () => {};

  constructor(options: { readonly mayHold: boolean }) {
    this.#mayHold = options.mayHold;
  }

  /** Waits for a request; undefined once the parent is gone. What is over is not answered any more. */
  next(): Asked | undefined {
    while (this.#requests.length === 0) {
      if (this.#writer.waiting > 0) this.#send();
      if (!this.#read()) return undefined;
      if (this.#requests.length === 0) this.#getReady();
    }
    this.#answers = [];
    return this.#requests.shift();
  }

  #getReady(): void {
    for (const code of this.#codes.values()) if (!code.ready) this.onCode(code);
  }

  /** Asks something for a request, or nothing more, and waits for answers; undefined once the parent is gone. */
  exchange(id: number, text: string): Answers | undefined {
    if (text !== '') {
      writeAsks(this.#writer, { id, text });
      this.#send();
    }
    for (;;) {
      const answers = this.#answers.shift();
      if (answers?.id === id) return answers;
      if (answers === undefined && !this.#read()) return undefined;
    }
  }

  greet(greeting: Greeting): void {
    writeGreeting(this.#writer, greeting);
    this.#send();
  }

  /**
   * Tells how a request ended. A `quick` one may be told together with those behind it: until then it
   * stands in the journal, where the parent finds it should this process die, or take long, before.
   */
  reply(reply: Reply, { quick, now }: { readonly quick: boolean; readonly now: number }): void {
    writeReply(this.#writer, reply);
    this.#held += 1;
    const holds = quick && this.#mayHold && this.#requests.length > 0 && this.#held < this.#goal;
    if (this.#written === 0) this.#heldSince = now;
    if (!holds || now - this.#heldSince > holdMs || !this.#writeDown()) this.#send();
  }

  /** Whether the last frame stands in the journal. */
  #writeDown(): boolean {
    const { bytes, start, stop } = this.#writer;
    if (!fitsJournal(stop - start, this.#written)) return false;
    const size = layRecord(this.#record, bytes, start, stop);
    if (writeSync(journal, this.#record, 0, size, this.#written) !== size) return false;
    this.#written += size - overlap;
    return true;
  }

  #send(): void {
    this.#written = 0;
    this.#held = 0;
    const bytes = this.#writer.take();
    for (let at = 0; at < bytes.length; ) at += writeSync(pipe, bytes, at);
    this.#writer.rewind();
  }

  /** Takes in what is there, at least something; false once the parent is gone or talks nonsense. */
  #read(): boolean {
    const size = readSync(pipe, this.#chunk, 0, chunkBytes, null);
    if (size === 0) return false;
    try {
      this.#reader.push(this.#chunk.subarray(0, size), this.#take);
      this.#goal = Math.max(together, this.#requests.length / 2);
      return true;
    } catch {
      return false;
    }
  }

  readonly #take = (body: Buffer, from: number, to: number): void => {
    const kind = body[from];
    if (kind === heard.code) {
      const code = readCode(body, from, to);
      if (code.text === '') this.#codes.delete(code.slot);
      else this.#codes.set(code.slot, new HeldCode(code));
    } else if (kind === heard.answers) {
      this.#answers.push(readAnswers(body, from, to));
    } else {
      const request = readRequest(body, from, to);
      const code = this.#codes.get(request.slot) ?? nothing;
      this.#requests.push({ request, code });
    }
  };
}
