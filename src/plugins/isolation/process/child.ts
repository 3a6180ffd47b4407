import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { keepCaps, longMs, parentGraceMs } from '../limits.ts';
import {
  readAsks,
  readGreeting,
  readReply,
  said,
  writeAnswers,
  writeCode,
  writeRequest,
} from '../wire/frames.ts';
import { recordsOf } from '../wire/journal.ts';
import type { Answers, Code, Greeting, Reply } from '../wire/messages.ts';
import { FrameReader } from '../wire/reader.ts';
import { FrameWriter } from '../wire/writer.ts';
import type { Familiar } from './code/familiar.ts';
import { Shelf } from './code/shelf.ts';
import type { Death, Ended, Errand } from './errand.ts';
import type { Evidence } from './evidence.ts';
import type { Journal } from './journal.ts';
import { type ChildOptions, launch } from './launch.ts';
import { Alarm } from './watch/alarm.ts';
import { Scales } from './watch/scales.ts';

/**
 * One child process and the connection to it. Serves one request after the other; further ones wait
 * in the pipe, and those behind the first have surely not begun. Whatever the child does (exits,
 * writes nonsense, is silent past its deadline, grows past its memory), a request ends, and a child
 * that did any of it is dead afterwards, killed by its own pid.
 */
export class Child {
  readonly #process: ChildProcess;
  readonly #channel: Socket;
  readonly #evidence: Evidence;
  readonly #journal: Journal | undefined;
  readonly #reader = new FrameReader();
  /** Resolves when its process is. */
  readonly gone: Promise<void>;
  readonly #out = new FrameWriter();
  readonly #shelf = new Shelf();
  readonly #line: Errand[] = [];
  readonly #alarm = new Alarm(() => this.#look());
  readonly #scales = new Scales(() => this.#weigh());
  #flushing = false;
  #sentId = 0;
  /** Up to here the journal was believed: what is said of these once more is passed over. */
  #peekedId = 0;
  #greet: ((greeting: Greeting | undefined) => void) | undefined;
  #death: Death | undefined;
  #lastId = 0;
  #learnt = 0;
  /** Requests answered so far. */
  served = 0;
  /** How long it took over what it served lately, in ms: each call counts for a tenth. */
  usualMs = 1;
  /** Whether it told that it will not serve again. */
  spent = false;
  /** What else a pool knows of it: whose guests it keeps, by which number. */
  readonly keeps = new Map<string, number>();
  tenant: string | undefined;
  /** Callers that have it now. */
  lent = 0;
  /** Called when nothing more comes of the child, whether it was busy or idle; it may be called again. */
  onDeath: () => void = () => {};

  private constructor(options: ChildOptions) {
    const { child, channel, evidence, journal, gone } = launch(options);
    this.#process = child;
    this.#channel = channel;
    this.#evidence = evidence;
    this.#journal = journal;
    this.gone = gone;
    gone.then(() => this.#buried());
    // What it said before that word is there as well, and heard first.
    evidence.onWord = (why) => setImmediate(() => this.alive && this.kill(why));
    channel.on('error', (error: NodeJS.ErrnoException) => this.#broke(error));
    channel.on('data', (piece: Buffer) => this.#hear(piece));
  }

  /** A child that said it is ready. Throws what it said instead, or that it came to nothing. */
  static async start(options: ChildOptions): Promise<Child> {
    const child = new Child(options);
    const greeting = await new Promise<Greeting | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), options.bootMs ?? 30_000);
      child.#greet = (told) => {
        clearTimeout(timer);
        resolve(told);
      };
    });
    child.#greet = undefined;
    if (greeting?.ready === true) {
      child.#scales.baseBytes = greeting.baseBytes;
      child.#unref();
      return child;
    }
    await child.kill('crash');
    throw new Error(
      greeting?.why ?? `a child process did not come up${child.#evidence.complaint()}`,
    );
  }

  get alive(): boolean {
    return this.#death === undefined;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Whether its guest waits for what it asked of its host. */
  get parked(): boolean {
    return this.#line[0]?.parked === true;
  }

  /** Why it is no more. */
  get cause(): Death | undefined {
    return this.#death;
  }

  /**
   * Sends a request, serves what its guest asks, and tells the errand how it ended, once. Throws a
   * RangeError for one that is larger than a frame; nothing was sent then.
   */
  ask(errand: Errand): void {
    if (this.#death !== undefined) {
      errand.ended(this.#obituary('unheard', undefined));
      return;
    }
    const { offer, asked } = errand;
    const { act, code, cached, args, exact, timeMs, memoryBytes } = asked;
    const slot = this.#shelf.slotOf(code, cached, this.#tellCode);
    const id = this.#lastId + 1;
    const keep = asked.keep === undefined ? 0 : (this.keeps.get(asked.keep) ?? 0);
    const startBy = this.#line.length > 0 ? errand.startBy : Number.POSITIVE_INFINITY;
    const head = { id, act, slot, memoryBytes, timeMs, startBy, keep };
    writeRequest(this.#out, { ...head, offer, exact, args });
    this.#lastId = id;
    errand.id = id;
    this.#flush();
    errand.behind = this.#line.push(errand) > 1;
    if (!errand.behind) this.#begin(errand);
  }

  /** Tells a child that serves nobody of codes it may be asked for, to make them ready meanwhile. */
  learn(familiar: Familiar): void {
    if (this.#learnt === familiar.version || !this.alive || this.#line.length > 0) return;
    this.#learnt = familiar.version;
    for (const { code, cached } of familiar.all) this.#shelf.slotOf(code, cached, this.#tellCode);
    if (this.#out.waiting > 0) this.#flush();
  }

  /** Says something to the guest of a request, unless that is over. */
  answer(errand: Errand, { text, count, cut }: Omit<Answers, 'id'>): void {
    if (this.#line[0] !== errand || this.#death !== undefined) return;
    writeAnswers(this.#out, { id: errand.id, count, cut, text });
    this.#flush();
  }

  /** Nobody wants this request any more. One that is behind others ends when the child comes to it. */
  drop(errand: Errand): void {
    if (this.#line[0] === errand) void this.kill('abort');
  }

  readonly #tellCode = (code: Code): void => writeCode(this.#out, code);

  /** Sends what was written, with whatever else is written before this turn is over. */
  #flush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    process.nextTick(this.#send);
  }

  readonly #send = (): void => {
    this.#flushing = false;
    if (this.#death !== undefined) return;
    this.#sentId = this.#lastId;
    this.#channel.write(this.#out.take());
  };

  /** The child comes to a request: its time starts. */
  #begin(errand: Errand): void {
    if (errand.cut) {
      void this.kill('abort');
      return;
    }
    errand.begin(performance.now());
    this.#scales.peakBytes = 0;
    this.#alarm.by(errand.begun + errand.asked.timeMs + parentGraceMs);
    this.#scales.on();
  }

  /**
   * Kills by pid and resolves when the process is gone. The first reason given is the one that counts. A
   * request that is the only one under way ends now: whatever the process still says is not heard.
   */
  kill(why: Death): Promise<void> {
    this.#process.kill('SIGKILL');
    if (this.#death === undefined) this.#condemn(why);
    // The pipes close after the process: a host that waits for that must not end in between.
    this.#process.ref();
    this.#channel.ref();
    this.#evidence.ref();
    return this.gone;
  }

  /** The end of those behind others is told once the process is gone, and with it what they came to. */
  #condemn(why: Death): void {
    this.#death = why;
    this.#peek();
    if (this.#line.length !== 1) return;
    const [served] = this.#line.splice(0) as [Errand];
    this.onDeath();
    // One that was not sent yet goes to another.
    served.ended(this.#obituary(served.id > this.#sentId ? 'unheard' : why, served));
  }

  /** Looks whether the one served is late, or when it will be. */
  #look(): void {
    const [served] = this.#line;
    if (served === undefined) return;
    const at = served.begun + served.asked.timeMs + parentGraceMs;
    if (at > performance.now()) this.#alarm.by(at);
    else setImmediate(() => this.#late(served));
  }

  /** A host that was busy itself may be late to read an answer that came in time: it reads first. */
  #late(served: Errand): void {
    this.#peek();
    if (this.#line[0] === served) this.kill('time');
    else this.#look();
  }

  /** Looks at what the child holds. */
  #weigh(): void {
    const [served] = this.#line;
    if (served === undefined) {
      this.#scales.off();
      return;
    }
    if (performance.now() - served.begun > longMs) this.#peek();
    const { limitBytes } = this.#line[0] ?? served;
    const keptBytes = Math.min(this.keeps.size, keepCaps.guests) * keepCaps.guestBytes;
    if (this.#scales.exceeds(limitBytes + keptBytes, this.pid)) this.kill('memory');
  }

  /**
   * The system says so when the other end closed with bytes of ours unread. Only where nothing but the
   * request itself was sent do those bytes mean that it never began.
   */
  #broke({ code }: NodeJS.ErrnoException): void {
    const unread = code === 'EPIPE' || code === 'ECONNRESET';
    if (unread && this.#line.length === 1 && this.#line[0]?.heard === false) {
      this.#death ??= 'unheard';
    }
  }

  #hear(piece: Buffer): void {
    if (this.#death !== undefined) return;
    try {
      this.#reader.push(piece, this.#take);
    } catch {
      this.kill('protocol');
    }
  }

  readonly #take = (body: Buffer, from: number, to: number): void => {
    if (this.#death !== undefined) return;
    if (this.#greet !== undefined) {
      if (body[from] !== said.greeting) throw new RangeError('a child greets first');
      this.#greet(readGreeting(body, from, to));
      return;
    }
    if (body[from] === said.reply) {
      const reply = readReply(body, from, to);
      if (reply.id > this.#peekedId && !this.#done(reply))
        throw new RangeError('another was asked');
      return;
    }
    if (body[from] !== said.asks) throw new RangeError('neither asks nor answers');
    const { id, text } = readAsks(body, from, to);
    const [served] = this.#line;
    if (id !== served?.id) throw new RangeError('another was asked');
    served.hear(text);
  };

  /** Takes a reply to the request under way; false for any other. */
  #done(reply: Reply): boolean {
    const [served] = this.#line;
    if (reply.id !== served?.id) return false;
    this.served += 1;
    this.spent ||= reply.spent;
    if (reply.answer.end !== 'late') this.usualMs += (reply.wallMs - this.usualMs) / 10;
    this.#line.shift();
    const now = performance.now();
    const [next] = this.#line;
    if (next === undefined) this.#scales.rest();
    else this.#begin(next);
    // Of calls told together only the child knows how long each took; of others the way counts too.
    const wallMs = served.behind ? Math.min(reply.wallMs, now - served.since) : now - served.begun;
    served.ended({ reply, wallMs, baseBytes: this.#scales.baseBytes });
    return true;
  }

  /** Takes what the child has finished and not told: it died, or a call behind takes long. */
  #peek(): void {
    const bytes = this.#journal?.read();
    if (bytes === undefined) return;
    try {
      for (const [from, to] of recordsOf(bytes)) {
        const reply = readReply(bytes, from, to);
        if (reply.id < (this.#line[0]?.id ?? Number.POSITIVE_INFINITY)) continue;
        if (!this.#done(reply)) return;
        this.#peekedId = reply.id;
      }
    } catch {
      this.kill('protocol');
    }
  }

  /** Whoever was served ends with the child; those behind had not begun, nor had one not yet sent. */
  #buried(): void {
    this.#death = this.#evidence.cause() ?? this.#death ?? 'crash';
    this.#peek();
    this.#journal?.close();
    const [served, ...behind] = this.#line.splice(0);
    if (served !== undefined && served.id > this.#sentId) this.#death = 'unheard';
    const ended = this.#obituary(this.#death, served);
    this.#alarm.off();
    this.#scales.off();
    this.#unref();
    this.#channel.destroy();
    this.#greet?.(undefined);
    this.onDeath();
    served?.ended(ended);
    for (const one of behind) one.ended(this.#obituary('unheard', undefined));
  }

  #unref(): void {
    this.#channel.unref();
    this.#process.unref();
    this.#evidence.unref();
  }

  #obituary(death: Death, served: Errand | undefined): Ended {
    const wallMs = served === undefined ? 0 : performance.now() - served.begun;
    return { death, peakBytes: this.#scales.peakBytes, wallMs, baseBytes: this.#scales.baseBytes };
  }
}
