import {
  canonicalJson,
  type HostAnswer,
  type HostCalls,
  type Json,
  type RecordedCall,
  type RefusalCode,
  refusalCodes,
  type SandboxJob,
  type Usage,
  wellFormed,
} from '../../../runtime/contract/index.ts';
import { caps, hostCaps, withoutHost } from '../limits.ts';
import type { Offer } from '../wire/messages.ts';
import { admit } from './admit.ts';

/** As much of a job as a conversation needs. */
type Given = Pick<SandboxJob, 'host' | 'denied' | 'timeMs' | 'exact'>;
/** A call that is under way, and the timer of its own time. */
interface Under {
  readonly abort: AbortController;
  timer: NodeJS.Timeout | undefined;
}
type Refused = Extract<HostAnswer, { readonly ok: false }>;

/** How JSON writes a half of a pair, alone or not. */
const loneEscape = /\\u[dD][89a-fA-F]/;
const name = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
const word = /^(log|call|__proto__|constructor|prototype)$/;

/**
 * The host's side of what one guest asks while it runs. Takes hostile text, counts and bounds it again
 * whatever the guest's side promised, looks names up in a set, answers each call once and keeps what
 * it refused. When the job ends all of it ends: signals abort and late answers are dropped.
 */
export class Conversation {
  /** Where answers go, a JSON list of `count`; `cut` when the job's time is over. */
  say: (text: string, count: number, cut: boolean) => void = () => {};
  /** What the guest is told of its host; undefined for nothing to ask. */
  readonly offer: Offer | undefined;
  readonly #given: Given;
  readonly #names: ReadonlySet<string>;
  readonly #withheld: ReadonlySet<string>;
  #deadline: number;
  readonly #under = new Map<number, Under>();
  readonly #refused = new Map<number, Refused>();
  #timer: NodeJS.Timeout | undefined;
  #over = false;
  #flushing = false;
  #ready: { readonly n: number; readonly text: string }[] = [];
  readonly #made: RecordedCall[] = [];
  #diverged: string | undefined;
  #last = 0;
  #bytesOut = 0;
  #bytesIn = 0;
  #denied = 0;

  constructor(given: Given) {
    this.#given = given;
    this.#names = new Set(given.host?.offers);
    this.#withheld = new Set(given.host?.withholds);
    this.#deadline = performance.now() + given.timeMs;
    this.offer = given.host === undefined ? undefined : offerOf(given.host);
  }

  /** The job has its place: its time is over at `deadline`. */
  begin(deadline: number): void {
    this.#deadline = deadline;
  }

  /** Whether every name can stand on a guest's `host`, none within another. */
  get proper(): boolean {
    const all = [...this.#names, ...this.#withheld];
    const parents = new Set(all.flatMap((one) => prefixes(one)));
    return all.every((one) => {
      const words = one.split('.');
      return name.test(one) && !words.some((part) => word.test(part)) && !parents.has(one);
    });
  }

  /** Whether the guest may be waiting for an answer. */
  get waiting(): boolean {
    return this.#under.size > 0;
  }

  /** What all of it came to; nothing when nothing was asked. */
  get usage(): Partial<Usage> {
    if (this.#last === 0) return {};
    return {
      hostCalls: this.#last,
      hostBytesOut: this.#bytesOut,
      hostBytesIn: this.#bytesIn,
      ...(this.#denied === 0 ? {} : { denied: this.#denied }),
    };
  }

  /** Of an exact run: what was asked and answered, in the order of the calls. */
  get recorded(): readonly RecordedCall[] | undefined {
    return this.#given.exact === undefined ? undefined : this.#made.filter(Boolean);
  }

  /** Of a run that repeats another: where it stopped being the same. */
  get diverged(): string | undefined {
    const { recorded } = this.#given.exact ?? {};
    if (this.#diverged !== undefined || recorded === undefined) return this.#diverged;
    if (this.#last >= recorded.length) return undefined;
    return `at host call ${this.#last + 1}: the record has \`${recorded[this.#last]?.name}\`, the run has ended`;
  }

  /** What was said to call `n`, if it was refused. */
  refusal(n: number): Refused | undefined {
    return this.#refused.get(n);
  }

  /** Takes in a JSON list of `[n, name, args]`. Throws for what no sound guest's side would send. */
  hear(text: string): void {
    const { calls, parallel, bytes } = this.offer ?? withoutHost;
    const list = admit('a host call', text, {
      bytes: bytes * 3 + parallel * (hostCaps.nameLength * 6 + 32),
      depth: caps.depth + 2,
      values: caps.nodes + parallel * 4,
    });
    if (!list.ok || !Array.isArray(list.value)) throw new RangeError('no list of host calls');
    if (this.#over) return;
    this.#bytesOut += Buffer.byteLength(text);
    const asks = loneEscape.test(text) ? wellFormed(list.value) : list.value;
    for (const asked of asks as readonly Json[]) {
      const [n, called, args] = asked as readonly Json[];
      if (n !== this.#last + 1 || typeof called !== 'string' || args === undefined) {
        throw new RangeError('no host call');
      }
      this.#last = n;
      if (n > calls || this.#under.size >= parallel) throw new RangeError('too many host calls');
      this.#answer(n, called, args);
    }
    if (!this.#over) this.#timer ??= setTimeout(() => this.say('[]', 0, true), this.#left());
  }

  /** The job is over. */
  end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    for (const { abort, timer } of this.#under.values()) {
      clearTimeout(timer);
      abort.abort();
    }
    this.#under.clear();
  }

  #left(): number {
    return Math.max(0, this.#deadline - performance.now());
  }

  #answer(n: number, called: string, args: Json): void {
    const under: Under = { abort: new AbortController(), timer: undefined };
    this.#under.set(n, under);
    const { host, exact } = this.#given;
    this.#made[n - 1] = { name: called, args, answer: unanswered };
    if (exact?.recorded !== undefined) {
      this.#repeat(n, called, args, exact.recorded[n - 1]);
      return;
    }
    if (host === undefined || !this.#names.has(called)) {
      this.#settle(n, called, refuse(refusalCodes.capabilityDenied, denial(called)));
      return;
    }
    const mostMs = Math.min(host.limits?.timeMs ?? hostCaps.timeMs, this.#left());
    under.timer = setTimeout(() => {
      const message = `the host call \`${called}\` took longer than ${Math.ceil(mostMs)} ms`;
      const bound = Math.ceil(mostMs);
      const exceeded = { limit: 'host call time', bound, used: bound } as const;
      this.#settle(n, called, { ...refuse(refusalCodes.time, message), exceeded });
    }, mostMs);
    served(host, called, args, under.abort.signal).then((answer) => {
      this.#settle(n, called, answer);
    });
  }

  #repeat(n: number, called: string, args: Json, was: RecordedCall | undefined): void {
    if (was?.name === called && canonicalJson(was.args) === canonicalJson(args)) {
      this.#settle(n, called, was.answer);
      return;
    }
    const had = was === undefined ? 'no further one' : `\`${was.name}\` ${cut(was.args)}`;
    this.#diverged ??= `at host call ${n}: asked \`${called}\` ${cut(args)}, the record has ${had}`;
    this.say('[]', 0, true);
  }

  /** The first that is said to a call counts; what comes later, or after the end, is dropped. */
  #settle(n: number, called: string, given: HostAnswer): void {
    const under = this.#under.get(n);
    if (under === undefined || this.#over) return;
    this.#under.delete(n);
    clearTimeout(under.timer);
    const most = this.#given.host?.limits?.bytesIn ?? hostCaps.bytesIn;
    const isExact = this.#given.exact !== undefined;
    const write = isExact ? canonicalJson : JSON.stringify;
    const { text, answer } = written(n, called, given, { room: most - this.#bytesIn, write });
    if (!answer.ok) {
      this.#refused.set(n, answer);
      if (answer.code === refusalCodes.capabilityDenied) this.#deny(called);
      if (answer.code === refusalCodes.time) under.abort.abort();
    }
    this.#bytesIn += Buffer.byteLength(text);
    const made = this.#made[n - 1];
    if (made !== undefined) this.#made[n - 1] = { ...made, answer };
    this.#ready.push({ n, text });
    if (isExact) {
      if (this.#under.size > 0) return;
      this.#ready.sort((a, b) => a.n - b.n);
    }
    if (!this.#flushing) queueMicrotask(() => this.#flush());
    this.#flushing = true;
  }

  /** Hands over what is answered; in an exact run all that was asked together, in its order. */
  #flush(): void {
    this.#flushing = false;
    while (this.#ready.length > 0 && !this.#over) {
      let size = 0;
      const fits = this.#ready.findIndex(({ text }) => {
        size += text.length;
        return size > hostCaps.answerBytes / 3;
      });
      const batch = this.#ready.splice(0, fits < 0 ? this.#ready.length : Math.max(1, fits));
      this.say(`[${batch.map(({ text }) => text).join()}]`, batch.length, false);
    }
  }

  #deny(called: string): void {
    this.#denied += 1;
    try {
      this.#given.denied?.(called.slice(0, hostCaps.nameLength).toWellFormed());
    } catch {}
  }
}

function offerOf({ offers, withholds = [], limits = {} }: HostCalls): Offer {
  const { calls = hostCaps.calls, parallel = hostCaps.parallel } = limits;
  const bytes = Math.min(limits.bytesOut ?? hostCaps.bytesOut, hostCaps.bytesOut);
  return { offers, withholds, calls, parallel, bytes };
}

function prefixes(dotted: string): readonly string[] {
  const words = dotted.split('.');
  return words.slice(1).map((_, i) => words.slice(0, i + 1).join('.'));
}

const refuse = (code: RefusalCode, message: string): Refused => ({ ok: false, code, message });
const unanswered: HostAnswer = refuse(refusalCodes.time, 'the call ended before an answer came');
const cut = (args: Json): string => JSON.stringify(args).slice(0, 200);
const denial = (called: string): string =>
  `the tool was not given \`${called.slice(0, hostCaps.nameLength).toWellFormed()}\``;

/** What the host says; its throw, or what is no answer, becomes one that shows nothing of it. */
async function served(
  host: HostCalls,
  called: string,
  args: Json,
  signal: AbortSignal,
): Promise<HostAnswer> {
  try {
    const answer = await host.answer(called, args, signal);
    if (answer.ok || typeof answer.message === 'string') return answer;
  } catch {}
  return refuse(refusalCodes.crashed, `the host call \`${called}\` failed`);
}

/** One answer as text; an answer that is too large, or cannot be written, becomes a refusal. */
function written(
  n: number,
  called: string,
  answer: HostAnswer,
  { room, write }: { readonly room: number; readonly write: (value: Json) => string },
): { readonly text: string; readonly answer: HostAnswer } {
  if (!answer.ok) return { text: refusalText(n, answer), answer };
  let value: string | undefined;
  try {
    value = write(answer.value ?? null);
  } catch {
    value = undefined;
  }
  const size = value === undefined ? 0 : Buffer.byteLength(value);
  const most = Math.min(room, hostCaps.answerBytes);
  if (value !== undefined && size <= most) return { text: `[${n},true,${value}]`, answer };
  const message =
    value === undefined
      ? `the answer to \`${called}\` cannot be handed over`
      : `the answer to \`${called}\` takes ${size} bytes, where ${Math.max(0, most)} are left`;
  const code = value === undefined ? refusalCodes.crashed : refusalCodes.hostCallLimit;
  const exceeded = { limit: 'host bytes in', bound: Math.max(0, most), used: size } as const;
  const refused =
    value === undefined ? refuse(code, message) : { ...refuse(code, message), exceeded };
  return { text: refusalText(n, refused), answer: refused };
}

function refusalText(n: number, { code, message }: Refused): string {
  return `[${n},false,${JSON.stringify({ code, message: message.slice(0, caps.errorLength).toWellFormed() })}]`;
}
