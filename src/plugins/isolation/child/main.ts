import { readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { childGraceMs, driftBytes, frameBytes, headroomBytes } from '../limits.ts';
import { atLeast } from '../version.ts';
import { type Answer, frame, type Reply, type Request } from '../wire.ts';
import type { Guest } from './guest.ts';
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

/** Waits for a request; undefined once the parent is gone. */
function next(header: Buffer): Request | undefined {
  if (!fill(header)) return undefined;
  const size = header.readUInt32BE(0);
  if (size > frameBytes) return undefined;
  const body = Buffer.allocUnsafe(size);
  return fill(body) ? (JSON.parse(body.toString()) as Request) : undefined;
}

function say(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(channel, bytes, at);
}

function answer(request: Request, guest: Guest, deadline: number): { answer: Answer; ok: boolean } {
  const source = script(request.text, request.typed, request.digest);
  if (!source.ok) {
    const { ok, broken, why, ...where } = source;
    return { answer: { end: 'invalid', text: why, ...where }, ok: ok || !broken };
  }
  if (request.act === 'check') return { answer: guest.check(source.text), ok: true };
  return { answer: guest.run(source.text, request.args, deadline), ok: true };
}

/** Makes a guest ready for the tool just served: whoever calls it once often calls it again. */
function again(guest: Guest, { text, typed, digest }: Request): void {
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
  const header = Buffer.alloc(4);
  for (let request = next(header); request !== undefined; request = next(header)) {
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
    say(frame(reply));
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
