import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'vak';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { libraryServer, type Reader } from './server.ts';
import { shelf } from './shelf.ts';

const readers: Readonly<Record<string, Reader>> = {
  ann: { name: 'ann', barred: false, librarian: false },
  bob: { name: 'bob', barred: true, librarian: false },
  lib: { name: 'lib', barred: false, librarian: true },
};

let folder: string;
let server: Server;
let stop: () => Promise<void>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vak-http-'));
  const vak = await load(new URL('./lending.vak', import.meta.url), {
    tools: shelf(),
    state: folder,
  });
  server = libraryServer(vak, ({ headers }) => readers[String(headers['x-user'])]);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = async () => {
    server.close();
    await vak.stop();
    await rm(folder, { recursive: true, force: true });
  };
});

afterEach(() => stop());

async function send(user: string, path: string, body?: unknown) {
  const { port } = server.address() as AddressInfo;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-user': user },
    ...(body === undefined ? {} : { body: text }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const lend = (user: string, id: string) =>
  send(user, '/calls', { tool: 'books.lend', args: { id, weeks: 2 } });

describe('a governed agent behind HTTP', () => {
  test('a permitted call is 200 with its value', async () => {
    expect(await lend('ann', 'b1')).toMatchObject({
      status: 200,
      body: { value: { due: 'in 2 weeks' } },
    });
  });

  test('a refused call is 403 with a code and the author’s words', async () => {
    expect(await lend('bob', 'b1')).toEqual({
      status: 403,
      body: { code: 'VAK6001', because: 'This reader may not borrow.' },
    });
    await lend('ann', 'b1');
    expect(await lend('ann', 'b1')).toMatchObject({ status: 403, body: { code: 'VAK6002' } });
    const made = await send('ann', '/calls', { tool: 'books.burn', args: {} });
    expect(made).toMatchObject({ status: 403, body: { code: 'VAK6101' } });
  });

  test('a rare book is 202 until a librarian answers, and never by the reader', async () => {
    const waits = await lend('ann', 'b2');
    expect(waits.status).toBe(202);
    const path = `/answers/${String(waits.body.ticket)}`;
    expect((await send('ann', path, { answer: 'grant' })).status).toBe(403);
    const done = await send('lib', path, { answer: 'grant' });
    expect(done).toMatchObject({ status: 200, body: { value: { due: 'in 2 weeks' } } });
    expect((await send('lib', path, { answer: 'grant' })).status).toBe(409);
  });

  test('the tools of the agent are listed with their schemas', async () => {
    const { body } = await send('ann', '/tools');
    expect(body).toMatchObject([{ name: 'books.find' }, { name: 'books.lend' }]);
  });

  test('what is no call is turned away before the agent', async () => {
    expect((await send('nobody', '/tools')).status).toBe(401);
    expect((await send('ann', '/calls', 'not json')).status).toBe(400);
    expect((await send('ann', '/elsewhere', {})).status).toBe(404);
    expect((await send('lib', '/answers/no-such-ticket', { answer: 'grant' })).status).toBe(409);
  });
});
