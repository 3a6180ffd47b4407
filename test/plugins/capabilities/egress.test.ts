import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/runtime/contract/index.ts';
import { echo } from './echo.ts';
import { ask, bearer, desk, key, local, seen, serve } from './egress-desk.ts';

describe('a request', () => {
  test('goes to the address that its name leads to, with the certificate checked for the name', async () => {
    const port = await serve(echo);
    const from = desk([`https://api.example:${port}`, local(port)]);
    const answer = await ask(from, {
      url: `https://API.example:${port}/a/../b?q=1#part`,
      method: 'POST',
      headers: { 'Content-Type': 'text/plain' },
      body: 'hello',
    });
    expect(answer).toMatchObject({
      ok: true,
      value: { status: 200, url: `https://api.example:${port}/b?q=1` },
    });
    expect(seen(answer)).toMatchObject({ method: 'POST', url: '/b?q=1', body: 'hello' });
    expect(seen(answer).headers).toMatchObject({
      host: `api.example:${port}`,
      'content-type': 'text/plain',
      'accept-encoding': 'identity',
    });
    const what = `POST https://api.example:${port}/b`;
    expect(from.asked).toEqual([{ call: 'fetch', what, times: 1 }]);
  });

  test('is refused where the other side does not prove its name', async () => {
    const port = await serve(echo);
    const origins = [`https://third.example:${port}`, local(port)];
    const answer = await ask(desk(origins), { url: `https://third.example:${port}/` });
    expect(answer).toMatchObject({ ok: false, code: 'VAK7004' });
    expect(answer).toMatchObject({ message: expect.stringContaining('did not prove') });
    expect(await ask(desk(origins), { url: `${local(port)}/` })).toMatchObject({ ok: false });
  });

  test('is refused to what is not granted: another host, port or scheme', async () => {
    const port = await serve(echo, false);
    const from = desk([local(port, 'http')]);
    expect(await ask(from, { url: `http://127.0.0.1:${port}/` })).toMatchObject({ ok: true });
    for (const url of [
      `https://127.0.0.1:${port}/`,
      `http://127.0.0.1:${port + 1}/`,
      `http://localhost:${port}/`,
      `http://127.0.0.2:${port}/`,
      'https://api.example/',
    ]) {
      expect(await ask(from, { url }), url).toMatchObject({ ok: false, code: 'VAK7007' });
    }
    expect(from.asked.filter(({ code }) => code === 'VAK7007')).toHaveLength(5);
  });

  test.each([
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['168.63.129.16'],
    ['::1'],
    ['::ffff:169.254.169.254'],
    ['fd00:ec2::254'],
    ['0.0.0.0'],
    ['1.1.1.1', '10.0.0.1'],
    ['fe80::1%1'],
    ['not an address'],
    [],
  ])('is refused to a name that leads to %s', async (...found) => {
    const opened: string[] = [];
    const secrets = [key('https://api.example/', bearer)];
    const from = desk(['https://api.example:443'], { addresses: () => found, secrets, opened });
    const answer = await ask(from, { url: 'https://api.example/' });
    expect(answer).toMatchObject({ ok: false, code: 'VAK7007' });
    expect(JSON.stringify(answer)).not.toMatch(/169|10\.0|::1/);
    expect(opened).toEqual([]);
  });

  test('asks for its address once and goes there, whatever the name leads to a moment later', async () => {
    const port = await serve(echo);
    let asked = 0;
    const addresses = () => (asked++ === 0 ? ['127.0.0.1'] : ['169.254.169.254']);
    const from = desk([`https://api.example:${port}`, local(port)], { addresses });
    expect(await ask(from, { url: `https://api.example:${port}/` })).toMatchObject({ ok: true });
    expect(asked).toBe(1);
    const again = await ask(from, { url: `https://api.example:${port}/` });
    expect(again).toMatchObject({ ok: false, code: 'VAK7007' });
  });

  test.each([
    [{ url: 'file:///etc/passwd' }],
    [{ url: 'https://u:p@api.example/' }],
    [{ url: 'https://api.example/', method: 'CONNECT' }],
    [{ url: 'https://api.example/', headers: { Host: 'b' } }],
    [{ url: 'https://api.example/', headers: { 'Transfer-Encoding': 'chunked' } }],
    [{ url: 'https://api.example/', headers: { 'X-Forwarded-For': '10.0.0.1' } }],
    [{ url: 'https://api.example/', headers: { Transfer_Encoding: 'chunked' } }],
    [{ url: 'https://api.example/', headers: { x_forwarded_for: '10.0.0.1' } }],
    [{ url: 'https://api.example/', method: 'POST', body: 'a!b=', encoding: 'base64' }],
    [{ url: 'https://api.example/', method: 'POST', body: 'abcde', encoding: 'base64' }],
    [{ url: 'https://api.example/', headers: { a: 'b\r\nc: d' } }],
    [{ url: 'https://api.example/', headers: { 'a b': 'c' } }],
    [{ url: 'https://api.example/', headers: { a: '1', A: '2' } }],
    [{ url: 'https://api.example/', body: 'x' }],
    [{ url: 'https://api.example/', agent: {} }],
    [['https://api.example/']],
    [null],
  ])('%j is refused as it stands', async (args) => {
    const answer = await ask(desk(['https://api.example:443']), args as Json);
    expect(answer).toMatchObject({ ok: false, code: 'VAK6103' });
  });

  test('is bounded in both directions and in time', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/late') return;
      if (request.url === '/gzip') response.setHeader('content-encoding', 'gzip');
      if (request.url === '/packed') response.setHeader('transfer-encoding', 'gzip, chunked');
      response.end('x'.repeat(request.url === '/large' ? 1_048_577 : 10));
    }, false);
    const from = desk([local(port, 'http')]);
    const url = (path: string): string => `${local(port, 'http')}${path}`;
    expect(await ask(from, { url: url('/large') })).toMatchObject({ code: 'VAK7005' });
    expect(await ask(from, { url: url('/gzip') })).toMatchObject({ code: 'VAK7004' });
    expect(await ask(from, { url: url('/packed') })).toMatchObject({ code: 'VAK7004' });
    expect(await ask(from, { url: url('/late') }, 50)).toMatchObject({ code: 'VAK7001' });
    const body = 'x'.repeat(1_048_577);
    expect(await ask(from, { url: url('/'), method: 'POST', body })).toMatchObject({
      code: 'VAK7005',
    });
    const headers = Object.fromEntries([...Array(65).keys()].map((n) => [`a${n}`, 'b']));
    expect(await ask(from, { url: url('/'), headers })).toMatchObject({ code: 'VAK7005' });
  });
});

test('an answer that changes the kind of the connection is none, and leaves nobody waiting', async () => {
  const port = await serve((_, response) => {
    response.socket?.end(
      'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhello',
    );
  }, false);
  const url = `${local(port, 'http')}/`;
  expect(await ask(desk([local(port, 'http')]), { url }, 500)).toMatchObject({ code: 'VAK7004' });
});

describe('a redirect', () => {
  const to =
    (location: (url: string) => string, status = 302): RequestListener =>
    async (request, response) => {
      if (request.url?.startsWith('/go')) {
        response.writeHead(status, { location: location(request.url) }).end();
      } else await echo(request, response);
    };

  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    'https://127.0.0.1:1/',
    'http://localhost/',
    '//evil.example/',
  ])('to %s is judged like the first request, and recorded', async (location) => {
    const port = await serve(
      to(() => location),
      false,
    );
    const from = desk([local(port, 'http')]);
    expect(await ask(from, { url: `${local(port, 'http')}/go` })).toMatchObject({
      code: 'VAK7007',
    });
    expect(from.asked[0]?.what).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/go → http/);
  });

  test('is followed within the grant, as the standard has it', async () => {
    for (const [status, method] of [
      [301, 'GET'],
      [303, 'GET'],
      [307, 'POST'],
      [308, 'POST'],
    ] as const) {
      const port = await serve(
        to(() => '/there', status),
        false,
      );
      const url = `${local(port, 'http')}/go`;
      const args = { url, method: 'POST', body: 'b', headers: { 'content-type': 'text/plain' } };
      const answer = await ask(desk([local(port, 'http')]), args);
      const body = method === 'POST' ? 'b' : '';
      expect(seen(answer)).toMatchObject({ method, url: '/there', body });
    }
  });

  test('is handed back where the guest asks for that, and ends after five', async () => {
    const port = await serve(
      to((url) => `${url}o`),
      false,
    );
    const from = desk([local(port, 'http')]);
    const url = `${local(port, 'http')}/go`;
    expect(await ask(from, { url, redirect: 'manual' })).toMatchObject({ value: { status: 302 } });
    expect(await ask(from, { url })).toMatchObject({ ok: false, code: 'VAK7004' });
  });

  test('takes no authorisation to another host', async () => {
    const port = await serve(to(() => `https://other.example:${port}/there`));
    const from = desk([
      `https://api.example:${port}`,
      `https://other.example:${port}`,
      local(port),
    ]);
    const headers = { authorization: 'Basic abc', cookie: 'c=1', 'x-mine': '1' };
    const answer = await ask(from, { url: `https://api.example:${port}/go`, headers });
    expect(seen(answer).headers).toMatchObject({ host: `other.example:${port}`, 'x-mine': '1' });
    expect(seen(answer).headers).not.toHaveProperty('authorization');
    expect(seen(answer).headers).not.toHaveProperty('cookie');
  });
});
