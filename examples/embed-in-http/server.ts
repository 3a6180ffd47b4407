import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type CallResult, type LiveSession, load, type Runtime, VakError } from 'vak';
import { shelf } from './shelf.ts';

type Tools = ReturnType<typeof shelf>;

/** Who is at the other end, as the proxy in front of this server has found out. */
export interface Reader {
  readonly name: string;
  readonly barred: boolean;
  readonly librarian: boolean;
}

/** A JSON answer with its status. */
interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const largestBody = 64 * 1024;

/**
 * An HTTP server whose routes call a governed agent:
 * `GET /tools`, `POST /calls` with `{ tool, args }`, `POST /answers/TICKET` with `{ answer }`.
 * A call is 200 with its value, 202 with a ticket while people decide, 403 with the refusal.
 */
export function libraryServer(
  vak: Runtime<Tools>,
  readerOf: (request: IncomingMessage) => Reader | undefined,
): Server {
  const sessions = new Map<string, LiveSession<Tools>>();
  const sessionOf = (reader: Reader): LiveSession<Tools> => {
    const known = sessions.get(reader.name);
    if (known !== undefined) return known;
    const { name, barred } = reader;
    const context = { reader: { name, barred } };
    const session = vak.agent('assistant').session({ principal: name, context });
    sessions.set(name, session);
    return session;
  };

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const reader = readerOf(request);
    if (reader === undefined) return { status: 401, body: { because: 'who are you?' } };
    const { method, url = '/' } = request;
    if (method === 'GET' && url === '/tools')
      return { status: 200, body: toolsOf(sessionOf(reader)) };
    if (method !== 'POST') return { status: 404, body: { because: 'there is nothing here' } };
    const body = await readJson(request);
    if (body === undefined) return { status: 400, body: { because: 'the body is no JSON object' } };
    if (url === '/calls') {
      return replyTo(await sessionOf(reader).call<string>(String(body.tool), body.args));
    }
    const [, ticket] = /^\/answers\/([\w-]+)$/.exec(url) ?? [];
    if (ticket === undefined) return { status: 404, body: { because: 'there is nothing here' } };
    if (!reader.librarian) return { status: 403, body: { because: 'librarians answer this' } };
    const given = body.answer === 'grant' ? 'grant' : 'deny';
    await vak.answer(ticket, { by: reader.name, answer: given });
    return replyTo(await vak.resume(ticket));
  };

  return createServer((request, response) => {
    answer(request).then(
      (reply) => send(response, reply),
      (problem: unknown) => send(response, replyToProblem(problem)),
    );
  });
}

/** What a model's side may know of a call: the value, that it waits, or the author's words. */
function replyTo(result: CallResult<unknown>): Reply {
  if (result.ok) return { status: 200, body: { value: result.value, entry: result.entry.index } };
  if (result.pending !== undefined) {
    const { ticket, expires } = result.pending;
    return { status: 202, body: { ticket, expires: new Date(expires).toISOString() } };
  }
  const { code, because } = result.refusal;
  return { status: 403, body: { code, because } };
}

/** A ticket that cannot be answered is the caller's affair; anything else is ours and stays here. */
function replyToProblem(problem: unknown): Reply {
  if (problem instanceof VakError && problem.code === 'VAK6205') {
    return { status: 409, body: { code: problem.code, because: problem.message } };
  }
  console.error(problem);
  return { status: 500, body: { because: 'the server failed' } };
}

const toolsOf = (session: LiveSession<Tools>) =>
  session.tools().map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));

async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > largestBody) return undefined;
  }
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null
      ? (json as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

if (import.meta.main) {
  const vak = await load(new URL('./lending.vak', import.meta.url), { tools: shelf() });
  // Only behind a proxy that sets these headers itself, whatever the caller sent.
  const server = libraryServer(vak, ({ headers }) => {
    const name = headers['x-user'];
    if (typeof name !== 'string' || name === '') return undefined;
    return { name, barred: false, librarian: headers['x-role'] === 'librarian' };
  });
  server.listen(8080, '127.0.0.1', () => console.log('http://127.0.0.1:8080'));
  process.once('SIGTERM', () => server.close(() => void vak.stop()));
  process.once('SIGINT', () => server.close(() => void vak.stop()));
}
