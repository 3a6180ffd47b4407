import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decideBy } from '../../../src/replay/decide-by.ts';
import { replayLog } from '../../../src/runtime/evidence/replay/replay-log.ts';
import { started } from '../mk.ts';

const policy = `
context { level: int }
tool notes.keep {
  effect: write
  args { count: int?, share: decimal?, free: json?, names: list of string? }
  result: string
}
agent desk { tools: [notes.keep] }
policy p for desk { rule keep { permit notes.keep } }
`;

const nested = (depth: number): unknown => (depth === 0 ? 'x' : { n: nested(depth - 1) });
// biome-ignore lint/suspicious/noExplicitAny: what a model makes up fits no type
const madeUp = (value: unknown): any => value;
class Odd {
  readonly count = 1;
}

/** What a model, or the program that reads its JSON, may come up with. */
const refused: readonly [string, unknown, 'yes' | 'cannot'][] = [
  ['a number beyond all, as JSON reads 1e999', JSON.parse('{"share":1e999}'), 'cannot'],
  ['a number beyond all in a list', { names: ['a', Number.POSITIVE_INFINITY] }, 'cannot'],
  ['what is no number', { count: Number.NaN }, 'cannot'],
  ['a number that is not exact', { count: 2 ** 53 + 2 }, 'yes'],
  ['nothing in a list', { names: [undefined] }, 'cannot'],
  ['a hole in a list', { names: new Array(2) }, 'cannot'],
  ['nothing at all', undefined, 'cannot'],
  ['a function', { count: () => 1 }, 'cannot'],
  ['an object of a class', { free: { odd: new Odd() } }, 'cannot'],
  ['a date', { count: new Date(0) }, 'cannot'],
  ['what says itself what it is in JSON', { count: { toJSON: () => 7 } }, 'cannot'],
  ['two fields that are unknown, out of their order', { zeta: 1, alpha: 2 }, 'yes'],
  ['two that are too deep, out of their order', { free: { z: nested(70), a: nested(70) } }, 'yes'],
  ['a text where a record should be', 'hello', 'yes'],
  ['a text as the log writes what is no JSON', '[not JSON]', 'cannot'],
  ['a list where a record should be', [1], 'yes'],
  ['no object', null, 'yes'],
  ['a field of every object', JSON.parse('{"__proto__":{"a":1},"constructor":1}'), 'yes'],
];

test.each(
  refused,
)('a call that was refused for %s comes out no other way', async (_, args, same) => {
  const { vak, state } = await started(policy, { tools: { 'notes.keep': () => 'kept' } });
  const refusal = await vak.agent('desk').session().call('notes.keep', madeUp(args));
  expect(refusal).toMatchObject({ ok: false, refusal: { code: 'VAK6103' } });
  await vak.stop();
  const found: unknown[] = [];
  for await (const one of replayLog(join(state, 'audit'), decideBy)) found.push(one);
  expect(found).toMatchObject([{ same }]);
});

test('nor does one that was refused for a context that is no JSON', async () => {
  const { vak, state } = await started(policy, { tools: { 'notes.keep': () => 'kept' } });
  const session = vak.agent('desk').session({ context: { level: Number.NaN } });
  expect(await session.call('notes.keep', {})).toMatchObject({ refusal: { code: 'VAK6103' } });
  await vak.stop();
  const found: unknown[] = [];
  for await (const one of replayLog(join(state, 'audit'), decideBy)) found.push(one);
  expect(found).toMatchObject([{ same: 'cannot', missing: ['its context is [not JSON]'] }]);
});
