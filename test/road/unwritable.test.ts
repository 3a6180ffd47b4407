import { describe, expect, test } from 'vitest';
import { probing } from './probing.ts';

const half = '"a\\ud800b"';

describe('text that is no Unicode keeps nothing out of the log', { timeout: 120_000 }, () => {
  test.each([
    ['an error', `throw new Error(${half})`, 'VAK7004'],
    ['what is thrown', `throw ${half}`, 'VAK7004'],
    ['the name of a request', `return host.call(${half}, 1)`, 'VAK7007'],
    ['what a request is for', `await host.env({ name: ${half} })`, 'VAK7007'],
    [
      'an error cut within a character',
      `throw new Error('x' + '\u{1f600}'.repeat(9000))`,
      'VAK7004',
    ],
  ])('%s', async (_, code, expected) => {
    for (const exact of ['', ', replay: exact']) {
      const sandbox = `, env: ["TZ"]${exact}`;
      const { session, entries, vak } = await probing(
        `await host.env({ name: 'TZ' }); ${code}`,
        sandbox,
      );
      const result = await session.call('probe', {});
      expect(result).toMatchObject({ ok: false, refusal: { code: expected } });
      const outcome = (await entries()).find(({ kind }) => kind === 'outcome');
      expect(outcome).toMatchObject({
        status: 'failed',
        code: expected,
        usage: { asked: expect.arrayContaining([{ call: 'env', what: 'TZ', times: 1 }]) },
      });
      expect(String(outcome?.message).isWellFormed()).toBe(true);
      await vak.stop();
    }
  });

  test('of a function of the host, whose error is told all the same', async () => {
    const { vak, entries } = await probing('return 1', '', {
      options: {
        tools: {
          'orders.read': () => {
            throw new Error('a\ud800b');
          },
          'orders.close': () => null,
        },
      },
    });
    const result = await vak.agent('desk').session().call('orders.read', { id: '1' });
    expect(result).toMatchObject({ ok: false });
    const outcome = (await entries()).find(({ kind }) => kind === 'outcome');
    expect(outcome).toMatchObject({ tool: 'orders.read', status: 'failed' });
  });
});
