import { type ClientRequest, get, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventsServer } from '../../../src/cli/serving/events-server.ts';
import { AddCheckpoint } from '../../../src/cli/serving/witness/add-checkpoint.ts';
import { WitnessFolder } from '../../../src/cli/serving/witness/witness-folder.ts';
import { LogFollower } from '../../../src/runtime/evidence/audit/stream/log-follower.ts';
import { started } from '../../road/mk.ts';
import { folder, vak } from '../vak.ts';

const policy = `
tool orders.read {
  effect: read
  args { id: string }
  result: string
}
agent desk { tools: [orders.read] }
policy desk_rules for desk {
  rule look { permit orders.read when args.id != "secret" }
}
`;

async function served(options: { token?: string; witness?: string } = {}) {
  const { vak: live, state } = await started(policy, {
    tools: { 'orders.read': ({ id }: { id: string }) => id },
  });
  const log = join(state, 'audit');
  const follower = new LogFollower(log, { pauseMs: 10 });
  const { witness: at } = options;
  const heads = at === undefined ? undefined : await WitnessFolder.in(at);
  const server = eventsServer({
    log: { folder: log, follower },
    witness: heads && { folder: heads, heads: new AddCheckpoint(heads, Date.now) },
    token: options.token,
    loopback: true,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await follower.close();
  });
  const { port } = server.address() as AddressInfo;
  return { live, port, url: `http://127.0.0.1:${port}` };
}

/** Reads blocks of an answer as they come. */
async function* blocksOf(answer: Response, mark = '\n\n'): AsyncGenerator<string> {
  let text = '';
  for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(part).toString('utf8');
    for (let end = text.indexOf(mark); end >= 0; end = text.indexOf(mark)) {
      yield text.slice(0, end);
      text = text.slice(end + mark.length);
    }
  }
}

async function take(of: AsyncGenerator<string>, count: number): Promise<readonly string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { value, done } = await of.next();
    if (done === true) break;
    if (!String(value).startsWith('retry') && !String(value).startsWith(':')) taken.push(value);
  }
  return taken;
}

const raw = (
  port: number,
  headers: Record<string, string>,
  path = '/checkpoint',
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers }, resolve).on('error', reject);
  });

/** A head that is being handed in, of which nothing has come yet. */
const slow = (port: number): Promise<ClientRequest> =>
  new Promise((resolve, reject) => {
    const headers = { expect: '100-continue', 'content-length': 9 };
    const one = request({ port, path: '/add-checkpoint', method: 'POST', headers });
    one.on('continue', () => resolve(one)).on('error', reject);
    one.flushHeaders();
  });

const posted = async (url: string): Promise<number> =>
  (await fetch(`${url}/add-checkpoint`, { method: 'POST', body: 'x' })).status;

describe('a log over HTTP', () => {
  test('gives entries as server-sent events, from an index on and as they come', async () => {
    const { live, url } = await served();
    await live.audit.note('one');
    const answer = await fetch(`${url}/events?from=0`);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const blocks = blocksOf(answer);
    expect(await take(blocks, 2)).toMatchObject([
      expect.stringMatching(/^id: 0\ndata: \{"index":0,"level":"info","entry":\{.*"kind":"start"/),
      expect.stringMatching(/^id: 1\ndata: .*"text":"one"/),
    ]);
    await live.audit.note('two');
    expect(await take(blocks, 1)).toMatchObject([expect.stringMatching(/^id: 2\ndata: .*"two"/)]);
  });

  test('goes on behind the last event that a reader saw, and filters', async () => {
    const { live, url } = await served();
    const session = live.agent('desk').session({ principal: 'alice' });
    await session.call('orders.read', { id: '1' });
    await session.call('orders.read', { id: 'secret' });
    const again = await fetch(`${url}/events?from=0`, { headers: { 'last-event-id': '2' } });
    expect((await take(blocksOf(again), 1))[0]).toMatch(/^id: 3\n/);
    const filtered = await fetch(`${url}/events?from=0&verdict=forbid&level=warning&agent=desk`);
    const [forbidden = ''] = await take(blocksOf(filtered), 1);
    expect(forbidden).toContain('"args":{"id":"secret"}');
  });

  test('gives JSON lines to whoever accepts those', async () => {
    const { url } = await served();
    const headers = { accept: 'application/x-ndjson' };
    const answer = await fetch(`${url}/events?from=0`, { headers });
    const [line = ''] = await take(blocksOf(answer, '\n'), 1);
    expect(JSON.parse(line)).toMatchObject({ index: 0, level: 'info', entry: { kind: 'start' } });
  });

  test('gives only what a signed head covers', async () => {
    const { live, url } = await served();
    const notes = Array.from({ length: 50 }, (_, n) => live.audit.note(`n ${n}`));
    const blocks = blocksOf(await fetch(`${url}/events?from=0`));
    const seen = await take(blocks, 51);
    await Promise.all(notes);
    const head = await (await fetch(`${url}/checkpoint`)).text();
    expect(Number(head.split('\n')[1])).toBeGreaterThanOrEqual(seen.length);
  });

  test('keeps places for readers, however many hand in heads, which have places of their own', async () => {
    const { port, url } = await served({ witness: join(folder(), 'witness') });
    const slowly = await Promise.all(Array.from({ length: 100 }, () => slow(port)));
    expect((await fetch(`${url}/events?from=0`)).status).toBe(200);
    expect(await posted(url)).toBe(503);
    for (const one of slowly) one.end('not a one');
    await expect.poll(() => posted(url)).toBe(400);
  });

  test('takes a place back from who hands in a head for longer than five seconds', async () => {
    const { port, url } = await served({ witness: join(folder(), 'witness') });
    const slowly = await Promise.all(Array.from({ length: 100 }, () => slow(port)));
    for (const one of slowly) one.on('error', () => undefined);
    expect(await posted(url)).toBe(503);
    await expect.poll(() => posted(url), { timeout: 30_000, interval: 500 }).toBe(400);
  });

  test('has places for a hundred readers, each until it goes', async () => {
    const { url } = await served();
    const gone = new AbortController();
    // An answer that nobody holds is given up with the garbage, and its place with it.
    const held: Response[] = [];
    const read = async (signal?: AbortSignal) => {
      const answer = await fetch(`${url}/events`, signal === undefined ? {} : { signal });
      held.push(answer);
      return answer.status;
    };
    const readers = Array.from({ length: 100 }, () => read(gone.signal));
    expect(new Set(await Promise.all(readers))).toEqual(new Set([200]));
    expect(await read()).toBe(503);
    expect((await fetch(`${url}/checkpoint`)).status).toBe(200);
    gone.abort();
    await expect.poll(() => read(AbortSignal.timeout(5_000))).toBe(200);
  });

  test('refuses what it does not answer, and says why', async () => {
    const { url, port } = await served();
    const status = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${url}${path}`, init)).status;
    expect((await raw(port, {}, 'http://[')).statusCode).toBe(400);
    expect(await status('/events?nonsense=1')).toBe(400);
    expect(await status('/events?level=loud')).toBe(400);
    expect(await status('/events?from=-1')).toBe(400);
    expect(await status('/events?from=0&from=1')).toBe(400);
    expect(await status('/events?level=info&level=loud')).toBe(400);
    expect(await status('/events', { headers: { 'last-event-id': 'x' } })).toBe(400);
    expect(await status('/events?verdict=deny')).toBe(400);
    expect(await status('/events?kind=decisions')).toBe(400);
    // It saw more than there is: the log was cut, or is another one.
    expect(await status('/events', { headers: { 'last-event-id': '99' } })).toBe(416);
    expect(await status('/events?from=99')).toBe(416);
    expect(await status('/')).toBe(404);
    expect(await status('/../entries.jsonl')).toBe(404);
    expect(await status('/events', { method: 'POST' })).toBe(405);
  });

  test('needs the token where there is one', async () => {
    const token = 'a-token-of-twenty-two-c';
    const { url } = await served({ token });
    const status = async (authorization?: string) =>
      (
        await fetch(`${url}/checkpoint`, {
          headers: authorization === undefined ? {} : { authorization },
        })
      ).status;
    expect(await status()).toBe(401);
    expect(await status('Bearer wrong')).toBe(401);
    expect(await status(`Basic ${token}`)).toBe(401);
    expect([200, 404]).toContain(await status(`Bearer ${token}`));
  });

  test('answers under the names of its own machine only, so that no web page reads it', async () => {
    const { port } = await served();
    const statusOf = async (host: string) => (await raw(port, { host })).statusCode;
    expect(await statusOf(`evil.example:${port}`)).toBe(403);
    expect(await statusOf(`127.0.0.1:${port + 1}`)).toBe(403);
    expect(await statusOf(`localhost:${port}`)).not.toBe(403);
    expect((await raw(port, {})).headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('vak audit serve', () => {
  test('does not open a log to others without a token', () => {
    const here = folder({ 'audit/checkpoint': '' });
    const serve = (env: NodeJS.ProcessEnv, ...more: string[]) =>
      vak(here, ['audit', 'serve', 'audit', ...more], { env });
    const open = serve({}, '--host', '0.0.0.0', '--port', '0');
    expect([open.status, open.stdout]).toEqual([2, '']);
    expect(open.stderr).toContain('VAK_AUDIT_TOKEN');
    const short = serve({ VAK_AUDIT_TOKEN: 'short' }, '--port', '0');
    expect([short.status, short.stderr.includes('less than 16')]).toEqual([2, true]);
    expect(serve({}, '--port', '99999').status).toBe(2);
  });
});
