import { once } from 'node:events';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { writeTo } from '../../../../src/plugins/records/events/standard-out.ts';

const events = [{ index: 3, level: 'info', entry: { kind: 'note' } }] as const;

test('an output that nobody reads any more takes nothing, and does not end the process', async () => {
  const out = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  const closed = once(out, 'close').catch(() => undefined);
  out.removeAllListeners('error');
  // What no listener hears would be thrown where nobody catches it.
  await expect(writeTo(out as never, events, [])).rejects.toThrow('EPIPE');
  await closed;
  await turn();
  await turn();
  expect(out.listenerCount('error')).toBe(0);
});

test('one that is read takes whole lines, and nothing but a filter is said of it', async () => {
  const seen: string[] = [];
  const out = new Writable({
    write: (chunk, _encoding, done) => {
      seen.push(String(chunk));
      done();
    },
  });
  expect(await writeTo(out as never, events, [])).toEqual({ taken: 1 });
  expect(seen).toEqual(['{"entry":{"kind":"note"},"index":3,"level":"info"}\n']);
  await expect(writeTo(out as never, events, ['x'])).rejects.toThrow('nothing but a filter');
});
