import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../../src/index.ts';
import { readLog } from '../../src/runtime/evidence/log/read.ts';
import { folder } from './mk.ts';

/** A policy whose tool `outer` runs code that calls `inner`, a function of the host. */
async function nesting(
  code: string,
  more: {
    readonly outer?: string;
    readonly when?: string;
    readonly inner?: (args: object) => unknown;
  },
) {
  const home = folder();
  const { outer = '', when = '', inner = () => 1 } = more;
  writeFileSync(
    join(home, 'outer.ts'),
    `export default async (args: any, host: any) => { ${code} };`,
  );
  writeFileSync(
    join(home, 'policy.vak'),
    `vak 1
context { role: string }
tool outer {
  effect: write
  args { key: string }
  run: "./outer.ts"
  sandbox: { tools: [inner], time: 5s }
  ${outer}
}
tool inner { effect: read, args { } }
agent desk { tools: [outer, inner] }
policy p for desk {
  rule outer { permit outer }
  rule inner { permit inner ${when} }
}`,
  );
  const vak = await load(join(home, 'policy.vak'), { tools: { inner } });
  onTestFinished(() => vak.stop());
  return vak.agent('desk');
}

describe('a call of a tool’s own code', { timeout: 30_000 }, () => {
  test('is decided in the context of the call that it comes from, not in the session’s wider one', async () => {
    const agent = await nesting(
      `return host.invoke({ tool: 'inner', args: {} }).then(() => 'done', (error) => error.code)`,
      { when: 'when context.role == "admin"' },
    );
    const session = agent.session({ context: { role: 'admin' } });
    const asGuest = { context: { role: 'guest' } };
    expect(await session.call('outer', { key: 'a' })).toMatchObject({ value: 'done' });
    expect(await session.call('inner', {}, asGuest)).toMatchObject({ ok: false });
    expect(await session.call('outer', { key: 'b' }, asGuest)).toMatchObject({ value: 'VAK6002' });
  });

  test('does not wait for calls that wait for the one that it comes from', async () => {
    const agent = await nesting(`await host.invoke({ tool: 'inner', args: {} }); return args.key`, {
      outer: 'serial by args.key',
      inner: () => new Promise((resolve) => setTimeout(resolve, 100, 1)),
    });
    const session = agent.session({ context: { role: 'admin' } });
    const both = ['a', 'a', 'b'].map((key) => session.call('outer', { key }));
    expect(await Promise.all(both)).toMatchObject([{ value: 'a' }, { value: 'a' }, { value: 'b' }]);
  });
});

test('a look-up has on record what the code of its tool asked of its host', async () => {
  const home = folder();
  writeFileSync(join(home, 'note'), 'a note');
  writeFileSync(
    join(home, 'notes.ts'),
    `export default async (args: any, host: any) => {
      await host.env({ name: 'HOME' }).catch(() => {});
      return { text: await host.read({ path: 'note' }) };
    };`,
  );
  writeFileSync(
    join(home, 'policy.vak'),
    `vak 1
tool notes { effect: read, args { }, result: { text: string }, run: "./notes.ts", sandbox: { read: ["./note"] } }
tool act {
  effect: write
  args { }
  lookup { note: notes { } }
}
agent desk { tools: [act] }
policy p for desk { rule acting { permit act when lookup.note.text == "a note" } }`,
  );
  const vak = await load(join(home, 'policy.vak'), { tools: { act: (_: object) => 1 } });
  onTestFinished(() => vak.stop());
  expect(await vak.agent('desk').session().call('act', {})).toMatchObject({ ok: true });
  const found: unknown[] = [];
  for await (const { entry } of readLog(join(home, '.vak/audit'))) {
    if (entry.kind === 'lookup') found.push(entry.usage);
  }
  expect(found).toMatchObject([
    {
      asked: [
        { call: 'env', code: 'VAK7007', times: 1 },
        { call: 'read', what: expect.stringContaining('note'), times: 1 },
      ],
    },
  ]);
});
