import { readSync, writeSync } from 'node:fs';
import {
  heard,
  readAnswers,
  readCode,
  readRequest,
  writeAsks,
  writeGreeting,
  writeReply,
} from '../wire/frames.ts';
import type { Answers, Greeting, Reply, Request } from '../wire/messages.ts';
import { FrameReader } from '../wire/reader.ts';
import { FrameWriter } from '../wire/writer.ts';
import { type Script, script } from './source.ts';

/** The pipe to the parent, both ways. */
const pipe = 3;
const chunkBytes = 64 * 1024;

/** A tool's code as it was handed over; made JavaScript when it is first needed. */
class HeldCode {
  readonly #text: string;
  readonly #typed: boolean;
  #script: Script | undefined;

  constructor(text: string, typed: boolean) {
    this.#text = text;
    this.#typed = typed;
  }

  get script(): Script {
    this.#script ??= script(this.#text, this.#typed);
    return this.#script;
  }
}

/** A request with the code that lay in its slot when it came. */
export type Asked = Request & { readonly code: HeldCode };

/**
 * The connection to the parent, without an event loop: reading waits. Reads as much as is there at once;
 * writes each message at once, so that what has ended is told before anything else begins.
 */
export class Channel {
  readonly #chunk = Buffer.allocUnsafeSlow(chunkBytes);
  readonly #reader = new FrameReader();
  readonly #writer = new FrameWriter();
  readonly #codes = new Map<number, HeldCode>();
  #requests: Asked[] = [];
  #answers: Answers[] = [];

  /** Waits for a request; undefined once the parent is gone. What is over is not answered any more. */
  next(): Asked | undefined {
    while (this.#requests.length === 0) if (!this.#read()) return undefined;
    this.#answers = [];
    return this.#requests.shift();
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

  reply(reply: Reply): void {
    writeReply(this.#writer, reply);
    this.#send();
  }

  #send(): void {
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
      return true;
    } catch {
      return false;
    }
  }

  readonly #take = (body: Buffer, from: number, to: number): void => {
    const kind = body[from];
    if (kind === heard.code) {
      const { slot, text, typed } = readCode(body, from, to);
      if (text === '') this.#codes.delete(slot);
      else this.#codes.set(slot, new HeldCode(text, typed));
    } else if (kind === heard.answers) {
      this.#answers.push(readAnswers(body, from, to));
    } else {
      const request = readRequest(body, from, to);
      const code = this.#codes.get(request.slot) ?? new HeldCode('', false);
      this.#requests.push({ ...request, code });
    }
  };
}
