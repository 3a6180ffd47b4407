import { createRequire } from 'node:module';
import { childGraceMs, driftBytes, headroomBytes, keepCaps, quickMs } from '../limits.ts';
import { monotonic } from '../wire/clock.ts';
import type { Answer, Answers, Reply } from '../wire/messages.ts';
import { type Asked, Channel, type HeldCode } from './channel.ts';
import type { AnyGuest, Exchange } from './guest.ts';
import { Kept } from './kept.ts';
import { script } from './source.ts';
import { atLeast } from './version.ts';
import { Watch } from './watch.ts';

const housekeepingMs = 2000;

/** Ends at once and without a word: isolates that are stuck would keep an orderly exit from ending. */
const end = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

interface Engine {
  readonly version: string;
  readonly make: (memoryBytes: number) => AnyGuest;
  /** Makes ready, once, what lets every further guest come up faster. */
  readonly mould?: () => void;
}

/** The state of a child between its requests. */
class Service {
  readonly #make: Engine['make'];
  readonly #mould: Engine['mould'];
  readonly #channel: Channel;
  readonly #watch: Watch;
  readonly #kept = new Kept();
  readonly #baseBytes: number;
  #spare: AnyGuest;
  #id = 0;
  /** What was seen last. */
  #rss = 0;
  /** The number of the guest that was met last, and what the child held for those it keeps before that. */
  #keep = 0;
  #keptBytes = 0;
  /** Processor time of this thread, in µs, when the last request was over. */
  #cpu = 0;

  constructor({ make, mould, version }: Engine, channel: Channel, watch: Watch) {
    this.#make = make;
    this.#mould = mould;
    this.#channel = channel;
    this.#watch = watch;
    this.#rehearse();
    this.#spare = make(64 * 1024 * 1024);
    watch.ready();
    this.#cpu = cpuOfThread();
    this.#baseBytes = process.memoryUsage.rss();
    channel.onCode = (code) => this.#ready(code);
    channel.greet({ ready: true, version, baseBytes: this.#baseBytes });
  }

  /** Goes once through what a first call would otherwise wait for. No guest has a part in it. */
  #rehearse(): void {
    this.#mould?.();
    const made = script({
      text: 'export default (given: unknown) => given;',
      typed: true,
      modules: [],
    });
    if (!made.ok) return;
    const guest = this.#make(64 * 1024 * 1024);
    const exchange: Exchange = () => ({ count: 0, cut: true, text: '[]' });
    const call = { args: '{"list":[1]}', offer: '', exact: '', exchange };
    const deadline = monotonic() + housekeepingMs;
    const { text, modules } = made;
    guest.run({ ...call, text, modules, expression: false, cached: undefined, deadline });
    guest.heapBytes({ end: 'fine' });
    guest.dispose();
  }

  /** Takes the types out of a code before a request brings it, within the time of housekeeping. */
  #ready(code: HeldCode): void {
    this.#watch.arm(monotonic() + housekeepingMs, this.#baseBytes + headroomBytes + driftBytes);
    void code.script;
    this.#watch.disarm();
    this.#cpu = cpuOfThread();
  }

  /** Serves one request; a guest meets one request only, unless it is kept for more of its own. */
  serve(asked: Asked): void {
    const { request } = asked;
    const begun = monotonic();
    if (begun > request.startBy) {
      this.#pass(request.id, begun);
      return;
    }
    const deadline = begun + request.timeMs;
    if (request.keep === 0 || request.keep !== this.#keep) this.#weigh();
    this.#keep = request.keep;
    const limit = this.#baseBytes + this.#keptBytes + request.memoryBytes + headroomBytes;
    this.#watch.arm(deadline + childGraceMs, limit);
    this.#id = request.id;
    const known = this.#kept.find(request.keep);
    const guest = known?.guest ?? this.#fresh(request.memoryBytes);
    const { answer, ok } = this.#answer(asked, guest, deadline);
    const logs = guest.logs(answer);
    const keeps = request.keep !== 0 && this.#kept.fits(guest, answer);
    let heapBytes = known?.heapBytes ?? 0;
    // A kept guest's calls are looked at now and then, or when one takes long.
    if (
      known === undefined ||
      known.calls % keepCaps.lookEvery === 0 ||
      this.#watch.peakBytes > 0
    ) {
      this.#rss = process.memoryUsage.rss();
      heapBytes = guest.heapBytes(answer);
    }
    const rss = this.#rss;
    const cpu = cpuOfThread();
    const now = monotonic();
    const wallMs = now - begun;
    const reply: Reply = {
      id: request.id,
      answer,
      logs,
      heapBytes,
      wallMs,
      cpuMs: (cpu - this.#cpu) / 1000,
      peakBytes: Math.max(rss, this.#watch.peakBytes),
      spent: !ok || rss > this.#baseBytes + driftBytes + this.#kept.roomBytes,
    };
    this.#cpu = cpu;
    this.#watch.arm(now + housekeepingMs, limit);
    const quick = keeps && known !== undefined && wallMs < quickMs;
    this.#channel.reply(reply, { quick, now });
    this.#tidy(asked, guest, keeps ? heapBytes : undefined);
    this.#watch.disarm();
  }

  /** What guests hold that are kept for others is not for the next request to answer for. */
  #weigh(): void {
    const { roomBytes } = this.#kept;
    const heldBytes = roomBytes === 0 ? 0 : process.memoryUsage.rss() - this.#baseBytes;
    this.#keptBytes = Math.max(0, Math.min(heldBytes, roomBytes));
  }

  /** Tells of a request that it was not begun. */
  #pass(id: number, now: number): void {
    const nothing = { logs: [], wallMs: 0, heapBytes: 0, peakBytes: this.#rss, spent: false };
    this.#channel.reply({ id, answer: { end: 'late' }, ...nothing }, { quick: false, now });
  }

  #answer(
    { request: { act, args, offer, exact }, code }: Asked,
    guest: AnyGuest,
    deadline: number,
  ): { answer: Answer; ok: boolean } {
    const source = code.script;
    if (!source.ok) {
      const { ok, broken, why, ...where } = source;
      return { answer: { end: 'invalid', text: why, ...where }, ok: ok || !broken };
    }
    const { text, modules } = source;
    const { expression, cached } = code;
    const { exchange } = this;
    const call = { text, modules, expression, cached, args, deadline, offer, exact, exchange };
    if (act === 'check') return { answer: guest.check(call), ok: true };
    if (act === 'cache') return { answer: guest.cache(call), ok: true };
    return { answer: guest.run(call), ok: true };
  }

  /** What a guest asks goes to the parent; its answers come back, while the watchdog keeps the time. */
  readonly exchange: Exchange = (asks) => {
    const answers = this.#channel.exchange(this.#id, asks);
    if (answers === undefined) end();
    return answers as Answers;
  };

  #fresh(memoryBytes: number): AnyGuest {
    if (this.#spare.memoryBytes !== memoryBytes) {
      this.#spare.dispose();
      this.#spare = this.#make(memoryBytes);
    }
    return this.#spare;
  }

  /** After an answer: the guest is kept or thrown away, and a new one stands ready. */
  #tidy({ request, code }: Asked, guest: AnyGuest, keptBytes: number | undefined): void {
    const { keep, memoryBytes } = request;
    if (keptBytes === undefined) this.#kept.drop(keep, guest);
    else this.#kept.keep(keep, guest, keptBytes);
    if (guest !== this.#spare) return;
    this.#spare = this.#make(memoryBytes);
    // Whoever calls a tool once often calls it again.
    const { script, expression, cached } = code;
    if (keptBytes === undefined && script.ok) {
      const { text, modules } = script;
      this.#spare.prepare({ text, modules, expression, cached });
    }
    this.#cpu = cpuOfThread();
  }
}

/** In µs. */
function cpuOfThread(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

const [, , floor = '', engine = 'isolate', journal = ''] = process.argv;

/** What makes guests here; or why nothing can. */
async function engineOf(): Promise<Engine | { readonly why: string }> {
  if (engine === 'quickjs') {
    const { quickJsGuests } = await import('./quickjs.ts');
    return { make: await quickJsGuests(), version: 'quickjs' };
  }
  const manifest = createRequire(import.meta.url)('isolated-vm/package.json') as unknown;
  const { version } = manifest as { readonly version: string };
  if (!atLeast(version, floor)) return { why: `isolated-vm ${version} is older than ${floor}` };
  const { forbidSourcePhase } = await import('./realm/linking.ts');
  forbidSourcePhase();
  const { Guest, mould } = await import('./guest.ts');
  return { make: (memoryBytes) => new Guest(memoryBytes), mould, version };
}

process.on('SIGINT', () => {});
const channel = new Channel({ mayHold: journal === 'journal' });
const watch = new Watch();
const found = await engineOf();
if ('why' in found) channel.greet({ ready: false, why: found.why });
else {
  const service = new Service(found, channel, watch);
  for (let asked = channel.next(); asked !== undefined; asked = channel.next()) {
    service.serve(asked);
  }
}
end();
