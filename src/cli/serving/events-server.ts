import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LogFollower } from '../../runtime/evidence/audit/stream/log-follower.ts';
import { checkpointOf, countLines } from '../../runtime/evidence/log/read.ts';
import { type Asked, askedOf, BadRequest } from './asked.ts';
import type { AddCheckpoint } from './witness/add-checkpoint.ts';
import type { WitnessFolder } from './witness/witness-folder.ts';

/** What is served, and to whom. */
export interface Serving {
  /** The log; undefined where only heads of others are taken. */
  readonly log: { readonly folder: string; readonly follower: LogFollower } | undefined;
  /** Takes heads of other logs; undefined where none are. */
  readonly witness: { readonly heads: AddCheckpoint; readonly folder: WitnessFolder } | undefined;
  /** What readers must show; undefined for a server that only this machine reaches. */
  readonly token: string | undefined;
  /** Whether only names of this machine may stand in `Host`, so that no web page reaches it by another. */
  readonly loopback: boolean;
}

/** How many readers there may be at once, and as many who hand in a head, which may be so long. */
const most = 100;
const longest = 512 * 1024;
const stillHereMs = 15_000;
/** A request must be here whole by then: one that dawdles would hold a place that others wait for. */
const requestMs = 5_000;
const timeouts = {
  headersTimeout: requestMs,
  requestTimeout: requestMs,
  connectionsCheckingInterval: 1_000,
};

/**
 * A server of a log's entries: `GET /events` as server-sent events, or as JSON lines where the reader
 * accepts `application/x-ndjson`; `GET /checkpoint` for the signed head that they can be held against. As a
 * witness it answers `POST /add-checkpoint` (C2SP tlog-witness) and `GET /head?origin=…`. The
 * id of an event is its index, and `Last-Event-ID` goes on behind it. A reader that does not read costs
 * nothing but its connection.
 */
export function eventsServer(serving: Serving): Server {
  const places = { readers: new Places(), heads: new Places() };
  return createServer(timeouts, (request, response) => {
    response.on('error', () => undefined);
    answer(serving, request, response, places).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof BadRequest) refuse(response, error.status, error.message);
      else refuse(response, 500, 'the log cannot be read');
    });
  });
}

/** A bounded number of requests at once, each until its answer is over. */
class Places {
  #taken = 0;

  take(response: ServerResponse, full: string): void {
    if (this.#taken === most) throw new BadRequest(503, full);
    this.#taken += 1;
    response.on('close', () => {
      this.#taken -= 1;
    });
  }
}

async function answer(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  places: { readonly readers: Places; readonly heads: Places },
): Promise<void> {
  const wanted = request.url ?? '/';
  if (!URL.canParse(wanted, 'http://here')) throw new BadRequest(400, 'this is no address');
  const url = new URL(wanted, 'http://here');
  atHome(serving, request);
  if (url.pathname === '/add-checkpoint' && serving.witness !== undefined) {
    places.heads.take(response, `${most} heads are being handed in already`);
    return add(serving.witness.heads, request, response);
  }
  admit(serving, request, response);
  if (url.pathname === '/head' && serving.witness !== undefined) {
    const head = await serving.witness.folder.head(url.searchParams.get('origin') ?? '');
    if (head === undefined) throw new BadRequest(404, 'no head of this log was taken');
    response.writeHead(200, headersOf('text/plain; charset=utf-8')).end(head);
    return;
  }
  const { log } = serving;
  if (log === undefined) throw new BadRequest(404, 'there is /add-checkpoint and /head');
  if (url.pathname === '/checkpoint') {
    const head = await checkpointOf(log.folder);
    if (head === undefined) throw new BadRequest(404, 'nothing is signed here yet');
    response.writeHead(200, headersOf('text/plain; charset=utf-8')).end(head.note);
    return;
  }
  if (url.pathname !== '/events') throw new BadRequest(404, 'there is /events and /checkpoint');
  places.readers.take(response, `there are ${most} readers already`);
  const asked = askedOf(url.searchParams, request.headers['last-event-id']);
  const lines = (request.headers.accept ?? '').includes('application/x-ndjson');
  await send(log, response, asked, lines);
}

/** Anyone may hand a head in: what counts is the log's own signature on it. */
async function add(
  heads: AddCheckpoint,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    throw new BadRequest(405, 'only POST is answered');
  }
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > longest) throw new BadRequest(413, 'this is too long for a head');
    parts.push(part as Buffer);
  }
  const { status, type, body } = await heads.answer(Buffer.concat(parts).toString('utf8'));
  response.writeHead(status, headersOf(type)).end(body);
}

/** Under another name of this machine, a web page could reach it. */
function atHome(serving: Serving, request: IncomingMessage): void {
  const port = (request.socket.address() as AddressInfo).port;
  const local = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${port}`);
  if (serving.loopback && !local.includes(request.headers.host ?? '')) {
    throw new BadRequest(403, 'this server answers under the names of its own machine only');
  }
}

function admit(serving: Serving, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET') {
    response.setHeader('allow', 'GET');
    throw new BadRequest(405, 'only GET is answered');
  }
  if (serving.token === undefined) return;
  const [scheme, shown = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && isSame(shown, serving.token)) return;
  response.setHeader('www-authenticate', 'Bearer');
  throw new BadRequest(401, 'a token is needed');
}

async function send(
  log: NonNullable<Serving['log']>,
  response: ServerResponse,
  { filter, from }: Asked,
  lines: boolean,
): Promise<void> {
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  const signed = await log.follower.size();
  // Who has seen more than there is, saw another history or one that was cut.
  if (from !== undefined && from > signed && from > (await countLines(log.folder))) {
    throw new BadRequest(416, `the log ends before entry ${from - 1}`);
  }
  const begin = from ?? signed;
  response.writeHead(200, headersOf(lines ? 'application/x-ndjson' : 'text/event-stream'));
  if (!lines) response.write('retry: 1000\n\n');
  else response.flushHeaders();
  const alive = setInterval(() => {
    if (!lines && !response.writableNeedDrain) response.write(': still here\n\n');
  }, stillHereMs);
  try {
    for await (const { index, level, entry } of log.follower.follow(filter, begin, closed.signal)) {
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
