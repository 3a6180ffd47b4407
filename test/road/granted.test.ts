import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { definePlugin, Resolver } from '../../src/runtime/contract/index.ts';
import { folder } from './mk.ts';
import { askedOf, probing, serve } from './probing.ts';

describe('a tool that asks its host', () => {
  test('gets what its policy grants, and the log says what', async () => {
    const origin = await serve((request, response) => response.end(`you asked ${request.url}`));
    process.env.VAK_TEST_LANG = 'de';
    onTestFinished(() => void delete process.env.VAK_TEST_LANG);
    const { session, entries, home } = await probing(
      `const page = await host.fetch({ url: '${origin}/a' });
       await host.write({ path: 'out/page', text: page.body });
       const [{ name }] = await host.list({ path: 'data' });
       return [page.status, await host.read({ path: 'data/' + name }), await host.env({ name: 'VAK_TEST_LANG' })]`,
      `, network: ["${origin}"], read: ["./data"], write: ["./out"], env: ["VAK_TEST_LANG"]`,
    );
    const result = await session.call('probe', {});
    expect(result).toMatchObject({ ok: true, value: [200, 'a note', 'de'] });
    expect(readFileSync(join(home, 'out/page'), 'utf8')).toBe('you asked /a');
    expect(askedOf(await entries())).toMatchObject([
      { call: 'fetch', what: `GET ${origin}/a`, times: 1 },
      { call: 'write', times: 1 },
      { call: 'list', times: 1 },
      { call: 'read', times: 1 },
      { call: 'env', what: 'VAK_TEST_LANG', times: 1 },
    ]);
  });

  test('is refused what is not granted, with a code and on record, whatever it makes of that', async () => {
    const { session, entries } = await probing(
      `const said = [];
       for (const name of ['fetch', 'read', 'write', 'list', 'env', 'invoke', '__proto__', 'fеtch'])
         await host.call(name, {}).catch((error) => said.push(error.code));
       if (args.n === 1) await host.fetch({ url: 'https://api.example/' });
       return said`,
      '',
    );
    const caught = await session.call('probe', {});
    expect(caught).toMatchObject({ ok: true, value: Array(8).fill('VAK7007') });
    expect(askedOf(await entries())).toMatchObject(Array(8).fill({ times: 1, code: 'VAK7007' }));
    const thrown = await session.call('probe', { n: 1 });
    expect(thrown).toMatchObject({ ok: false, refusal: { code: 'VAK7007' } });
  });

  test('reads neither keys, log nor secrets, though they lie below what it may read', async () => {
    const at = folder();
    writeFileSync(join(at, 'token'), 'as good as a key');
    const { session, home } = await probing(
      `const said = {};
       for (const path of ['.vak/keys/audit', '.vak/audit/entries.jsonl', 'data/../.vak/keys/audit', 'by-link/audit', 'token'])
         said[path] = await host.read({ path }).catch((error) => error.code);
       return [said, await host.list({ path: '.vak' }).catch((error) => error.code), typeof await host.read({ path: 'policy.vak' })]`,
      ', read: ["."]',
      {
        home: at,
        vak: 'secret token { from: file("token"), for: [probe], to: ["https://a.example/"], as: header("Authorization", "{}") }',
      },
    );
    symlinkSync(join(home, '.vak/keys'), join(home, 'by-link'));
    const result = await session.call('probe', {});
    const { ok, value } = result as { ok: boolean; value: readonly unknown[] };
    expect(ok).toBe(true);
    expect(Object.values(value[0] as object)).toEqual(Array(5).fill('VAK7007'));
    expect(value.slice(1)).toEqual(['VAK7007', 'string']);
    expect(existsSync(join(home, '.vak/keys/audit'))).toBe(true);
  });

  test.each([
    ['does not wait for', 'void host.fetch(ask).catch(() => {}); await host.env({ name: "LANG" })'],
    ['waits for until its time is over', 'await host.fetch(ask)'],
  ])('has on record what it %s, for it may have been done', async (_, code) => {
    const got: (string | undefined)[] = [];
    const origin = await serve((request) => void got.push(request.url));
    const { session, entries } = await probing(
      `const ask = { url: '${origin}/out', method: 'POST', body: 'x' }; ${code}`,
      `, network: ["${origin}"], env: ["LANG"]`,
    );
    await session.call('probe', {});
    const said = { call: 'fetch', what: `POST ${origin}/out`, times: 1, code: 'VAK7001' };
    expect(askedOf(await entries())).toContainEqual(said);
  });

  test('has what it asks beyond the first 32 counted under its name on the host', async () => {
    const { session, entries } = await probing(
      `for (let i = 0; i < 32; i += 1) await host.env({ name: 'V' + i }).catch(() => {});
       for (let i = 0; i < 3; i += 1) await host.read({ path: 'data/' + i }).catch(() => {});
       for (let i = 0; i < 3; i += 1) await host.call('no' + i, {}).catch(() => {});`,
      ', read: ["./data"], env: ["LANG"]',
    );
    await session.call('probe', {});
    expect((askedOf(await entries()) as readonly unknown[]).slice(32)).toEqual([
      { call: 'read', what: '…', times: 3, code: 'VAK7004' },
      { call: '…', what: '…', times: 3, code: 'VAK7007' },
    ]);
  });

  test.runIf(process.platform === 'linux')(
    'reads nothing of what the system shows of processes, such as the environment that the log’s key is in',
    async () => {
      const paths = [
        '/proc/self/environ',
        '/proc/thread-self/environ',
        '/dev/../proc/self/task/../environ',
      ];
      const all = [...paths, `/proc/${process.ppid}/environ`, '/proc/self/mem', '/proc/self/maps'];
      const { session } = await probing(
        `const said = [];
         for (const path of ${JSON.stringify(all)}) said.push(await host.read({ path }).then(() => path, (error) => error.code));
         const tasks = await host.list({ path: '/proc/self/task' }).catch((error) => error.code);
         return [new Set(said).size, ...said.slice(0, 1), tasks, typeof await host.read({ path: '/etc/passwd' })]`,
        ', read: ["/"]',
      );
      const value = [1, 'VAK7007', 'VAK7007', 'string'];
      expect(await session.call('probe', {})).toMatchObject({ ok: true, value });
    },
  );

  test('gets null for a variable that is not set, though every object has one of its name', async () => {
    const names = ['constructor', '__proto__', 'toString', 'VAK_TEST_UNSET'];
    const { session } = await probing(
      `return Promise.all(${JSON.stringify(names)}.map((name) => host.env({ name })))`,
      `, env: ${JSON.stringify(names)}`,
    );
    expect(await session.call('probe', {})).toMatchObject({ value: names.map(() => null) });
  });

  test('has as many requests as the policy says', async () => {
    const { session } = await probing(
      `for (;;) await host.env({ name: 'PATH' });`,
      ', env: ["PATH"], calls: 3',
    );
    expect(await session.call('probe', {})).toMatchObject({
      ok: false,
      refusal: { code: 'VAK7008' },
    });
  });

  test('is cut off from it when its time is over', async () => {
    let open = 0;
    const origin = await serve((request) => {
      open += 1;
      request.on('close', () => (open -= 1));
    });
    const { session } = await probing(
      `return host.fetch({ url: '${origin}/' })`,
      `, network: ["${origin}"]`,
    );
    const abort = new AbortController();
    const under = session.call('probe', {}, { signal: abort.signal });
    while (open === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    expect(await under).toMatchObject({ ok: false });
    while (open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe('the network of a tool', () => {
  const names = (addresses: Readonly<Record<string, readonly string[]>>) =>
    definePlugin({
      name: 'test/names',
      version: '1.0.0',
      api: 1,
      runs: 'process',
      provides: [Resolver],
      setup: ({ fill }) =>
        fill(Resolver, [], () => ({ resolve: async (host) => addresses[host] ?? [] })),
    });

  test('never leads to the metadata of the machine, by name or by redirect', async () => {
    const origin = await serve((_, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
    );
    const { session } = await probing(
      `const ask = (url) => host.fetch({ url }).then(() => 'reached', (error) => error.code);
       return [await ask('${origin}/'), await ask('http://meta.example/'), await ask('http://169.254.169.254/')]`,
      `, network: ["${origin}", "http://meta.example"]`,
      {
        vak: 'use "test/names" for resolver',
        options: { plugins: [names({ 'meta.example': ['169.254.169.254'] })] },
      },
    );
    const denied = ['VAK7007', 'VAK7007', 'VAK7007'];
    expect(await session.call('probe', {})).toMatchObject({ ok: true, value: denied });
  });

  test('leaves nothing of a secret on record where a redirect repeats it, wherever the text is cut', async () => {
    const origin = await serve((request, response) => {
      const key = String(request.headers.authorization);
      const location = `/${'x'.repeat(Number(request.url?.slice(4)))}${key}`;
      response.writeHead(request.url?.startsWith('/v1/') ? 302 : 200, { location }).end();
    });
    const key = 'a-very-secret-value-that-is-told';
    process.env.VAK_TEST_KEY = key;
    onTestFinished(() => void delete process.env.VAK_TEST_KEY);
    const { session, entries } = await probing(
      `for (let i = 100; i < 130; i += 1) await host.fetch({ url: '${origin}/v1/' + i })`,
      `, network: ["${origin}"]`,
      {
        vak: `secret key { from: env("VAK_TEST_KEY"), for: [probe], to: ["${origin}/v1"], as: header("Authorization", "{}") }`,
      },
    );
    expect(await session.call('probe', {})).toMatchObject({ ok: true });
    expect(JSON.stringify(askedOf(await entries()))).not.toMatch(/a-very/);
  });

  test('carries secrets that the tool never sees, and takes none out', async () => {
    const got: (string | undefined)[] = [];
    const origin = await serve((request, response) => {
      got.push(request.headers.authorization);
      response.setHeader('x-echo', String(request.headers.authorization));
      response.end(Buffer.from(String(request.headers.authorization)).toString('base64'));
    });
    const other = await serve((request, response) =>
      response.end(String(request.headers.authorization)),
    );
    process.env.VAK_TEST_KEY = 'a-very-secret-value';
    onTestFinished(() => void delete process.env.VAK_TEST_KEY);
    const { session, entries } = await probing(
      `const page = await host.fetch({ url: '${origin}/v1/a' });
       const moved = await host.fetch({ url: '${other}/', method: 'POST', body: JSON.stringify(page) });
       return { page, moved, keys: Object.keys(host) }`,
      `, network: ["${origin}", "${other}"]`,
      {
        vak: `secret key { from: env("VAK_TEST_KEY"), for: [probe], to: ["${origin}/v1"], as: header("Authorization", "Bearer {}") }`,
      },
    );
    const result = await session.call('probe', {});
    expect(result).toMatchObject({ ok: true, value: { moved: { body: 'undefined' } } });
    expect(got).toEqual(['Bearer a-very-secret-value']);
    const coded = Buffer.from('a-very-secret-value').toString('base64').slice(2, -4);
    for (const text of [JSON.stringify(result), JSON.stringify(await entries())]) {
      expect(text).not.toContain('very-secret');
      expect(text).not.toContain(coded);
    }
  });
});

describe('a tool that calls tools', () => {
  const call = (tool: string, args: string): string =>
    `host.invoke({ tool: '${tool}', args: ${args} })`;

  test('puts each call on the road, under the chain of its own', async () => {
    const { session, entries } = await probing(
      `return ${call('orders.read', "{ id: 'o1' }")}`,
      ', tools: [orders.read]',
    );
    expect(await session.call('probe', {})).toMatchObject({
      ok: true,
      value: { id: 'o1', paid: true },
    });
    const log = await entries();
    const decisions = log.filter(({ kind }) => kind === 'decision');
    expect(decisions.map(({ tool }) => tool)).toEqual(['probe', 'orders.read']);
    expect(decisions[1]).toMatchObject({
      session: session.id,
      verdict: 'permit',
      caller: { call: decisions[0]?.call, tools: ['probe'] },
    });
    const outcomes = log.filter(({ kind }) => kind === 'outcome').map(({ tool }) => tool);
    expect(outcomes).toEqual(['orders.read', 'probe']);
    expect(session.labels).toEqual(['untrusted']);
  });

  test('is refused by the same rules, for the same reasons', async () => {
    const { session } = await probing(
      `const said = [];
       const ask = (call) => call.then(() => said.push('done'), (error) => said.push(error.code + ' ' + error.message));
       await ask(${call('orders.read', "{ id: 'hidden' }")});
       await ask(${call('orders.read', '{ id: 7 }')});
       await ask(${call('orders.close', "{ id: 'o1' }")});
       await ask(${call('nothing', '{}')});
       return said`,
      ', tools: [orders.read, orders.close]',
    );
    const { value } = (await session.call('probe', {})) as unknown as { value: readonly string[] };
    expect(value.map((each) => each.slice(0, 7))).toEqual([
      'VAK6002',
      'VAK6103',
      'VAK6005',
      'VAK7007',
    ]);
    expect(value[2]).toContain('cannot wait for');
  });

  test('which call themselves end at a depth, and waste no more than one budget', async () => {
    const { session, entries } = await probing(
      `const said = [];
       for (let i = 0; i < 2; i += 1) await ${call('probe', '{ n: 1 }')}.catch((error) => said.push(error.code));
       return said`,
      ', tools: [probe], memory: 16MB',
      { vak: 'use "vak/sandbox" for sandbox { children: 12, ready: 1 }' },
    );
    const result = await session.call('probe', {});
    expect(result.ok || result.refusal?.code).toBeTruthy();
    const decided = (await entries()).filter(({ kind }) => kind === 'decision');
    expect(decided.length).toBeGreaterThan(1);
    expect(decided.length).toBeLessThanOrEqual(65);
    const deepest = Math.max(
      ...decided.map(
        ({ caller }) => (caller as { tools: unknown[] } | undefined)?.tools.length ?? 0,
      ),
    );
    expect(deepest).toBeLessThanOrEqual(7);
  }, 30_000);
});

describe('what governs a tool', () => {
  test('is not the tool’s to write: a root that holds it stops the load', async () => {
    const loading = (root: string, state?: string) =>
      probing('return 1', `, write: ["${root}"]`, {
        options: state === undefined ? {} : { state },
      });
    await expect(loading('.')).rejects.toThrow('below `.`, where the policy lies');
    const heads = (place: string) =>
      probing('return 1', ', write: ["./out"]', {
        vak: `audit { to: dir("log"), heads: [${place}] }`,
      });
    await expect(heads('file("out/head")')).rejects.toThrow('where a head of the log lies');
    await expect(
      heads('witness("https://w.example/", "w+12345678+AAAA", "out/w")'),
    ).rejects.toThrow('where a head of the log lies');
    await expect(loading('./.vak/x')).rejects.toThrow('the state of the runtime');
    const home = folder();
    mkdirSync(join(home, 'out'));
    symlinkSync(home, join(home, 'out', 'back'));
    await expect(probing('return 1', ', write: ["./out/back"]', { home })).rejects.toThrow(
      'where the policy lies',
    );
  });

  test('stays as it is when a link is put in the way later', async () => {
    const { session, home } = await probing(
      `return host.write({ path: 'out/back/policy.vak', text: 'vak 1' })`,
      ', write: ["./out"]',
    );
    symlinkSync(home, join(home, 'out', 'back'));
    expect(await session.call('probe', {})).toMatchObject({
      ok: false,
      refusal: { code: 'VAK7007' },
    });
    expect(readFileSync(join(home, 'policy.vak'), 'utf8')).toContain('rule probing');
  });
});
