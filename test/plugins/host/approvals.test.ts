import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import hostPlugin from '../../../src/plugins/host/host-approvals.ts';
import { terminalApprovals } from '../../../src/plugins/host/terminal-approvals.ts';
import { ApprovalChannel, type Card, HostSide } from '../../../src/runtime/contract/index.ts';
import { given, wire } from '../../../src/runtime/testing/conformance/harness.ts';

const card: Card = {
  ticket: 'tk-1',
  approvers: 'leads',
  count: 2,
  agent: 'support_desk',
  tenant: 'acme',
  principal: 'mallory',
  tool: 'payments.refund',
  effect: 'irreversible',
  args: [{ name: 'amount', text: '"50.00 EUR"' }],
  lookups: {},
  labels: [],
  because: ['large refunds are looked at'],
  expires: 0,
};
const never = new AbortController().signal;

const host: HostSide = {
  tools: {},
  approve: undefined,
  authorize: undefined,
  state: '',
  base: '',
  audit: undefined,
};
const hostChannel = async (approve: HostSide['approve']): Promise<ApprovalChannel> =>
  (await wire(hostPlugin, [given(HostSide, { ...host, approve })])).get(ApprovalChannel);

describe('the channel `host`', () => {
  test("hands the card and the signal to the embedder's function and returns its answer", async () => {
    const seen: unknown[] = [];
    const channel = await hostChannel(async (...args) => {
      seen.push(args);
      return { by: 'alice', answer: 'grant' };
    });
    expect(channel.name).toBe('host');
    expect(await channel.ask(card, [], never)).toEqual({ by: 'alice', answer: 'grant' });
    expect(seen).toEqual([[card, never]]);
  });

  test('leaves the question open when the embedder gave no function', async () => {
    expect(await (await hostChannel(undefined)).ask(card, [], never)).toBeUndefined();
  });

  test('passes on what the function throws', async () => {
    const channel = await hostChannel(() => {
      throw new Error('pager is down');
    });
    await expect(channel.ask(card, [], never)).rejects.toThrow('pager is down');
  });
});

/** A terminal whose output can be read and whose input can be typed. */
async function terminal({ isTTY = true } = {}) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk) => {
    shown += chunk;
  });
  const wired = await wire(terminalApprovals({ input, output, user: 'operator' }));
  const shows = async (text: string): Promise<void> => {
    while (!shown.includes(text)) await new Promise((resolve) => setImmediate(resolve));
  };
  return { channel: wired.get(ApprovalChannel), input, shows, shown: () => shown };
}

describe('the channel `terminal`', () => {
  test('shows the card and takes the word that is typed, for the user of the process', async () => {
    const { channel, input, shows, shown } = await terminal();
    const answer = channel.ask(card, [], never);
    await shows('as operator?');
    expect(shown()).toContain('approval by 2 of leads until 1970-01-01T00:00:00.000Z');
    expect(shown()).toContain('support_desk wants payments.refund (irreversible)');
    expect(shown()).toContain('amount: "50.00 EUR"');
    expect(shown()).toContain('because large refunds are looked at');
    input.write('grant\n');
    expect(await answer).toEqual({ by: 'operator', answer: 'grant' });
  });

  test('answers under the name that `ask: terminal("…")` gives', async () => {
    const { channel, input } = await terminal();
    const answer = channel.ask(card, ['alice'], never);
    input.write('deny\n');
    expect(await answer).toEqual({ by: 'alice', answer: 'deny' });
  });

  test('asks again until a line says grant or deny', async () => {
    const { channel, input, shown } = await terminal();
    const answer = channel.ask(card, [], never);
    for (const [count, line] of ['yes\n', '\n', ' GRANT \n'].entries()) {
      while (shown().split('grant or deny').length - 1 <= count) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      input.write(line);
    }
    expect(await answer).toEqual({ by: 'operator', answer: 'grant' });
  });

  test('puts one question at a time', async () => {
    const { channel, input, shows, shown } = await terminal();
    const first = channel.ask({ ...card, ticket: 'first' }, [], never);
    const second = channel.ask({ ...card, ticket: 'second' }, [], never);
    await shows('ticket first');
    expect(shown()).not.toContain('ticket second');
    input.write('deny\n');
    expect((await first)?.answer).toBe('deny');
    await shows('ticket second');
    input.write('grant\n');
    expect((await second)?.answer).toBe('grant');
  });

  test('leaves the question open without a terminal, and shows nothing', async () => {
    const { channel, shown } = await terminal({ isTTY: false });
    expect(await channel.ask(card, [], never)).toBeUndefined();
    channel.notify?.('leads', 'a refund was made');
    expect(shown()).toBe('');
  });

  test('leaves the question open when the input ends or the signal aborts', async () => {
    const ended = await terminal();
    const answer = ended.channel.ask(card, [], never);
    await ended.shows('as operator?');
    ended.input.end();
    expect(await answer).toBeUndefined();

    const aborted = await terminal();
    const abort = new AbortController();
    const other = aborted.channel.ask(card, [], abort.signal);
    await aborted.shows('as operator?');
    abort.abort();
    expect(await other).toBeUndefined();
  });

  test('lets nothing in a card move the cursor or turn the text around', async () => {
    const { channel, input, shows, shown } = await terminal();
    const text = 'a\u001b[2Jb\nticket forged\u202e';
    const answer = channel.ask({ ...card, args: [{ name: 'note', text }] }, [], never);
    await shows('as operator?');
    expect(shown()).toContain('note: a\\u{1b}[2Jb\\u{a}ticket forged\\u{202e}');
    expect(shown()).not.toContain('\u001b');
    input.write('deny\n');
    await answer;
  });

  test('shows notices', async () => {
    const { channel, shows } = await terminal();
    channel.notify?.('leads', 'a refund was made');
    await shows('[leads] a refund was made');
  });
});
