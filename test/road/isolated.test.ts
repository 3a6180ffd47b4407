import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../../src/index.ts';
import { readLog } from '../../src/runtime/evidence/log/read.ts';
import { door, packed } from './isolate-package.ts';

const source = (object: string, more = ''): string => `
import { definePlugin, GuestHost, OpinionSource, serve } from ${JSON.stringify(door)};
${more}
export default serve(definePlugin({
  name: '@acme/voice', version: '1.0.0', api: 1, runs: 'isolate', provides: [OpinionSource],
  config: { '~standard': { version: 1, vendor: 'test', validate: (value) =>
    value.tier === 7 ? { issues: [{ message: 'no tier' }] } : { value } } },
  setup({ config, add }) {
    add(OpinionSource, [GuestHost], (host) => ({ name: 'acme', object: async (call) => { ${object} } }));
  },
}));
`;

/** A package with a plugin that runs in an isolate, and a policy that uses it, loaded for real. */
async function speaking(
  object: string,
  options: {
    readonly use?: string;
    readonly more?: string;
    readonly manifest?: Readonly<Record<string, unknown>>;
    readonly tamper?: string;
  } = {},
) {
  const home = await packed(source(object, options.more), options);
  writeFileSync(
    join(home, 'desk.vak'),
    `vak 1
use "@acme/voice" for opinions ${options.use ?? ''}
context { tier: string }
tool orders.read { effect: read args { id: string } }
agent desk { tools: [orders.read] }
policy p for desk { rule read { permit orders.read } }
`,
  );
  return { home, ...(await loaded(home, object)) };
}

/** A runtime of what lies in a folder. */
async function loaded(home: string, object: string) {
  const vak = await load(join(home, 'desk.vak'), {
    tools: { 'orders.read': (_: { id: string }) => null },
    // A machine under load may take longer for a run than an opinion usually has.
    deadlines: { opinionMs: object.includes('Promise') ? 300 : 20_000 },
  });
  onTestFinished(() => vak.stop());
  const session = vak.agent('desk').session({ context: { tier: 'gold' } });
  const call = (id: string) => session.call('orders.read', { id });
  return { vak, call };
}

describe('a plugin in an isolate', { timeout: 60_000 }, () => {
  test('speaks of calls as JSON, without a grant, and never runs in the process', async () => {
    const { call } = await speaking(
      `return call.json.id === 'o2' || call.context.tier !== config.tier
         ? [{ by: 'somebody', verdict: 'forbid', because: 'Not ' + call.tool.effect + ' ' + typeof process }]
         : [];`,
      { use: '{ tier: "gold" }', more: 'globalThis.__ranHere = true;' },
    );
    expect(await call('o1')).toMatchObject({ ok: true });
    const refused = await call('o2');
    expect(refused).toMatchObject({ refusal: { because: 'Not read undefined' } });
    expect(refused.decision.opinions).toContainEqual(
      expect.objectContaining({ by: '@acme/voice', verdict: 'forbid' }),
    );
    expect(globalThis).not.toHaveProperty('__ranHere');
  });

  test.each([
    ['throws', 'throw new Error("no")'],
    ['answers with no list', 'return "fine"'],
    ['would permit', 'return [{ verdict: "permit" }]'],
    [
      'answers more than a log should keep',
      'return Array(3000).fill({ verdict: "forbid", rule: "r" })',
    ],
    ['never answers', 'await new Promise(() => {})'],
  ])('that %s forbids', async (_, object) => {
    const { call } = await speaking(object);
    expect(await call('o1')).toMatchObject({ ok: false, refusal: { code: 'VAK6106' } });
  });

  test('reaches nothing that it did not declare and was not granted', async () => {
    const ask = `try { await host.call('fetch', { url: 'https://a.example/' }); return []; }
      catch (error) { return [{ verdict: 'forbid', because: error.code }]; }`;
    const { call, vak, home } = await speaking(ask);
    expect(await call('o1')).toMatchObject({ refusal: { because: 'VAK7007' } });
    const last = 'it asked for `fetch` and is not granted that (VAK7007)';
    expect((await vak.health()).faults).toEqual({ '@acme/voice': { count: 1, last } });
    await vak.stop();
    const faults: unknown[] = [];
    for await (const { entry } of readLog(join(home, '.vak/audit'))) {
      if (entry.kind === 'fault') faults.push(entry);
    }
    expect(faults).toMatchObject([{ by: '@acme/voice', count: 1, message: last }]);
    const needs = { needs: { network: ['a.example'] } };
    await expect(speaking(ask, { manifest: needs })).rejects.toThrow('VAK5206');
    const { call: granted } = await speaking(
      ask.replace('https://a.example/', 'https://b.example/'),
      { manifest: needs, use: 'grant { network: ["a.example"] }' },
    );
    expect(await granted('o1')).toMatchObject({ refusal: { because: 'VAK7007' } });
  });

  test('is never given the key of the log, whatever it was granted', async () => {
    const ask = `const { code = 'given' } = await host.call('env', { name: 'VAK_AUDIT_KEY' }).catch((e) => e) ?? {};
      return [{ verdict: 'forbid', because: code }];`;
    const { call } = await speaking(ask, {
      manifest: { needs: { env: ['VAK_AUDIT_KEY'] } },
      use: 'grant { env: ["VAK_AUDIT_KEY"] }',
    });
    expect(await call('o1')).toMatchObject({ refusal: { because: 'VAK7007' } });
  });

  test('is refused what was taken back from it, at once, on record and after a restart', async () => {
    const ask = `const { code = 'given' } = await host.call('env', { name: 'VAK_TEST_OF_REVOKED' }).catch((e) => e) ?? {};
      return [{ verdict: 'forbid', because: code }];`;
    const needs = { env: ['VAK_TEST_OF_REVOKED', 'VAK_TEST_OTHER'] };
    const options = {
      manifest: { needs },
      use: 'grant { env: ["VAK_TEST_OF_REVOKED", "VAK_TEST_OTHER"] }',
    };
    const { vak, call, home } = await speaking(ask, options);
    expect(await call('o1')).toMatchObject({ refusal: { because: 'given' } });
    const leave = { env: ['VAK_TEST_OTHER'] };
    await vak.revoke('@acme/voice', { by: 'ops', because: 'it pries', leave });
    expect(await call('o2')).toMatchObject({ refusal: { because: 'VAK7007' } });
    await expect(
      vak.revoke('@acme/voice', { by: 'ops', leave: { env: ['HOME'] } }),
    ).rejects.toMatchObject({ code: 'VAK6202' });
    await expect(vak.revoke('@acme/other', { by: 'ops' })).rejects.toMatchObject({
      code: 'VAK6203',
    });
    expect(await vak.audit.verify()).toMatchObject({ ok: true });
    await vak.stop();
    const log: unknown[] = [];
    for await (const { entry } of readLog(join(home, '.vak/audit'))) log.push(entry);
    const revoked = { kind: 'revoked', plugin: '@acme/voice', by: 'ops', left: leave };
    expect(log).toContainEqual(expect.objectContaining(revoked));
    const again = await loaded(home, ask);
    expect(await again.call('o3')).toMatchObject({ refusal: { because: 'VAK7007' } });
  });

  test('that is other code, or another plugin, than its manifest says stops the load', async () => {
    await expect(speaking('return []', { tamper: '\n// more' })).rejects.toThrow(/VAK5203|VAK6206/);
    const other = { manifest: { version: '2.0.0' } };
    await expect(speaking('return []', other)).rejects.toThrow(/VAK5203.*\.vak:\d+:\d+\)/);
    const loud = speaking('globalThis.gone.at(0)', { more: 'throw new Error("no");' });
    await expect(loud).rejects.toThrow(/VAK5209.*\.vak:\d+:\d+\) does not run/);
    await expect(speaking('return []', { use: '{ tier: 7 }' })).rejects.toThrow('no tier');
    const slot = { manifest: { provides: ['opinions', 'audit'] } };
    await expect(speaking('return []', slot)).rejects.toThrow('VAK5206');
  });
});
