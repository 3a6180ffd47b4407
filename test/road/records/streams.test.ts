import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type Delivered,
  definePlugin,
  EventSink,
  readVerifier,
  type StreamEvent,
} from '../../../src/runtime/contract/index.ts';
import { levelsFrom } from '../../../src/runtime/evidence/audit/level.ts';
import { folder, started } from '../mk.ts';

const policy = (events = ''): string => `
tool orders.read {
  effect: read
  args { id: string }
  result: string
}
tool orders.refund {
  effect: irreversible
  args { id: string }
  result: string
}
agent desk { tools: [orders.read, orders.refund] }
agent night { tools: [orders.read] }
policy desk_rules for desk, night {
  rule look { permit orders.read when args.id != "secret" }
  rule never { forbid orders.read when args.id == "secret" }
}
audit { to: dir("./audit")${events === '' ? '' : `, events: [${events}]`} }
`;
const tools = {
  'orders.read': ({ id }: { id: string }) => `order ${id}`,
  'orders.refund': () => 'x',
};

/** A sink that tests look into. */
function sinkOf(deliver: (events: readonly StreamEvent[]) => Delivered | Promise<Delivered>) {
  return definePlugin({
    name: 'test/sink',
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [EventSink],
    setup({ add }) {
      add(EventSink, [], () => ({ name: 'probe', deliver: async (events) => deliver(events) }));
    },
  });
}

const linesOf = (
  file: string,
): readonly { index: number; level: string; entry: { kind: string } }[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

async function settled(check: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !check(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(check()).toBe(true);
}

/** A receiver on loopback that answers as it is told. */
async function receiver(answer: (body: string, times: number) => number) {
  const got: { headers: IncomingHttpHeaders; body: string; status: number }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const status = answer(body, got.length);
      got.push({ headers: request.headers, body, status });
      response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

describe('subscribers in process', () => {
  test('see every entry behind their cursor, in order, exactly as it stands in the log', async () => {
    const { vak, entries } = await started(policy(), { tools });
    const session = vak.agent('desk').session({ principal: 'alice' });
    await session.call('orders.read', { id: '1' });
    const reading = vak.audit.subscribe({}, { from: 0 });
    const seen: StreamEvent[] = [];
    const done = (async () => {
      for await (const event of reading) seen.push(event);
    })();
    await session.call('orders.read', { id: 'secret' });
    await vak.stop();
    await done;
    expect(seen.map(({ entry }) => entry)).toEqual(await entries());
    expect(seen.map(({ index }) => index)).toEqual(seen.map((_, at) => at));
  });

  test('filter by agent, tool, verdict, level and rule; what an outcome does not say it inherits', async () => {
    const { vak } = await started(policy(), { tools });
    const filters = {
      agents: { agents: ['night'] },
      tools: { tools: ['orders.refund'] },
      verdicts: { verdicts: ['forbid'] },
      levels: { levels: levelsFrom('warning') },
      rules: { rules: ['desk_rules.never'] },
    };
    const found: Record<string, string[]> = {};
    const all = Object.entries(filters).map(async ([name, filter]) => {
      found[name] = [];
      for await (const { entry } of vak.audit.subscribe(filter)) {
        found[name].push(`${entry.kind} ${entry.tool ?? ''}`);
      }
    });
    const desk = vak.agent('desk').session({ principal: 'alice' });
    const night = vak.agent('night').session({ principal: 'bob' });
    await desk.call('orders.read', { id: '1' });
    await desk.call('orders.read', { id: 'secret' });
    await desk.call('orders.refund', { id: '1' });
    await night.call('orders.read', { id: '2' });
    await vak.stop();
    await Promise.all(all);
    expect(found).toEqual({
      agents: ['session ', 'decision orders.read', 'outcome orders.read'],
      tools: ['decision orders.refund'],
      verdicts: ['decision orders.read', 'decision orders.refund'],
      levels: ['decision orders.read', 'decision orders.refund'],
      rules: ['decision orders.read'],
    });
  });

  test('a slow one reads the log instead, loses nothing and slows nobody', async () => {
    const { vak } = await started(policy(), { tools });
    const slow = vak.audit.subscribe({ kinds: ['note'] })[Symbol.asyncIterator]();
    const first = slow.next();
    for (let n = 0; n < 3_000; n += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, at) => vak.audit.note(`note ${n + at}`)));
    }
    expect((await first).value?.entry.text).toBe('note 0');
    const { subscribers } = vak.audit.streams.stats();
    expect(subscribers).toMatchObject([{ delivered: 0, behind: 3_000 }]);
    const seen = ['note 0'];
    while (seen.length < 3_000) seen.push(String((await slow.next()).value?.entry.text));
    expect(seen).toEqual(Array.from({ length: 3_000 }, (_, n) => `note ${n}`));
    await slow.return();
    expect(vak.audit.streams.stats().subscribers).toEqual([]);
  });

  test('go on after a restart from where their cursor was', async () => {
    const state = folder();
    const before = await started(policy(), { tools, state });
    const reading = before.vak.audit.subscribe({ kinds: ['note'] });
    await before.vak.audit.note('one');
    await before.vak.audit.note('two');
    for await (const { entry } of reading) {
      expect(entry.text).toBe('one');
      break;
    }
    const { cursor } = reading;
    await before.vak.stop();
    const after = await started(policy(), { tools, state });
    await after.vak.audit.note('three');
    const texts: unknown[] = [];
    for await (const { entry } of after.vak.audit.subscribe(
      { kinds: ['note'] },
      { from: cursor },
    )) {
      texts.push(entry.text);
      if (entry.text === 'three') break;
    }
    expect(texts).toEqual(['one', 'two', 'three']);
  });

  test('an index that is none is the embedder’s mistake', async () => {
    const { vak } = await started(policy(), { tools });
    const mistake = expect.objectContaining({ code: 'VAK6202' });
    // The last is a cursor of another log, or of one that was cut since.
    for (const from of [-1, 0.5, Number.NaN, vak.audit.count + 1]) {
      expect(() => vak.audit.subscribe({}, { from })).toThrow(mistake);
    }
    vak.audit.subscribe({}, { from: vak.audit.count }).close();
  });
});

test('whoever asks for what there is none of is told so, and not that nothing happened', async () => {
  const { vak } = await started(policy(), { tools });
  const mistake = { code: 'VAK6202', message: expect.stringContaining('is none of') };
  for (const filter of [{ kinds: ['decisions'] }, { verdicts: ['deny'] }]) {
    expect(() => vak.audit.subscribe(filter)).toThrow(expect.objectContaining(mistake));
    await expect(vak.audit.query(filter).next()).rejects.toMatchObject(mistake);
    await expect(vak.audit.report(filter)).rejects.toMatchObject(mistake);
    await expect(
      started(policy(`stdout(${JSON.stringify(filter).replace(/"(\w+)":/g, '$1: ')})`)),
    ).rejects.toMatchObject(mistake);
  }
});

describe('places that a file names', () => {
  test('a file gets each entry once, over restarts and a line that was cut off', async () => {
    const state = folder();
    const text = policy('file("./events.jsonl")');
    const file = join(state, 'events.jsonl');
    for (let run = 0; run < 3; run += 1) {
      const { vak } = await started(text, { tools, state });
      await vak.agent('desk').session({ principal: 'alice' }).call('orders.read', { id: '1' });
      await vak.stop();
      if (run === 0) writeFileSync(file, '{"index":', { flag: 'a' });
    }
    const lines = linesOf(file);
    expect(lines.map(({ index }) => index)).toEqual(lines.map((_, at) => at));
    expect(lines.filter(({ entry }) => entry.kind === 'stop')).toHaveLength(3);
    expect(lines[0]).toMatchObject({ level: 'info', entry: { kind: 'start' } });
  });

  test('a filter says what goes there', async () => {
    const { vak, state } = await started(policy('file("./bad.jsonl", { verdicts: ["forbid"] })'), {
      tools,
    });
    const session = vak.agent('desk').session({ principal: 'alice' });
    await session.call('orders.read', { id: '1' });
    await session.call('orders.read', { id: 'secret' });
    await vak.stop();
    expect(linesOf(join(state, 'bad.jsonl'))).toMatchObject([
      { level: 'warning', entry: { verdict: 'forbid', args: { id: 'secret' } } },
    ]);
  });

  test('a webhook gets signed lines; what it was down for comes later, with the same id', async () => {
    const { got, url } = await receiver((_, times) => (times < 2 ? 503 : 200));
    const { vak, state } = await started(policy(`webhook("${url}", { kinds: ["note"] })`), {
      tools,
    });
    await vak.audit.note('look here');
    await settled(() => got.some(({ status }) => status === 200));
    await vak.stop();
    expect(got.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const { headers, body } = got.at(-1) as (typeof got)[number];
    expect(JSON.parse(body)).toMatchObject({ entry: { text: 'look here' } });
    const key = readVerifier(readFileSync(join(state, 'keys', 'events.pub'), 'utf8'));
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const [version, signature = ''] = String(headers['webhook-signature']).split(',');
    expect(version).toBe('v1a');
    const is = (text: string) => key.verify(Buffer.from(text), Buffer.from(signature, 'base64'));
    expect([is(signed), is(signed.replace('look', 'Look'))]).toEqual([true, false]);
  });

  test('what a webhook refuses for good is noted down, and the rest goes on', async () => {
    const { got, url } = await receiver((body) => (body.includes('poison') ? 422 : 200));
    const { vak, state } = await started(policy(`webhook("${url}", { kinds: ["note"] })`), {
      tools,
    });
    const receipts = await Promise.all(['a', 'poison', 'b'].map((text) => vak.audit.note(text)));
    await settled(() => got.some(({ body, status }) => status === 200 && body.includes('"b"')));
    const { faults } = await vak.health();
    await vak.stop();
    const taken = got
      .filter(({ status }) => status === 200)
      .map(({ body }) => body)
      .join('');
    expect(taken.match(/"text":"[ab]"/g)).toEqual(['"text":"a"', '"text":"b"']);
    const dead = Object.keys(faults).length;
    expect(dead).toBe(1);
    const name = readdirSync(join(state, 'events')).find((file) => file.endsWith('dead.jsonl'));
    const buried = JSON.parse(readFileSync(join(state, 'events', name ?? ''), 'utf8'));
    expect(buried).toMatchObject({
      index: receipts[1]?.index,
      because: 'the webhook answered 422',
    });
  });

  test('a plugin’s own place gets all of it in order, though it throws, lies and hangs now and then', async () => {
    const got: number[] = [];
    let turn = 0;
    const sink = sinkOf((events) => {
      turn += 1;
      if (turn === 1) throw new Error('not today');
      if (turn === 2) return { taken: events.length + 1 };
      const some = events.slice(0, Math.max(1, events.length - 1));
      got.push(...some.map(({ index }) => index));
      return { taken: some.length };
    });
    const { vak, entries } = await started(policy('probe()'), { tools, plugins: [sink] });
    const session = vak.agent('desk').session({ principal: 'alice' });
    for (let n = 0; n < 5; n += 1) {
      expect(await session.call('orders.read', { id: String(n) })).toMatchObject({ ok: true });
    }
    await settled(() => got.length >= 12);
    const { faults } = await vak.health();
    expect(faults['events probe']?.count).toBeGreaterThanOrEqual(2);
    await vak.stop();
    const all = (await entries()).map((_, at) => at).slice(0, got.length);
    expect(got).toEqual(all);
  });

  test('where a place stands is kept: a restart sends what is new, another log is sent whole', async () => {
    const state = folder();
    const runs: number[][] = [];
    const sink = () => {
      const got: number[] = [];
      runs.push(got);
      return sinkOf((events) => {
        got.push(...events.map(({ index }) => index));
        return { taken: events.length };
      });
    };
    for (let run = 0; run < 2; run += 1) {
      const { vak } = await started(policy('probe()'), { tools, state, plugins: [sink()] });
      await vak.stop();
    }
    expect(runs).toEqual([
      [0, 1],
      [2, 3],
    ]);
    const { vak } = await started(policy('probe()'), {
      tools,
      state,
      plugins: [sink()],
      audit: join(state, 'another'),
    });
    await vak.audit.note('in another log');
    await vak.stop();
    expect(runs[2]).toEqual([0, 1, 2]);
    expect(existsSync(join(state, 'events'))).toBe(true);
  });

  test('a place that nobody provides, or a filter that is none, does not start', async () => {
    await expect(started(policy('nowhere()'))).rejects.toMatchObject({ code: 'VAK5210' });
    await expect(started(policy('stdout({ verdict: ["forbid"] })'))).rejects.toMatchObject({
      code: 'VAK6202',
    });
  });

  test('a place that is named twice does not start: the one would pass for the other', async () => {
    const twice = 'file("./x.jsonl", { agents: ["desk"] }), file("./x.jsonl")';
    await expect(started(policy(twice))).rejects.toMatchObject({
      code: 'VAK6202',
      message: expect.stringContaining('names one place twice'),
    });
  });
});
