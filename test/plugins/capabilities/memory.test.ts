import { expect, test } from 'vitest';
import { Memory } from '../../../src/plugins/capabilities/memory.ts';
import { allowanceOf, HostDesk, type Json } from '../../../src/runtime/contract/index.ts';

const minute = 60_000;

/** A memory with a clock that is told, and a desk for a run of a tool in a session. */
function memory() {
  let now = 0;
  const kept = new Memory(() => now);
  const desk = (session: string, remember: number, tool = 'notes') => {
    const to = { kind: 'tool', name: tool, grants: { remember, calls: 5000 }, root: '/' } as const;
    const allowance = allowanceOf([kept], to);
    const host = new HostDesk(() => allowance, [], { session: { tenant: 'acme', session } });
    return (name: string, args: Json) => host.answer(name, args, AbortSignal.timeout(5000));
  };
  return { desk, wait: (ms: number) => (now += ms) };
}

test('each tool has a room of its own for each session', async () => {
  const { desk } = memory();
  await desk('s1', 100)('remember', { key: 'a', value: 1 });
  expect(await desk('s1', 100)('recall', { key: 'a' })).toEqual({ ok: true, value: 1 });
  expect(await desk('s2', 100)('recall', { key: 'a' })).toEqual({ ok: true, value: null });
  expect(await desk('s1', 100, 'other')('recall', {})).toEqual({ ok: true, value: [] });
});

test('what replaces a value counts only by what it is larger, and what was taken away not at all', async () => {
  const { desk } = memory();
  const ask = desk('s1', 10);
  expect(await ask('remember', { key: 'a', value: 'xxxxxx' })).toMatchObject({ value: 9 });
  expect(await ask('remember', { key: 'a', value: 'yyyyyyy' })).toMatchObject({ value: 10 });
  expect(await ask('remember', { key: 'b', value: 1 })).toMatchObject({ code: 'VAK7008' });
  expect(await ask('recall', { key: 'a' })).toMatchObject({ value: 'yyyyyyy' });
  expect(await ask('remember', { key: 'a', value: null })).toMatchObject({ value: 0 });
  expect(await ask('remember', { key: 'b', value: 1 })).toMatchObject({ value: 2 });
});

test('a session that nobody used for half an hour is forgotten', async () => {
  const { desk, wait } = memory();
  await desk('s1', 100)('remember', { key: 'a', value: 1 });
  wait(29 * minute);
  expect(await desk('s1', 100)('recall', { key: 'a' })).toMatchObject({ value: 1 });
  await desk('s2', 100)('remember', { key: 'a', value: 1 });
  wait(30 * minute);
  expect(await desk('s1', 100)('recall', { key: 'a' })).toMatchObject({ value: null });
});

test('keys and requests have a form, and there are only so many', async () => {
  const { desk } = memory();
  const ask = desk('s1', 1024 * 1024);
  for (const args of [{ key: '', value: 1 }, { key: 'k'.repeat(257), value: 1 }, { key: 'a' }, 7]) {
    expect(await ask('remember', args as Json)).toMatchObject({ code: 'VAK6103' });
  }
  for (let i = 0; i < 1000; i += 1) await ask('remember', { key: `k${i}`, value: i });
  expect(await ask('remember', { key: 'one more', value: 1 })).toMatchObject({ code: 'VAK7008' });
});

test('names of everything are names like others', async () => {
  const { desk } = memory();
  const ask = desk('s1', 1000);
  await ask('remember', { key: '__proto__', value: { polluted: true } });
  expect(await ask('recall', { key: '__proto__' })).toMatchObject({ value: { polluted: true } });
  expect(await ask('recall', { key: 'constructor' })).toMatchObject({ value: null });
  expect({}).not.toHaveProperty('polluted');
});

test('so many sessions are kept and no more, and asking for what is not kept takes no place', async () => {
  const { desk, wait } = memory();
  for (let i = 0; i < 10_001; i += 1) await desk(`asks${i}`, 100)('recall', {});
  for (let i = 0; i < 9_999; i += 1) await desk(`s${i}`, 100)('remember', { key: 'a', value: i });
  const [one, two] = [desk('one', 100), desk('two', 100)];
  expect(await one('remember', { key: 'a', value: 1 })).toMatchObject({ ok: true });
  expect(await two('remember', { key: 'a', value: 1 })).toMatchObject({ code: 'VAK7008' });
  expect(await one('remember', { key: 'b', value: 1 })).toMatchObject({ ok: true });
  for (const key of ['a', 'b']) await one('remember', { key, value: null });
  expect(await two('remember', { key: 'a', value: 1 })).toMatchObject({ ok: true });
  wait(31 * minute);
  expect(await one('remember', { key: 'a', value: 1 })).toMatchObject({ ok: true });
});
