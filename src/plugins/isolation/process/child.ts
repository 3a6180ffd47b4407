import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Conversation } from '../host/conversation.ts';
import { isolatedVmFloor, parentGraceMs } from '../limits.ts';
import {
  type Asking,
  FrameReader,
  frame,
  type Greeting,
  type Message,
  type Reply,
  type Request,
} from '../wire.ts';
import { Evidence } from './evidence.ts';
import { takePrecautions } from './precautions.ts';
import { residentBytes } from './resident.ts';

/** What may differ between sandboxes, for hosts with odd needs and for tests of broken children. */
export interface ChildOptions {
  /** The module a child runs; the product's own by default. */
  readonly entry?: URL;
  /** The oldest isolated-vm that a child may use. */
  readonly floor?: string;
  /** How long a child may take to come up, in ms. */
  readonly bootMs?: number;
}

/**
 * Why a child is no more, by what the parent saw. `unheard`: it was gone before it had read the whole
 * request, so that no guest began.
 */
export type Death = 'time' | 'memory' | 'crash' | 'protocol' | 'abort' | 'unheard';

/** How a request ended, and how long after it was sent: answered, or with the child's death. */
export type Ended =
  | { readonly reply: Reply; readonly wallMs: number }
  | {
      readonly death: Death;
      readonly peakBytes: number;
      readonly wallMs: number;
      readonly reply?: undefined;
    };

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

/** What is asked of a child. */
export interface Errand {
  readonly request: Omit<Request, 'id'>;
  readonly payload: readonly string[];
  /** What the child may hold beyond its base. */
  readonly limitBytes: number;
  /** Where what the guest asks of its host goes. */
  readonly talk: Conversation;
  readonly signal: AbortSignal | undefined;
}

interface Waiting {
  readonly id: number;
  readonly begun: number;
  readonly settle: (ended: Ended) => void;
  readonly talk: Conversation;
  readonly timer: NodeJS.Timeout;
  readonly watch: NodeJS.Timeout;
}

/**
 * One child process and the connection to it. Answers one request at a time. Whatever the child does
 * (exits, writes nonsense, is silent past its deadline, grows past its memory), a request ends, and
 * a child that did any of it is dead afterwards, killed by its own pid.
 */
export class Child {
  readonly #process: ChildProcess;
  readonly #channel: Socket;
  readonly #evidence: Evidence;
  readonly #reader = new FrameReader();
  readonly #gone: Promise<void>;
  #baseBytes = 0;
  #peakBytes = 0;
  #waiting: Waiting | undefined;
  #greet: ((greeting: Greeting | undefined) => void) | undefined;
  #death: Death | undefined;
  #lastId = 0;
  /** Requests answered so far. */
  served = 0;
  /** Called once when the child is no more, whether it was busy or idle. */
  onDeath: () => void = () => {};

  private constructor(options: ChildOptions) {
    this.#process = spawn(
      process.execPath,
      [...flags, fileURLToPath(options.entry ?? own), options.floor ?? isolatedVmFloor],
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

  /** Sends a request, serves what its guest asks, and waits for its end. */
  ask({ request, payload, limitBytes, talk, signal }: Errand): Promise<Ended> {
    if (this.#death !== undefined) return Promise.resolve(this.#obituary('unheard', undefined));
    this.#lastId += 1;
    const id = this.#lastId;
    const bytes = frame({ id, ...request }, ...payload);
    const abort = (): void => void this.kill('abort');
    return new Promise<Ended>((settle) => {
      this.#peakBytes = 0;
      this.#waiting = {
        id,
        begun: performance.now(),
        settle,
        talk,
        timer: setTimeout(() => setImmediate(() => this.#late(id)), request.timeMs + parentGraceMs),
        watch: setInterval(() => this.#weigh(this.#baseBytes + limitBytes), watchMs),
      };
      talk.say = (text, count, cut) => {
        if (this.#waiting?.id !== id || this.#death !== undefined) return;
        this.#channel.write(frame({ id, act: 'answers', count, cut }, text));
      };
      this.#channel.ref();
      signal?.addEventListener('abort', abort, { once: true });
      this.#channel.write(bytes);
    }).finally(() => signal?.removeEventListener('abort', abort));
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

  /** A host that was busy itself may be late to read an answer that came in time: it reads first. */
  #late(id: number): void {
    if (this.#waiting?.id === id) this.kill('time');
  }

  #weigh(limit: number): void {
    const bytes = residentBytes(this.#process.pid);
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
    if (bytes > limit) this.kill('memory');
  }

  /** The system says so when the other end closed with bytes of ours unread. */
  #broke({ code }: NodeJS.ErrnoException): void {
    if (code === 'EPIPE' || code === 'ECONNRESET') this.#death ??= 'unheard';
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
    const waiting = this.#waiting;
    if (waiting !== undefined && isAsking(head) && head.id === waiting.id) {
      waiting.talk.hear(payload);
      return;
    }
    if (waiting === undefined || !isReply(head) || head.id !== waiting.id) {
      this.kill('protocol');
      return;
    }
    const value = head.answer.end === 'value';
    const reply = value ? { ...head, answer: { end: 'value', json: payload } as const } : head;
    this.served += 1;
    this.#rest();
    waiting.settle({ reply, wallMs: performance.now() - waiting.begun });
  }

  /** Nothing under way: an idle child keeps no host alive. */
  #rest(): void {
    clearTimeout(this.#waiting?.timer);
    clearInterval(this.#waiting?.watch);
    this.#waiting = undefined;
    this.#channel.unref();
    this.#process.unref();
    this.#evidence.unref();
  }

  #buried(): void {
    const waiting = this.#waiting;
    this.#death = this.#evidence.cause() ?? this.#death ?? 'crash';
    const ended = this.#obituary(this.#death, waiting);
    this.#rest();
    this.#channel.destroy();
    this.#greet?.(undefined);
    waiting?.settle(ended);
    this.onDeath();
  }

  #obituary(death: Death, waiting: Waiting | undefined): Ended {
    const wallMs = waiting === undefined ? 0 : performance.now() - waiting.begun;
    return { death, peakBytes: this.#peakBytes, wallMs };
  }
}

function isGreeting(message: unknown): message is Greeting {
  return typeof message === 'object' && message !== null && 'ready' in message;
}

function isAsking(message: unknown): message is Asking {
  return typeof message === 'object' && message !== null && 'asks' in message && 'id' in message;
}

function isReply(message: unknown): message is Reply {
  if (typeof message !== 'object' || message === null) return false;
  const { id, answer, logs } = message as Partial<Reply>;
  return typeof id === 'number' && typeof answer?.end === 'string' && Array.isArray(logs);
}
