import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appendTo } from '../../../../src/plugins/records/events/file.ts';
import type { StreamEvent } from '../../../../src/runtime/contract/index.ts';
import { folder, started } from '../../../road/mk.ts';

const policy = `
tool orders.read { effect: read args { id: string } result: string }
agent desk { tools: [orders.read] }
policy p for desk { rule look { permit orders.read } }
audit { to: dir("./audit"), events: [file("./events.jsonl")] }
`;

/** Some calls of one start; gives what `health()` says of the file at the end. */
async function calls(state: string, count: number, startMs = 0): Promise<unknown> {
  const { vak } = await started(policy, { state, startMs, tools: { 'orders.read': () => 'x' } });
  for (let n = 0; n < count; n += 1) {
    await vak
      .agent('desk')
      .session()
      .call('orders.read', { id: `${n}` });
  }
  await vak.stop();
  return (await vak.health()).faults['events file']?.last;
}
const indicesIn = (file: string): readonly number[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).index);
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

test('a log that was begun anew loses no event to a file that holds those of the one before', async () => {
  const state = folder();
  const file = join(state, 'events.jsonl');
  expect(await calls(state, 3)).toBeUndefined();
  const before = readFileSync(file, 'utf8');
  rmSync(join(state, 'audit'), { recursive: true });
  expect(await calls(state, 1, 1_000)).toMatch('`./events.jsonl` holds events of another log');
  expect(readFileSync(file, 'utf8')).toBe(before);
  renameSync(file, `${file}.before`);
  expect(await calls(state, 1, 2_000)).toBeUndefined();
  const lines = readFileSync(join(state, 'audit', 'entries.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  expect(indicesIn(file)).toEqual(upTo(lines.length));
});

test('what is in the file is known wherever it stands, and what is not is never taken as known', async () => {
  const base = folder();
  const event = (index: number, text: string): StreamEvent => ({
    index,
    level: 'info',
    entry: { v: 1, kind: 'note', text: text.repeat(index % 7 === 0 ? 40_000 : 1 + (index % 90)) },
  });
  const all = Array.from({ length: 200 }, (_, n) => event(3 * n, 'ü'));
  for (let from = 0; from < all.length; from += 100) {
    await appendTo(base, all.slice(from, from + 100), ['kept']);
  }
  const file = join(base, 'kept');
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, `${whole}{"entry":{"kind"`);
  for (let from = 0; from < all.length; from += 7) {
    const some = all.slice(from, from + 7);
    expect(await appendTo(base, some, ['kept'])).toEqual({ taken: some.length });
    for (const odd of [event(3 * from, 'x'), event(3 * from - 1, 'ü')]) {
      await expect(appendTo(base, [odd], ['kept'])).rejects.toThrow('another log');
    }
  }
  expect(readFileSync(file, 'utf8')).toBe(whole);
  await appendTo(base, [...all.slice(-2), event(600, 'ü')], ['kept']);
  expect(indicesIn(file)).toEqual([...upTo(200), 200].map((n) => 3 * n));
});
