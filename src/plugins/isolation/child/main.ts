import { readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { childGraceMs, driftBytes, frameBytes, headroomBytes, keepCaps } from '../limits.ts';
import {
  type Answer,
  type Answers,
  frame,
  type Message,
  open,
  type Reply,
  type Request,
  replyFrame,
} from '../wire.ts';
import type { AnyGuest, Exchange, Heard } from './guest.ts';
import { Kept } from './kept.ts';
import { script } from './source.ts';
import { atLeast } from './version.ts';
import { monotonic, Watch } from './watch.ts';

/** The pipe to the parent, both ways. */
const channel = 3;
const housekeepingMs = 2000;

/** Ends at once and without a word: isolates that are stuck would keep an orderly exit from ending. */
const end = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

function fill(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(channel, bytes, at, bytes.length - at, null);
    if (read === 0) return false;
    at += read;
  }
  return true;
}

const header = Buffer.alloc(4);

/** Waits for a message; undefined once the parent is gone. */
function hear(): Message | undefined {
  if (!fill(header)) return undefined;
  const size = header.readUInt32BE(0);
  if (size > frameBytes) return undefined;
  const body = Buffer.allocUnsafe(size);
  return fill(body) ? open(body) : undefined;
}

function say(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(channel, bytes, at);
}

/** A request with what it carries. */
type Asked = Request & { readonly text: string; readonly args: string };

/** Waits for a request; what comes late for one that is over is dropped. */
function next(): Asked | undefined {
  for (;;) {
    const message = hear();
    if (message === undefined) return undefined;
    const head = message.head as Request | Answers;
    if (head.act === 'answers') continue;
    const { textLength } = head;
    const { payload } = message;
    return { ...head, text: payload.slice(0, textLength), args: payload.slice(textLength) };
  }
}

/** What a guest asks goes to the parent; its answers come back, while the watchdog keeps the time. */
const exchange =
  (id: number): Exchange =>
  (asks): Heard => {
    if (asks !== '') say(frame({ id, asks: true }, asks));
    for (;;) {
      const message = hear();
      if (message === undefined) end();
      const { head, payload } = message as Message;
      const { act, id: of, count, cut } = head as Answers;
      if (act === 'answers' && of === id) return { count, cut, text: payload };
    }
  };

function answer(
  request: Asked,
  guest: AnyGuest,
  deadline: number,
): { answer: Answer; ok: boolean } {
  const source = script(request.text, request.typed, request.digest);
  if (!source.ok) {
    const { ok, broken, why, ...where } = source;
    return { answer: { end: 'invalid', text: why, ...where }, ok: ok || !broken };
  }
  if (request.act === 'check') return { answer: guest.check(source.text), ok: true };
  const { args, offer, exact, id } = request;
  const call = { text: source.text, args, deadline, offer, exact, exchange: exchange(id) };
  return { answer: guest.run(call), ok: true };
}

/** Makes a guest ready for the tool just served: whoever calls it once often calls it again. */
function again(guest: AnyGuest, { text, typed, digest }: Asked): void {
  const source = script(text, typed, digest);
  if (source.ok) guest.prepare(source.text);
}

/** The state of a child between its requests. */
class Service {
  readonly #make: (memoryBytes: number) => AnyGuest;
  readonly #watch = new Watch();
  readonly #kept = new Kept();
  readonly #baseBytes: number;
  #spare: AnyGuest;
  /** What was seen last; a kept guest's calls are looked at now and then, or when one takes long. */
  #rss = 0;
  #heapBytes = 0;
  #since = 0;

  constructor(make: (memoryBytes: number) => AnyGuest, version: string) {
    this.#make = make;
    this.#spare = make(64 * 1024 * 1024);
    script('const warm: number = 1;', true, '');
    this.#baseBytes = process.memoryUsage.rss();
    say(frame({ ready: true, version, baseBytes: this.#baseBytes }));
  }

  /** Serves one request; a guest meets one request only, unless it is kept for more of its own. */
  serve(request: Asked): void {
    const begun = process.threadCpuUsage();
    const deadline = monotonic() + request.timeMs;
    const limit = this.#baseBytes + request.memoryBytes + headroomBytes;
    this.#watch.arm(deadline + childGraceMs, limit);
    const known = this.#kept.find(request.keep);
    const guest = known ?? this.#fresh(request.memoryBytes);
    const { answer: found, ok } = answer(request, guest, deadline);
    const logs = guest.logs(found);
    const keeps = request.keep !== undefined && this.#kept.fits(guest, found);
    if (known === undefined || ++this.#since >= keepCaps.lookEvery || this.#watch.peakBytes > 0) {
      this.#since = 0;
      this.#rss = process.memoryUsage.rss();
      this.#heapBytes = guest.heapBytes(found);
    }
    const rss = this.#rss;
    const { user, system } = process.threadCpuUsage(begun);
    const reply: Reply = {
      id: request.id,
      answer: found,
      logs,
      heapBytes: this.#heapBytes,
      cpuMs: (user + system) / 1000,
      peakBytes: Math.max(rss, this.#watch.peakBytes),
      spent: !ok || rss > this.#baseBytes + driftBytes + this.#kept.roomBytes,
    };
    this.#watch.arm(monotonic() + housekeepingMs, limit);
    say(replyFrame(reply));
    this.#tidy(request, guest, keeps ? found : undefined);
    this.#watch.disarm();
  }

  #fresh(memoryBytes: number): AnyGuest {
    if (this.#spare.memoryBytes !== memoryBytes) {
      this.#spare.dispose();
      this.#spare = this.#make(memoryBytes);
    }
    return this.#spare;
  }

  /** After an answer: the guest is kept or thrown away, and a new one stands ready. */
  #tidy(request: Asked, guest: AnyGuest, found: Answer | undefined): void {
    if (found !== undefined && request.keep !== undefined) this.#kept.keep(request.keep, guest);
    else this.#kept.drop(request.keep, guest);
    if (guest !== this.#spare) return;
    this.#spare = this.#make(request.memoryBytes);
    if (found === undefined) again(this.#spare, request);
  }
}

const [, , floor = '', engine = 'isolate'] = process.argv;

/** What makes guests here, and its version; or why nothing can. */
async function engineOf(): Promise<
  | { readonly make: (memoryBytes: number) => AnyGuest; readonly version: string }
  | { readonly why: string }
> {
  if (engine === 'quickjs') {
    const { quickJsGuests } = await import('./quickjs.ts');
    return { make: await quickJsGuests(), version: 'quickjs' };
  }
  const manifest = createRequire(import.meta.url)('isolated-vm/package.json') as unknown;
  const { version } = manifest as { readonly version: string };
  if (!atLeast(version, floor)) return { why: `isolated-vm ${version} is older than ${floor}` };
  const { Guest } = await import('./guest.ts');
  return { make: (memoryBytes) => new Guest(memoryBytes), version };
}

process.on('SIGINT', () => {});
const found = await engineOf();
if ('why' in found) say(frame({ ready: false, why: found.why }));
else {
  const service = new Service(found.make, found.version);
  for (let request = next(); request !== undefined; request = next()) service.serve(request);
}
end();
