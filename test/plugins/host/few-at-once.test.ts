import { expect, test } from 'vitest';
import { fewAtOnce } from '../../../src/plugins/host/few-at-once.ts';

/** Names that are asked for and answered by hand. */
function names(most: number) {
  const asked: string[] = [];
  const answers = new Map<string, PromiseWithResolvers<readonly string[]>>();
  const resolve = fewAtOnce(most, (host) => {
    asked.push(host);
    const answer = Promise.withResolvers<readonly string[]>();
    answers.set(host, answer);
    return answer.promise;
  });
  const answer = async (host: string, ...addresses: string[]): Promise<void> => {
    answers.get(host)?.resolve(addresses);
    await new Promise((done) => setImmediate(done));
  };
  return { asked, answers, answer, resolve };
}
const { signal } = new AbortController();

test('a silent name server holds up no more than a few questions, and one for each name', async () => {
  const { asked, answer, resolve } = names(2);
  const all = ['a', 'a', 'b', 'a', 'c', 'd', 'c'].map((host) => resolve(host, signal));
  expect(asked).toEqual(['a', 'b']);
  await answer('a', '192.0.2.1');
  expect(asked).toEqual(['a', 'b', 'c']);
  await answer('b');
  await answer('c', '192.0.2.3');
  await answer('d', '192.0.2.4');
  expect(asked).toEqual(['a', 'b', 'c', 'd']);
  const [a, b, c, d] = [['192.0.2.1'], [], ['192.0.2.3'], ['192.0.2.4']];
  expect(await Promise.all(all)).toEqual([a, a, b, a, c, d, c]);
});

test('a name is asked for again once it was answered, or could not be', async () => {
  const { asked, answer, answers, resolve } = names(1);
  const first = resolve('a', signal);
  answers.get('a')?.reject(new Error('no such name'));
  await expect(first).rejects.toThrow('no such name');
  const again = resolve('a', signal);
  await answer('a', '192.0.2.1');
  expect(await again).toEqual(['192.0.2.1']);
  expect(asked).toEqual(['a', 'a']);
});

test('who gives up waits no longer, and what nobody waits for is not asked', async () => {
  const { asked, answer, resolve } = names(1);
  const abort = new AbortController();
  const [a, b, c] = [
    resolve('a', abort.signal),
    resolve('b', abort.signal),
    resolve('c', signal),
  ] as const;
  abort.abort(new Error('over'));
  await expect(a).rejects.toThrow('over');
  await expect(b).rejects.toThrow('over');
  await expect(resolve('d', abort.signal)).rejects.toThrow('over');
  await answer('a');
  expect(asked).toEqual(['a', 'c']);
  await answer('c', '192.0.2.3');
  expect(await c).toEqual(['192.0.2.3']);
});
