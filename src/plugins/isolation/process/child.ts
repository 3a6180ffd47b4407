import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isolatedVmFloor, parentGraceMs } from '../limits.ts';
import { FrameReader, frame, type Greeting, type Message } from '../wire.ts';
import { type Death, type Ended, type Errand, isAsking, isGreeting, isReply } from './errand.ts';
import { Evidence } from './evidence.ts';
import { takePrecautions } from './precautions.ts';
import { residentBytes } from './resident.ts';

/** What may differ between sandboxes, for hosts with odd needs and for tests of broken children. */
export interface ChildOptions {
  /** The module a child runs; the product's own by default. */
  readonly entry?: URL;
  /** The oldest isolated-vm that a child may use. */
  readonly floor?: string;
  /** What runs the guests inside a child; `isolate` unless set. */
  readonly engine?: 'isolate' | 'quickjs';
  /** How long a child may take to come up, in ms. */
  readonly bootMs?: number;
}

const own = new URL(
  `../child/main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
  import.meta.url,
);
const flags = [
  '--no-node-snapshot',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=SecurityWarning',
  '--permission',
  '--allow-addons',
  '--allow-worker',
  '--allow-fs-read=*',
];
const watchMs = 20;

interface Waiting extends Errand {
  readonly id: number;
  readonly settle: (ended: Ended) => void;
  readonly abort: () => void;
  /** When the child came to it, by the clock of this process. */
  begun: number;
  /** Its guest asked its host something: it has begun whatever else is seen. */
  heard: boolean;
}

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
  readonly #reader = new FrameReader();
  readonly #gone: Promise<void>;
  #baseBytes = 0;
  #peakBytes = 0;
  readonly #line: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #timerAt = 0;
  #watch: NodeJS.Timeout | undefined;
  #corked = false;
  #greet: ((greeting: Greeting | undefined) => void) | undefined;
  #death: Death | undefined;
  #lastId = 0;
  /** Requests answered so far. */
  served = 0;
  /** Whether it told that it will not serve again. */
  spent = false;
  /** What else a pool knows of it. */
  readonly keeps = new Set<string>();
  tenant: string | undefined;
  /** Callers that have it now. */
  lent = 0;
  /** Called once when the child is no more, whether it was busy or idle. */
  onDeath: () => void = () => {};

  private constructor(options: ChildOptions) {
    this.#process = spawn(
      process.execPath,
      [
        ...flags,
        fileURLToPath(options.entry ?? own),
        options.floor ?? isolatedVmFloor,
        options.engine ?? 'isolate',
      ],
      {
        env: { TZ: 'UTC', LC_ALL: 'C' },
        stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
        windowsHide: true,
      },
    );
    this.#process.on('error', () => {});
    takePrecautions(this.#process.pid);
    // Out of descriptors, the system gives a process without any pipe.
    const pipes: readonly unknown[] = this.#process.stdio ?? [];
    if (pipes[4] === undefined) throw new Error('the system starts no further process');
    this.#channel = pipes[3] as Socket;
    this.#evidence = new Evidence(this.#process.stderr, pipes[4] as Socket);
    this.#gone = new Promise((resolve) => {
      this.#process.once('close', () => resolve());
      this.#process.once('error', () => resolve());
    });
    this.#gone.then(() => this.#buried());
    this.#channel.on('error', (error: NodeJS.ErrnoException) => this.#broke(error));
    this.#channel.on('data', (piece: Buffer) => this.#hear(piece));
  }

  /** A child that said it is ready. Throws what it said instead, or that it came to nothing. */
  static async start(options: ChildOptions): Promise<Child> {
    const child = new Child(options);
    const said = await new Promise<Greeting | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), options.bootMs ?? 30_000);
      child.#greet = (greeting) => {
        clearTimeout(timer);
        resolve(greeting);
      };
    });
    child.#greet = undefined;
    if (said?.ready === true) {
      child.#baseBytes = said.baseBytes;
      child.#rest();
      return child;
    }
    await child.kill('crash');
    throw new Error(said?.why ?? `a child process did not come up${child.#evidence.complaint()}`);
  }

  get alive(): boolean {
    return this.#death === undefined;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Whether its guest waits for what it asked of its host. */
  get parked(): boolean {
    return this.#line[0]?.talk.waiting === true;
  }

  /** Why it is no more. */
  get cause(): Death | undefined {
    return this.#death;
  }

  /** Sends a request, serves what its guest asks, and waits for its end. */
  ask(errand: Errand): Promise<Ended> {
    if (this.#death !== undefined) return Promise.resolve(this.#obituary('unheard', undefined));
    this.#lastId += 1;
    const id = this.#lastId;
    const bytes = frame({ id, ...errand.request }, ...errand.payload);
    return new Promise<Ended>((settle) => {
      const abort = (): void => void this.kill('abort');
      const waiting = { ...errand, id, settle, abort, begun: performance.now(), heard: false };
      errand.talk.say = (text, count, cut) => {
        if (this.#line[0] !== waiting || this.#death !== undefined) return;
        this.#send(frame({ id, act: 'answers', count, cut }, text));
      };
      errand.signal?.addEventListener('abort', abort, { once: true });
      this.#send(bytes);
      if (this.#line.push(waiting) === 1) {
        this.#channel.ref();
        this.#begin(waiting);
      }
    });
  }

  /** Writes with whatever else is written in this turn. */
  #send(bytes: Buffer): void {
    if (!this.#corked) {
      this.#corked = true;
      this.#channel.cork();
      queueMicrotask(() => {
        this.#corked = false;
        this.#channel.uncork();
      });
    }
    this.#channel.write(bytes);
  }

  /** The child comes to a request: its time starts. */
  #begin(waiting: Waiting): void {
    waiting.begun = performance.now();
    this.#peakBytes = 0;
    this.#lookAt(waiting.begun + waiting.request.timeMs + parentGraceMs);
    this.#watch ??= setInterval(() => this.#weigh(), watchMs);
  }

  /** Kills by pid and resolves when the process is gone. The first reason given is the one that counts. */
  kill(why: Death): Promise<void> {
    this.#death ??= why;
    // The pipes close after the process: a host that waits for that must not end in between.
    this.#process.ref();
    this.#channel.ref();
    this.#evidence.ref();
    this.#process.kill('SIGKILL');
    return this.#gone;
  }

  /** One timer for all that comes through, moved only where it would be too late. */
  #lookAt(at: number): void {
    if (this.#timer !== undefined && this.#timerAt <= at) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#look(), Math.max(0, at - performance.now()));
  }

  /** Looks whether the one served is late, or when it will be. */
  #look(): void {
    this.#timer = undefined;
    const [served] = this.#line;
    if (served === undefined) return;
    const at = served.begun + served.request.timeMs + parentGraceMs;
    if (at > performance.now()) this.#lookAt(at);
    else setImmediate(() => this.#late(served));
  }

  /** A host that was busy itself may be late to read an answer that came in time: it reads first. */
  #late(served: Waiting): void {
    if (this.#line[0] === served) this.kill('time');
    else this.#look();
  }

  #weigh(): void {
    const [served] = this.#line;
    if (served === undefined) return;
    const bytes = residentBytes(this.#process.pid);
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
    if (bytes > this.#baseBytes + served.limitBytes) this.kill('memory');
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
      for (const message of this.#reader.push(piece)) this.#take(message);
    } catch {
      this.kill('protocol');
    }
  }

  #take({ head, payload }: Message): void {
    if (this.#greet !== undefined && isGreeting(head)) {
      this.#greet(head);
      return;
    }
    const [served] = this.#line;
    if (served !== undefined && isAsking(head) && head.id === served.id) {
      served.heard = true;
      served.talk.hear(payload);
      return;
    }
    if (served === undefined || !isReply(head) || head.id !== served.id) {
      this.kill('protocol');
      return;
    }
    const value = head.answer.end === 'value';
    const reply = value ? { ...head, answer: { end: 'value', json: payload } as const } : head;
    this.served += 1;
    this.spent ||= reply.spent;
    this.#line.shift();
    served.signal?.removeEventListener('abort', served.abort);
    const [next] = this.#line;
    if (next === undefined) this.#rest();
    else this.#begin(next);
    const wallMs = performance.now() - served.begun;
    served.settle({ reply, wallMs, baseBytes: this.#baseBytes });
  }

  /** Nothing under way: an idle child keeps no host alive. */
  #rest(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    this.#timer = undefined;
    this.#watch = undefined;
    this.#channel.unref();
    this.#process.unref();
    this.#evidence.unref();
  }

  /** Whoever was served ends with the child; those behind had not begun. */
  #buried(): void {
    const [served, ...behind] = this.#line.splice(0);
    this.#death = this.#evidence.cause() ?? this.#death ?? 'crash';
    const ended = this.#obituary(this.#death, served);
    this.#rest();
    this.#channel.destroy();
    this.#greet?.(undefined);
    for (const one of [...(served === undefined ? [] : [served]), ...behind]) {
      one.signal?.removeEventListener('abort', one.abort);
      one.settle(one === served ? ended : this.#obituary('unheard', undefined));
    }
    this.onDeath();
  }

  #obituary(death: Death, waiting: Waiting | undefined): Ended {
    const wallMs = waiting === undefined ? 0 : performance.now() - waiting.begun;
    return { death, peakBytes: this.#peakBytes, wallMs, baseBytes: this.#baseBytes };
  }
}
