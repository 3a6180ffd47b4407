import { describe, expect, test } from 'vitest';
import { definePlugin, SecretSource } from '../../src/runtime/contract/index.ts';
import { probing, serve } from './probing.ts';

const kinds = (entries: readonly { readonly [key: string]: unknown }[]) =>
  entries.filter(({ kind }) => kind === 'revoked');

describe('vak.revoke', { timeout: 60_000 }, () => {
  test('refuses the next request of a run under way, with a code, and puts it on record', async () => {
    let revoke = async (): Promise<void> => {};
    const origin = await serve(async (_, response) => {
      await revoke();
      response.end('first');
    });
    const { vak, session, entries } = await probing(
      `const { body } = await host.fetch({ url: '${origin}/' });
       const again = await host.fetch({ url: '${origin}/' }).catch((error) => error.code);
       return [body, again]`,
      `, network: ["${origin}"]`,
    );
    revoke = () => vak.revoke('probe', { by: 'ops', because: 'it reads too much' });
    expect(await session.call('probe', {})).toMatchObject({ value: ['first', 'VAK7007'] });
    const next = await session.call('probe', {});
    expect(next).toMatchObject({ ok: false, refusal: { code: 'VAK7007' } });
    const log = await entries();
    expect(kinds(log)).toMatchObject([
      { tool: 'probe', by: 'ops', because: 'it reads too much', left: {}, plan: vak.plan },
    ]);
    const outcome = log.find(({ kind }) => kind === 'outcome');
    expect(outcome).toMatchObject({
      usage: {
        asked: [
          { call: 'fetch', times: 1 },
          { call: 'fetch', times: 1, code: 'VAK7007' },
        ],
      },
    });
  });

  test('leaves what is named, and never more than there was', async () => {
    const { vak, session } = await probing(
      `const said = [];
       for (const path of ['data/note.txt', 'more/note.txt']) said.push(await host.read({ path }).catch((e) => e.code));
       for (let i = 0; i < 3; i += 1) said.push(await host.env({ name: 'TZ_OF_NOBODY' }).catch((e) => e.code));
       return said`,
      ', read: ["./data", "./more"], env: ["TZ_OF_NOBODY"], calls: 20',
    );
    await vak.revoke('probe', {
      by: 'ops',
      leave: { read: ['./data'], env: ['TZ_OF_NOBODY'], calls: 3 },
    });
    expect(await session.call('probe', {})).toMatchObject({
      value: ['a note', 'VAK7007', null, 'VAK7008', 'VAK7008'],
    });
    await vak.revoke('probe', { by: 'ops', leave: { read: ['./data'], calls: 90 } });
    expect(await session.call('probe', { n: 1 })).toMatchObject({
      value: ['a note', 'VAK7007', 'VAK7007', 'VAK7008', 'VAK7008'],
    });
    await expect(
      vak.revoke('probe', { by: 'ops', leave: { read: ['./elsewhere'] } }),
    ).rejects.toMatchObject({ code: 'VAK6202' });
    await expect(vak.revoke('orders.read', { by: 'ops' })).rejects.toMatchObject({
      code: 'VAK6203',
    });
    await expect(vak.revoke('probe', { by: ' ' })).rejects.toMatchObject({ code: 'VAK6202' });
  });

  test('takes nothing back, and stands in no later one’s way, where `leave` is no grant', async () => {
    const { vak, session, entries } = await probing(
      `let n = 0; try { for (;; n += 1) await host.env({ name: 'LANG' }) } catch (error) { return [n, error.code] }`,
      ', env: ["LANG"], calls: 5',
    );
    for (const leave of [
      null,
      ['LANG'],
      { env: 'LANG' },
      { env: [7] },
      { env: ['LANG'], calls: Number.NaN },
      { env: ['LANG'], calls: -1 },
      { env: ['LANG'], calls: '4' },
      { env: ['LANG'], calls: 2.5 },
      { env: ['LANG'], remember: Number.POSITIVE_INFINITY },
      { environment: ['LANG'] },
    ]) {
      const refused = vak.revoke('probe', { by: 'ops', leave: leave as never });
      await expect(refused, JSON.stringify(leave)).rejects.toMatchObject({ code: 'VAK6202' });
    }
    const odd = vak.revoke('probe', { by: 'ops', because: 7n as never });
    await expect(odd).rejects.toMatchObject({ code: 'VAK6202' });
    expect(await session.call('probe', {})).toMatchObject({ value: [5, 'VAK7008'] });
    await vak.revoke('probe', { by: 'ops', leave: { env: ['LANG'], calls: 2 } });
    expect(await session.call('probe', { n: 1 })).toMatchObject({ value: [2, 'VAK7008'] });
    expect(kinds(await entries())).toMatchObject([{ left: { env: ['LANG'], calls: 2 } }]);
  });

  test('no secret is handed over behind it, though it was asked for before', async () => {
    const seen: unknown[] = [];
    const origin = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('x');
    });
    const [asked, told] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
    const vault = definePlugin({
      name: 'test/vault',
      version: '1.0.0',
      api: 1,
      runs: 'process',
      provides: [SecretSource],
      setup({ add }) {
        let reads = 0;
        // It is read at the start, for what must be blanked, and again for each use.
        const read = async (): Promise<string> => {
          reads += 1;
          if (reads === 1) return 'a-secret-of-some-length';
          asked.resolve();
          return told.promise;
        };
        add(SecretSource, [], () => ({ name: 'slow', read }));
      },
    });
    const { vak, session, entries } = await probing(
      `return host.fetch({ url: '${origin}/' }).then(() => 'sent', (error) => error.code)`,
      `, network: ["${origin}"]`,
      {
        vak: `secret key { from: slow("x"), for: [probe], to: ["${origin}/"], as: header("authorization", "{}") }`,
        options: { plugins: [vault] },
      },
    );
    const call = session.call('probe', {});
    await asked.promise;
    await vak.revoke('probe', { by: 'ops' });
    told.resolve('a-secret-of-some-length');
    expect(await call).not.toMatchObject({ value: 'sent' });
    expect(seen).toEqual([]);
    expect((await entries()).filter(({ kind }) => kind === 'lease')).toMatchObject([
      { secret: 'key', tool: 'probe', code: 'VAK7007' },
    ]);
  });

  test('takes one folder of two', async () => {
    const { vak, session } = await probing(
      `return Promise.all(['data/note.txt', 'out/x'].map((path) => host.read({ path }).catch((e) => e.code)))`,
      ', read: ["./data", "./out"]',
    );
    expect(await session.call('probe', {})).toMatchObject({ value: ['a note', 'VAK7004'] });
    await vak.revoke('probe', { by: 'ops', leave: { read: ['./out'] } });
    expect(await session.call('probe', { n: 1 })).toMatchObject({ value: ['VAK7007', 'VAK7004'] });
  });

  test('stays through a restart, until there is another policy', async () => {
    const code = `return host.read({ path: 'data/note.txt' }).catch((error) => error.code)`;
    const first = await probing(code, ', read: ["./data"]');
    await first.vak.revoke('probe', { by: 'ops' });
    expect(await first.vak.audit.verify()).toMatchObject({ ok: true, problems: [] });
    await first.vak.stop();
    const { home } = first;
    const second = await probing(code, ', read: ["./data"]', { home });
    expect(await second.session.call('probe', {})).toMatchObject({ value: 'VAK7007' });
    await second.vak.stop();
    const third = await probing(code, ', read: ["./data"], calls: 7', { home });
    expect(await third.session.call('probe', {})).toMatchObject({ value: 'a note' });
  });
});

describe('memory of a tool', { timeout: 60_000 }, () => {
  const notes = `const { n } = args;
    if (n === 1) return host.remember({ key: 'last', value: { seen: [1] } });
    if (n === 2) return host.recall({ key: 'last' });
    if (n === 3) { await host.remember({ key: 'last', value: null }); return host.recall({}); }
    return host.remember({ key: 'big', value: 'x'.repeat(2000) });`;

  test('is kept from call to call of a session, within its bytes, and belongs to that session alone', async () => {
    const { vak, session, entries } = await probing(notes, ', remember: 1KB');
    expect(await session.call('probe', { n: 2 })).toMatchObject({ ok: true, value: null });
    expect(await session.call('probe', { n: 1 })).toMatchObject({ ok: true, value: 16 });
    expect(await session.call('probe', { n: 2 })).toMatchObject({ value: { seen: [1] } });
    const other = vak.agent('desk').session({ tenant: 'other' });
    expect(await other.call('probe', { n: 2 })).toMatchObject({ ok: true, value: null });
    expect(await session.call('probe', { n: 4 })).toMatchObject({
      ok: false,
      refusal: { code: 'VAK7008' },
    });
    expect(await session.call('probe', { n: 3 })).toMatchObject({ ok: true, value: [] });
    const asked = (await entries()).flatMap(({ kind, usage }) =>
      kind === 'outcome' ? ((usage as { asked?: readonly object[] })?.asked ?? []) : [],
    );
    expect(asked).toContainEqual({ call: 'remember', what: 'last', times: 1 });
    expect(asked).toContainEqual({ call: 'remember', what: 'big', times: 1, code: 'VAK7008' });
  });

  test('is refused where the policy grants none, and once it was taken back', async () => {
    const without = await probing(notes, '');
    const refused = { ok: false, refusal: { code: 'VAK7007' } };
    expect(await without.session.call('probe', { n: 1 })).toMatchObject(refused);
    const { vak, session } = await probing(notes, ', remember: 1KB');
    await session.call('probe', { n: 1 });
    await vak.revoke('probe', { by: 'ops' });
    expect(await session.call('probe', { n: 2 })).toMatchObject(refused);
  });
});
