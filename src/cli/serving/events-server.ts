import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LogFollower } from '../../runtime/evidence/audit/stream/log-follower.ts';
import { checkpointOf } from '../../runtime/evidence/log/read.ts';
import { type Asked, askedOf, BadRequest } from './asked.ts';

/** What is served, and to whom. */
export interface Serving {
  readonly folder: string;
  readonly follower: LogFollower;
  /** What readers must show; undefined for a server that only this machine reaches. */
  readonly token: string | undefined;
  /** Whether only names of this machine may stand in `Host`, so that no web page reaches it by another. */
  readonly loopback: boolean;
}

/** How many readers there may be at once. */
const most = 100;
const stillHereMs = 15_000;

/**
 * A server of a log's entries: `GET /events` as server-sent events, or as JSON lines where the reader
 * accepts `application/x-ndjson`; `GET /checkpoint` for the signed head that they can be held against. The
 * id of an event is its index, and `Last-Event-ID` goes on behind it. A reader that does not read costs
 * nothing but its connection.
 */
export function eventsServer(serving: Serving): Server {
  let readers = 0;
  return createServer((request, response) => {
    response.on('error', () => undefined);
    readers += 1;
    response.on('close', () => {
      readers -= 1;
    });
    answer(serving, request, response, readers > most).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof BadRequest) refuse(response, error.status, error.message);
      else refuse(response, 500, 'the log cannot be read');
    });
  });
}

async function answer(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  full: boolean,
): Promise<void> {
  admit(serving, request, response);
  const url = new URL(request.url ?? '/', 'http://here');
  if (url.pathname === '/checkpoint') {
    const head = await checkpointOf(serving.folder);
    if (head === undefined) throw new BadRequest(404, 'nothing is signed here yet');
    response.writeHead(200, headersOf('text/plain; charset=utf-8')).end(head.note);
    return;
  }
  if (url.pathname !== '/events') throw new BadRequest(404, 'there is /events and /checkpoint');
  if (full) throw new BadRequest(503, `there are ${most} readers already`);
  const asked = askedOf(url.searchParams, request.headers['last-event-id']);
  const lines = (request.headers.accept ?? '').includes('application/x-ndjson');
  await send(serving, response, asked, lines);
}

function admit(serving: Serving, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET') {
    response.setHeader('allow', 'GET');
    throw new BadRequest(405, 'only GET is answered');
  }
  const port = (request.socket.address() as AddressInfo).port;
  const local = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${port}`);
  if (serving.loopback && !local.includes(request.headers.host ?? '')) {
    throw new BadRequest(403, 'this server answers under the names of its own machine only');
  }
  if (serving.token === undefined) return;
  const [scheme, shown = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && isSame(shown, serving.token)) return;
  response.setHeader('www-authenticate', 'Bearer');
  throw new BadRequest(401, 'a token is needed');
}

async function send(
  { follower }: Serving,
  response: ServerResponse,
  { filter, from }: Asked,
  lines: boolean,
): Promise<void> {
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  const begin = from ?? (await follower.size());
  response.writeHead(200, headersOf(lines ? 'application/x-ndjson' : 'text/event-stream'));
  if (!lines) response.write('retry: 1000\n\n');
  else response.flushHeaders();
  const alive = setInterval(() => {
    if (!lines && !response.writableNeedDrain) response.write(': still here\n\n');
  }, stillHereMs);
  try {
    for await (const { index, level, entry } of follower.follow(filter, begin, closed.signal)) {
      const json = JSON.stringify({ index, level, entry });
      const more = response.write(lines ? `${json}\n` : `id: ${index}\ndata: ${json}\n\n`);
      if (!more) await once(response, 'drain', { signal: closed.signal });
    }
  } catch (error) {
    if (!closed.signal.aborted) throw error;
  } finally {
    clearInterval(alive);
    response.end();
  }
}

const headersOf = (type: string): Readonly<Record<string, string>> => ({
  'content-type': type,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
});

function refuse(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, headersOf('application/json'));
  response.end(`${JSON.stringify({ error })}\n`);
}

/** Takes as long for any two texts. */
const isSame = (shown: string, token: string): boolean =>
  timingSafeEqual(digest(shown), digest(token));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
