import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replayShare, replayWhole, type WholeReplay, workOn } from '../../src/replay/whole-log.ts';
import { load } from '../../src/vak.ts';

const policy = `vak 1
tool orders.read { effect: read args { id: string, note: string } result: string }
agent desk { tools: [orders.read] }
policy p for desk {
  rule look { permit orders.read when args.id != "o-3" }
}
`;

let base = '';
const lines: string[] = [];

/** A log of so many bytes beside the same plans: the same calls again and again, some of them changed. */
function logOf(name: string, bytes: number, change: (line: string, at: number) => string): string {
  const folder = join(base, name);
  cpSync(join(base, 'audit', 'plans'), join(folder, 'plans'), { recursive: true });
  let [written, at] = [0, 0];
  while (written < bytes) {
    const text = lines.map((line) => `${change(line, at++)}\n`).join('');
    written += Buffer.byteLength(text);
    appendFileSync(join(folder, 'entries.jsonl'), text);
  }
  return folder;
}

/** Every thousandth decision says that it came out otherwise. */
const altered = (line: string, at: number): string =>
  at % 1_000 < lines.length ? line.replace(/"verdict":"permit"}$/, '"verdict":"forbid"}') : line;

/** What the shares of so many readers come to. */
async function shared(folder: string, of: number): Promise<WholeReplay['counts']> {
  const counts = { yes: 0, no: 0, cannot: 0 };
  const work = workOn(folder, 1e9);
  for (const share of await Promise.all(Array.from({ length: of }, () => replayShare(work)))) {
    for (const key of ['yes', 'no', 'cannot'] as const) counts[key] += share.counts[key];
  }
  return counts;
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vak-replay-'));
  writeFileSync(join(base, 'desk.vak'), policy);
  const audit = join(base, 'audit');
  const vak = await load(join(base, 'desk.vak'), {
    audit,
    tools: { 'orders.read': (_: { id: string; note: string }) => 'ok' },
  });
  const session = vak.agent('desk').session({ principal: 'p' });
  for (let n = 0; n < 8; n += 1) {
    await session.call('orders.read', { id: `o-${n}`, note: 'x'.repeat(400) });
  }
  await vak.stop();
  lines.push(...readFileSync(join(audit, 'entries.jsonl'), 'utf8').split('\n').slice(0, -1));
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

test('the shares of several readers come to what one reader finds', async () => {
  const folder = logOf('short', 3_000_000, altered);
  const { counts, changed } = await replayWhole(folder);
  expect(counts.cannot).toBe(0);
  expect(counts.no).toBeGreaterThan(5);
  expect(changed).toHaveLength(counts.no);
  for (const of of [1, 2, 3]) expect(await shared(folder, of)).toEqual(counts);
});

test('a long log is replayed in threads, and what was changed is named in its order', async () => {
  const folder = logOf('long', 17_000_000, altered);
  const { counts, changed } = await replayWhole(folder);
  expect(counts).toEqual(await shared(folder, 1));
  const indices = changed.map(({ index }) => index);
  expect(indices).toEqual([...indices].sort((a, b) => a - b));
  expect(changed[0]?.differences).toContainEqual({
    part: 'verdict',
    before: 'forbid',
    after: 'permit',
  });
}, 60_000);

test('what this thread is busy with meanwhile is not waited for, and changes nothing', async () => {
  const folder = logOf('busy', 17_000_000, altered);
  const alone = await replayWhole(folder);
  const never = () => new Promise(() => undefined);
  const failed = () => Promise.reject(new Error('it failed'));
  for (const busy of [never, () => Promise.resolve(), failed]) {
    expect(await replayWhole(folder, busy())).toEqual(alone);
  }
}, 60_000);

test('arguments that are not those that were hashed are told, though all else is as it was', async () => {
  const tampered = (line: string, at: number): string =>
    at >= lines.length ? line.replace('"args":{"id":"o-5"', '"args":{"id":"o-6"') : line;
  const folder = logOf('tampered', 60_000, tampered);
  const { counts, changed } = await replayWhole(folder);
  expect(counts.no).toBeGreaterThan(1);
  expect(counts).toEqual({ yes: counts.no * 7 + 8, no: counts.no, cannot: 0 });
  for (const { differences } of changed) expect(differences).toMatchObject([{ part: 'args' }]);
});

test('a line that is no entry is named whoever meets it', async () => {
  const folder = logOf('broken', 17_000_000, (line, at) => (at === 5_000 ? '{"a": 1}' : line));
  await expect(replayWhole(folder)).rejects.toMatchObject({
    code: 'VAK6108',
    message: expect.stringContaining('entry 5000 of'),
  });
}, 60_000);

test('a folder without a log is told', async () => {
  await expect(replayWhole(join(base, 'none'))).rejects.toMatchObject({ code: 'VAK6111' });
});
