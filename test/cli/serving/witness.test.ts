import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { newSigningKey } from '../../../src/runtime/evidence/head/key.ts';
import { signNote } from '../../../src/runtime/evidence/head/note.ts';
import { checkFork, parseCheckpoint, readCosigner } from '../../../src/verify/index.ts';
import { folder, vak } from '../vak.ts';
import { Log, type RunningWitness, witness } from './witness.ts';

let one: RunningWitness;
let log: Log;
beforeEach(async () => {
  one = await witness();
  log = new Log();
  one.know('log', log.signer.text);
});

const post = async (body: string) => {
  const answer = await fetch(`${one.url}/add-checkpoint`, { method: 'POST', body });
  const type = answer.headers.get('content-type');
  return { status: answer.status, type, body: await answer.text() };
};
const body = (old: number, path: readonly string[], note: string): string =>
  [`old ${old}`, ...path, '', note].join('\n');
const submit = (old: number, size: number, history = '', from = 0) =>
  post(body(old, log.path(old, size, history, from), log.head(size, history, from)));
const kept = async (): Promise<string> =>
  (await fetch(`${one.url}/head?origin=${log.signer.name}`)).text();
const forks = (): readonly string[] =>
  readdirSync(join(one.folder, 'forks')).map((name) =>
    readFileSync(join(one.folder, 'forks', name), 'utf8'),
  );

describe('vak audit serve --witness', () => {
  test('cosigns heads that continue one another, and gives the newest to whoever asks', async () => {
    let old = 0;
    for (const size of [1, 2, 5, 8, 8, 300]) {
      const { status, body: line } = await submit(old, size);
      expect(status).toBe(200);
      const head = parseCheckpoint(`${log.head(size)}${line}`);
      const seen = head && readCosigner(one.key).check(head);
      expect(Math.abs((seen?.at ?? 0) - Date.now() / 1_000)).toBeLessThan(60);
      old = size;
    }
    const newest = await kept();
    expect(newest.startsWith(log.head(300))).toBe(true);
    expect((await fetch(`${one.url}/head?origin=other`)).status).toBe(404);
    expect(forks()).toEqual([]);
  });

  test('says what it has where it is asked about another size', async () => {
    expect(await submit(3, 4)).toEqual({ status: 409, type: 'text/x.tlog.size', body: '0\n' });
    await submit(0, 7);
    expect(await submit(0, 9)).toEqual({ status: 409, type: 'text/x.tlog.size', body: '7\n' });
    expect((await submit(7, 9)).status).toBe(200);
  });

  test('refuses another history at every size, and keeps evidence that convinces others', async () => {
    await submit(0, 6);
    const before = await kept();
    // Another entry 5, in a longer log.
    expect((await submit(6, 11, 'x', 5)).status).toBe(422);
    const [evidence = '', ...more] = forks();
    expect(more).toEqual([]);
    expect(checkFork(evidence, log.signer)).toEqual({
      origin: log.signer.name,
      older: 6,
      newer: 11,
    });
    expect(checkFork(evidence, newSigningKey('x').as(log.signer.name))).toBeUndefined();
    expect((await submit(6, 6, 'x', 5)).status).toBe(409);
    expect(forks()).toEqual([evidence]);
    expect(await kept()).toBe(before);
    // The true history goes on.
    expect((await submit(6, 11)).status).toBe(200);
  });

  test('is not led to accuse a log by a proof that is merely wrong', async () => {
    await submit(0, 6);
    const noise = ['A', 'B', 'C'].map((letter) => `${letter.repeat(42)}A=`);
    expect((await post(body(6, noise, log.head(11)))).status).toBe(422);
    expect((await post(body(6, [], log.head(11)))).status).toBe(422);
    expect((await post(body(6, noise, log.head(6)))).status).toBe(422);
    expect(forks()).toEqual([]);
  });

  test('knows only logs whose keys were put there, and no forged head', async () => {
    const other = new Log('example.com/other');
    expect((await post(body(0, [], other.head(3)))).status).toBe(404);
    const forger = new Log();
    expect((await post(body(0, [], forger.head(3)))).status).toBe(403);
    const bad = log.head(3).replace('\n3\n', '\n4\n');
    expect((await post(body(0, [], bad))).status).toBe(403);
    expect((await post(body(4, [], log.head(3)))).status).toBe(400);
    for (const odd of [
      '',
      'old',
      'old 0',
      `old 00\n\n${log.head(3)}`,
      `old -1\n\n${log.head(3)}`,
    ]) {
      expect((await post(odd)).status).toBe(400);
    }
    expect((await post('x'.repeat(600_000)).catch(() => ({ status: 413 }))).status).toBe(413);
    expect((await fetch(`${one.url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${one.url}/events`)).status).toBe(404);
    one.know('other', other.signer.text);
    expect((await post(body(0, [], other.head(3)))).status).toBe(200);
  });

  test('keeps no line that others put below a head', async () => {
    const strangers = Array.from({ length: 90 }, (_, n) => newSigningKey('x').as(`stranger/${n}`));
    const text = log.head(3).split('\n\n')[0];
    const crowded = signNote(`${text}\n`, log.signer, ...strangers);
    expect((await post(body(0, [], crowded))).status).toBe(200);
    const newest = await kept();
    expect(parseCheckpoint(newest)?.note.signatures.map(({ name }) => name)).toEqual([
      log.signer.name,
      expect.stringMatching(/^vak-witness\//),
    ]);
    expect((await submit(3, 9)).status).toBe(200);
  });

  test('cosigns one of many heads that come at once', async () => {
    await submit(0, 4);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => submit(4, 5 + (n % 2), n % 2 === 0 ? '' : 'x', 4)),
    );
    const histories = new Set(answers.flatMap(({ status }, n) => (status === 200 ? [n % 2] : [])));
    expect(histories.size).toBe(1);
  });

  test('goes on after an end where it was, with the same key', async () => {
    await submit(0, 6);
    await one.end();
    const again = await witness(one.folder);
    expect(again.key).toBe(one.key);
    one = again;
    expect((await submit(0, 9)).body).toBe('6\n');
    expect((await submit(6, 9, 'x', 2)).status).toBe(422);
    expect((await submit(6, 9)).status).toBe(200);
    const second = vak(folder(), ['audit', 'serve', '--witness', one.folder, '--port', '0']);
    expect([second.status, second.stderr]).toMatchObject([
      2,
      expect.stringContaining('another process'),
    ]);
  });

  test('wants a log or a folder, and a key that nobody else reads', () => {
    expect(vak(folder(), ['audit', 'serve']).status).toBe(2);
    const here = folder({ 'w/key': 'PRIVATE+KEY+x' });
    const read = vak(here, ['audit', 'serve', '--witness', 'w', '--port', '0']);
    expect([read.status, read.stderr]).toMatchObject([
      2,
      expect.stringContaining('others may read'),
    ]);
    expect(existsSync(join(here, 'w', 'witness.pub'))).toBe(false);
  });
});

test('what a witness has cosigned is one history, whatever it is given', async () => {
  const history = fc.record({
    size: fc.integer({ min: 0, max: 40 }),
    history: fc.constantFrom('', 'x'),
    from: fc.integer({ min: 0, max: 40 }),
    old: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
  });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 2, maxLength: 6 }), async (heads) => {
      round += 1;
      const own = new Log(`example.com/${round}`);
      one.know(String(round), own.signer.text);
      const taken: { size: number; root: string; of: (typeof heads)[number] }[] = [];
      for (const of of heads) {
        const { size, history: name, from } = of;
        const old = Math.min(of.old ?? taken.at(-1)?.size ?? 0, size);
        const note = own.head(size, name, from);
        const { status } = await post(body(old, own.path(old, size, name, from), note));
        if (status === 200) taken.push({ size, root: note.split('\n')[2] ?? '', of });
      }
      // Each is a prefix of the next: its root is that of the next one's first entries.
      for (const [at, next] of taken.slice(1).entries()) {
        const before = taken[at] as (typeof taken)[number];
        expect(before.size).toBeLessThanOrEqual(next.size);
        const { history: name, from } = next.of;
        expect(own.head(before.size, name, from).split('\n')[2]).toBe(before.root);
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);
