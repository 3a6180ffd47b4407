import { describe, expect, test } from 'vitest';
import { trivialMs } from '../../../../../src/plugins/isolation/limits.ts';
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
const ended = (
  pool: Pool,
  text: string,
  more: { readonly signal?: AbortSignal; readonly keep?: string } = {},
): Promise<unknown> =>
  new Promise((settle) => {
    const asked = { act: 'run', code: codeOf(text), args: '1', exact: '', tenant: 'a' } as const;
    const bounds = { timeMs: 50_000, memoryBytes: 64 * 1024 * 1024 };
    new Errand({ ...asked, ...bounds, ...more }, pool, settle).start();
  });

describe('callers of one kept guest', () => {
  const keep = 'k';
  /** How many of so many callers are placed at each child, where calls take so long. */
  async function placed(callers: number, usualMs: number): Promise<readonly number[]> {
    const children: Child[] = [];
    const spawn = async (): Promise<Child> => {
      const child = await Child.start({});
      children.push(child);
      return child;
    };
    const pool = new Pool(spawn, { least: 2, most: 2, callsPerChild: 1000, tenants: 'shared' });
    await pool.start();
    await ended(pool, 'export default (x) => x;', { keep });
    // How quick a call is here is the machine's affair.
    for (const child of children) child.usualMs = usualMs;
    for (let n = 0; n < callers; n += 1) {
      const asked = { tenant: 'a', timeMs: 1000, keep };
      pool.take({ asked, placed: () => undefined } as unknown as Errand);
    }
    const at = children.map(({ lent }) => lent);
    for (const child of children) while (child.lent > 0) pool.give(child);
    await pool.stop();
    return at.sort((a, b) => b - a);
  }

  test('are served together where its calls are trivial, up to a number', async () => {
    expect(await placed(16, trivialMs / 2)).toEqual([16, 0]);
    expect(await placed(20, trivialMs / 2)).toEqual([16, 4]);
    expect(await placed(40, trivialMs / 2)).toEqual([20, 20]);
  });

  test('are spread over children where they are not', async () => {
    expect(await placed(6, trivialMs * 2)).toEqual([3, 3]);
  });
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
    const { signal } = cut;
    const spinning = ended(pool, 'export default () => { for (;;); };', { signal });
    cut.abort();
    await spinning;
    const next = await ended(pool, 'export default (x) => x;');
    expect(next).toMatchObject({ reply: { answer: { end: 'value', json: '1' } } });
  }
  expect(seen).toEqual([0, 0, 0, 0]);
  await pool.stop();
});
