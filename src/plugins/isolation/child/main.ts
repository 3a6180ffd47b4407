import { readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { childGraceMs, driftBytes, frameBytes, headroomBytes } from '../limits.ts';
import { atLeast } from '../version.ts';
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
import type { Exchange, Guest, Heard } from './guest.ts';
import { script } from './source.ts';
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

function answer(request: Asked, guest: Guest, deadline: number): { answer: Answer; ok: boolean } {
  const source = script(request.text, request.typed, request.digest);
  if (!source.ok) {
    const { ok, broken, why, ...where } = source;
    return { answer: { end: 'invalid', text: why, ...where }, ok: ok || !broken };
  }
  if (request.act === 'check') return { answer: guest.check(source.text), ok: true };
  const { args, offer, id } = request;
  const call = { text: source.text, args, deadline, offer, exchange: exchange(id) };
  return { answer: guest.run(call), ok: true };
}

/** Makes a guest ready for the tool just served: whoever calls it once often calls it again. */
function again(guest: Guest, { text, typed, digest }: Asked): void {
  const source = script(text, typed, digest);
  if (source.ok) guest.prepare(source.text);
}

/** Serves one request after the other; a guest is made ready ahead and meets one request only. */
function serve(make: (memoryBytes: number) => Guest): void {
  const watch = new Watch();
  let spare = make(64 * 1024 * 1024);
  script('const warm: number = 1;', true, '');
  const baseBytes = process.memoryUsage.rss();
  say(frame({ ready: true, version, baseBytes }));
  for (let request = next(); request !== undefined; request = next()) {
    const deadline = monotonic() + request.timeMs;
    const limit = baseBytes + request.memoryBytes + headroomBytes;
    watch.arm(deadline + childGraceMs, limit);
    if (spare.memoryBytes !== request.memoryBytes) {
      spare.dispose();
      spare = make(request.memoryBytes);
    }
    const { answer: found, ok } = answer(request, spare, deadline);
    const rss = process.memoryUsage.rss();
    const reply: Reply = {
      id: request.id,
      answer: found,
      logs: spare.logs(found),
      heapBytes: spare.heapBytes(found),
      peakBytes: Math.max(rss, watch.peakBytes),
      spent: !ok || rss > baseBytes + driftBytes,
    };
    watch.arm(monotonic() + housekeepingMs, limit);
    say(replyFrame(reply));
    spare.dispose();
    spare = make(request.memoryBytes);
    if (found.end === 'value') again(spare, request);
    watch.disarm();
  }
}

const floor = process.argv[2] ?? '';
const { version } = createRequire(import.meta.url)('isolated-vm/package.json') as {
  readonly version: string;
};
process.on('SIGINT', () => {});
if (atLeast(version, floor)) {
  const { Guest } = await import('./guest.ts');
  serve((memoryBytes) => new Guest(memoryBytes));
} else {
  say(frame({ ready: false, why: `isolated-vm ${version} is older than ${floor}` }));
}
end();
