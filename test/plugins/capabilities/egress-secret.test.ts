import { describe, expect, test } from 'vitest';
import { echo } from './echo.ts';
import { ask, bearer, bodyOf, desk, key, local, seen, serve, value } from './egress-desk.ts';

describe('a secret', () => {
  test('goes where its `to` says, and comes back to nobody', async () => {
    const got: (string | undefined)[] = [];
    const port = await serve(async (request, response) => {
      got.push(request.headers.authorization);
      await echo(request, response);
    });
    const secrets = [key(`https://api.example:${port}/v1`, bearer)];
    const from = desk([`https://api.example:${port}`, local(port)], { secrets });
    const at = (path: string) => ({ url: `https://api.example:${port}${path}` });
    const headers = { authorization: 'Bearer the-guests-own' };
    const answer = await ask(from, { ...at('/v1/orders'), headers });
    expect(got).toEqual([`Bearer ${value}`]);
    expect(JSON.stringify(answer)).not.toContain(value);
    expect(answer).toMatchObject({ value: { headers: { 'x-seen': 'Bearer [key]' } } });
    const coded = await ask(from, { ...at('/v1'), as: 'base64' });
    const body = Buffer.from(bodyOf(coded), 'base64');
    expect(body.toString()).toContain('Bearer [key]');
    expect(body.toString()).not.toContain(value);
    got.length = 0;
    for (const path of ['/', '/v1x', '/v10/a', '/v2/v1']) await ask(from, at(path));
    expect(got).toEqual([undefined, undefined, undefined, undefined]);
    expect(JSON.stringify(from.asked)).not.toContain(value);
  });

  test.each([
    ['/a%20b', ['/a%20b', '/a%20b/c'], ['/a', '/a%2520b']],
    ['/ü', ['/ü/c', '/%C3%BC'], ['/u']],
    ['/a%2Fb', ['/a%2Fb/c'], ['/a/b', '/a']],
  ])('goes to places below %s as they are written there', async (place, within, without) => {
    const got: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      got.push(request.headers.authorization);
      response.end();
    });
    const origin = `https://api.example:${port}`;
    const from = desk([origin, local(port)], { secrets: [key(`${origin}${place}`, bearer)] });
    for (const path of [...within, ...without]) await ask(from, { url: `${origin}${path}` });
    expect(got).toEqual([...within.map(() => `Bearer ${value}`), ...without.map(() => undefined)]);
  });

  test('does not follow a redirect to another host, nor to another path', async () => {
    const got: string[] = [];
    const port = await serve((request, response) => {
      got.push(
        `${request.headers.host?.split(':')[0]}${request.url} ${request.headers.authorization}`,
      );
      const next = ['/v1/a', '/elsewhere'].indexOf(request.url ?? '');
      if (next < 0) return response.end();
      const location = next === 0 ? '/elsewhere' : `https://other.example:${port}/v1/b`;
      return response.writeHead(302, { location }).end();
    });
    const secrets = [key(`https://api.example:${port}/v1/`, bearer)];
    const origins = [`https://api.example:${port}`, `https://other.example:${port}`, local(port)];
    await ask(desk(origins, { secrets }), { url: `https://api.example:${port}/v1/a` });
    expect(got).toEqual([
      `api.example/v1/a Bearer ${value}`,
      'api.example/elsewhere undefined',
      'other.example/v1/b undefined',
    ]);
  });

  test('can stand in the query, unseen by the guest', async () => {
    const port = await serve(echo);
    const secrets = [key(`https://api.example:${port}/`, { name: 'query', json: ['key', '{}'] })];
    const from = desk([`https://api.example:${port}`, local(port)], { secrets });
    const answer = await ask(from, { url: `https://api.example:${port}/a?b=c` });
    expect(seen(answer)).toMatchObject({ url: '/a?b=c&key=[key]' });
    expect(answer).toMatchObject({ value: { url: `https://api.example:${port}/a?b=c` } });
  });

  test('is for tools that its `for` names, never for a plugin of the same name', async () => {
    const port = await serve(echo);
    const secrets = [key(`https://api.example:${port}/`, bearer)];
    const from = desk([`https://api.example:${port}`, local(port)], { secrets, kind: 'plugin' });
    const answer = await ask(from, { url: `https://api.example:${port}/` });
    expect(seen(answer).headers).not.toHaveProperty('authorization');
  });
});
