import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../../src/index.ts';
import { folder, started } from './mk.ts';
import { serve } from './probing.ts';

const email = 'Anna+x@mail.example';

/** Calls a tool that puts its arguments into an address, a key and an error; gives the log as text and its entries. */
async function mailing(audit: string, rule: string, sandbox = '') {
  const origin = await serve((_, response) => response.end('sent'));
  const home = folder();
  writeFileSync(
    join(home, 'mail.ts'),
    `export default async ({ email, pin, quiet }: any, host: any) => {
      await host.fetch({ url: '${origin}/to/' + email + '?' + pin });
      await host.fetch({ url: '${origin}/to/' + encodeURIComponent(email) + '/1234/' + pin });
      await host.recall({ key: email });
      if (!quiet) throw new Error('no such box as ' + email + ', ' + pin);
      return 'sent';
    };`,
  );
  writeFileSync(
    join(home, 'policy.vak'),
    `vak 1
tool mail {
  effect: egress
  args { email: string, pin: int, quiet: bool }
  run: "./mail.ts"
  sandbox: { network: ["${origin}"], remember: 1KB${sandbox} }
}
agent desk { tools: [mail] }
policy p for desk { rule mailing { permit mail ${rule} } }
audit { to: dir("./log")${audit} }`,
  );
  const vak = await load(join(home, 'policy.vak'));
  onTestFinished(() => vak.stop());
  const session = vak.agent('desk').session();
  const said = [];
  for (const quiet of [false, true]) {
    said.push(await session.call('mail', { email, pin: 12, quiet }));
  }
  const log = readFileSync(join(home, 'log/entries.jsonl'), 'utf8');
  const outcomes = log
    .split('\n')
    .filter((line) => line.includes('"kind":"outcome"'))
    .map((line) => JSON.parse(line));
  return { said, log, outcomes, vak, origin, home };
}

describe('what the code of a tool says and asks', { timeout: 30_000 }, () => {
  test.each([
    [', hide: [args.email, args.pin]', '', ''],
    ['', '\n then hide args.email from records, hide args.pin from records', ''],
    [', hide: [args.email, args.pin]', '', ', replay: exact'],
  ])('repeats no argument on record that is hidden by %j %j %j', async (audit, rule, sandbox) => {
    const { said, log, outcomes, origin } = await mailing(audit, rule, sandbox);
    expect(log).not.toMatch(/anna|%40mail/i);
    const [failed, done] = outcomes;
    expect(failed.message).toContain('no such box as [hidden], [hidden]');
    expect(done.usage.asked.map(({ what }: { what: string }) => what)).toEqual([
      `GET ${origin}/to/[hidden]`,
      `GET ${origin}/to/[hidden]/1234/[hidden]`,
      '[hidden]',
    ]);
    expect(JSON.stringify(said[0])).toContain(`no such box as ${email}, 12`);
  });

  test('leaves nothing of one where the text was cut, nor of a long one, nor of one among many', async () => {
    const origin = await serve((_, response) => response.end('sent'));
    const home = folder();
    writeFileSync(
      join(home, 'mail.ts'),
      `export default async ({ to, at }: any, host: any) => {
        for (const one of to) await host.fetch({ url: '${origin}/' + 'x'.repeat(at) + '/' + one });
      };`,
    );
    writeFileSync(
      join(home, 'policy.vak'),
      `vak 1
tool mail { effect: egress, args { to: list of string, at: int }, run: "./mail.ts", sandbox: { network: ["${origin}"], time: 5s } }
agent desk { tools: [mail] }
policy p for desk { rule mailing { permit mail } }
audit { to: dir("./log"), hide: [args.to] }`,
    );
    const vak = await load(join(home, 'policy.vak'));
    onTestFinished(() => vak.stop());
    const session = vak.agent('desk').session();
    const long = 'anna-of-a-long-name'.repeat(500);
    for (const to of [
      [email],
      [`${email}@${'b'.repeat(40)}`],
      [long],
      Array(201)
        .fill(0)
        .map((_, i) => `anna${i}`),
    ]) {
      for (const at of [10, 150, 160, 165, 170]) {
        expect(await session.call('mail', { to: to.slice(0, 300), at })).toBeTruthy();
      }
    }
    const log = readFileSync(join(home, 'log/entries.jsonl'), 'utf8');
    expect(log.match(/"what":/g)?.length).toBeGreaterThan(20);
    expect(log).not.toMatch(/anna/i);
  });

  test('lies beside the entry, to be forgotten, where an argument is sensitive', async () => {
    const { log, vak, outcomes, home } = await mailing(', sensitive: [args.email]', '');
    expect(log).not.toMatch(/anna|%40mail/i);
    expect(outcomes[0].usage.asked).toMatchObject([{ what: '[withheld]' }, {}, {}]);
    const kept = readdirSync(join(home, 'log/withheld'), { recursive: true, encoding: 'utf8' })
      .map((name) => join(home, 'log/withheld', name))
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file, 'utf8'));
    expect(kept.join()).toContain(`no such box as ${email}`);
    expect(await vak.audit.verify()).toMatchObject({ ok: true, problems: [] });
  });
});

test('what a look-up asks repeats no argument on record that is hidden, by its name or by another', async () => {
  const { vak, entries } = await started(
    `tool orders.read { effect: read, args { id: string, of: string, n: int, all: string }, result: { paid: bool } }
tool close {
  effect: write
  args { id: string, who: string, pin: int }
  lookup { order: orders.read { id: args.id, of: args.who, n: args.pin, all: "everything" } }
}
agent desk { tools: [close] }
policy p for desk { rule closing { permit close when lookup.order.paid } }
audit { to: dir("audit"), hide: [args.id, args.who, args.pin] }`,
    { tools: { 'orders.read': (_: object) => ({ paid: true }), close: (_: object) => 1 } },
  );
  const args = { id: 'o-1', who: 'anna@mail.example', pin: 7 };
  expect(await vak.agent('desk').session().call('close', args)).toMatchObject({ ok: true });
  const all = await entries();
  const of = { id: '[hidden]', of: '[hidden]', n: '[hidden]', all: 'everything' };
  expect(all.find(({ kind }) => kind === 'lookup')?.args).toEqual(of);
  expect(JSON.stringify(all)).not.toMatch(/o-1|anna/);
  expect(await vak.audit.verify()).toMatchObject({ ok: true, problems: [] });
});
