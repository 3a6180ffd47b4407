import { expect, test } from 'vitest';
import { Child } from '../../../../../src/plugins/isolation/process/child.ts';
import { Errand } from '../../../../../src/plugins/isolation/process/errand.ts';
import { Pool } from '../../../../../src/plugins/isolation/process/pool/pool.ts';

const codeOf = (text: string) => ({
  tool: 't',
  file: 't.js',
  text,
  digest: `sha256:${text.length}`,
});

/** Hands one call of such a code to the pool; resolves when it has ended, however it did. */
const ended = (pool: Pool, text: string, signal?: AbortSignal): Promise<unknown> =>
  new Promise((settle) => {
    const asked = { act: 'run', code: codeOf(text), args: '1', exact: '', tenant: 'a' } as const;
    const bounds = { timeMs: 50_000, memoryBytes: 64 * 1024 * 1024 };
    new Errand({ ...asked, ...bounds, signal }, pool, settle).start();
  });

test('a process that is ending takes a place until it is gone', async () => {
  const there = new Set<Child>();
  const seen: number[] = [];
  const spawn = async (): Promise<Child> => {
    seen.push(there.size);
    const child = await Child.start({});
    there.add(child);
    void child.gone.then(() => there.delete(child));
    return child;
  };
  const pool = new Pool(spawn, { least: 1, most: 1, callsPerChild: 1000, tenants: 'shared' });
  await pool.start();
  for (let round = 0; round < 3; round += 1) {
    // One that is ended while it runs is over at once, and its process a little later.
    const cut = new AbortController();
    const spinning = ended(pool, 'export default () => { for (;;); };', cut.signal);
    cut.abort();
    await spinning;
    const next = await ended(pool, 'export default (x) => x;');
    expect(next).toMatchObject({ reply: { answer: { end: 'value', json: '1' } } });
  }
  expect(seen).toEqual([0, 0, 0, 0]);
  await pool.stop();
});
