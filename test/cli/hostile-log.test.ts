import { hash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { dispatch } from '../../src/cli/dispatch.ts';
import { canonicalJson, type EntryJson, type Json } from '../../src/runtime/contract/index.ts';
import { folder, vak } from './vak.ts';
import { context, lowPart, workshop } from './workshop.ts';

/** A log with look-ups, an approval, a limit that was reached, withheld and hidden values, and what models make up. */
function rich(): string {
  const sensitive = 'audit { to: dir("./audit"), sensitive: [context.worker.name] }';
  const text = (workshop['workshop.vak'] ?? '').replace('audit { to: dir("./audit") }', sensitive);
  const home = folder({ ...workshop, 'workshop.vak': text });
  const order = (total: string) => ({ tool: 'parts.order', args: { id: 'p_1', amount: 1, total } });
  const script = {
    agent: 'helper',
    session: 'a',
    context,
    approvals: 'grant',
    results: { 'parts.find': lowPart, 'parts.order': { order: 'o_1' } },
    calls: [
      { tool: 'parts.find', args: { id: 'p_1' } },
      ...['20 EUR', '200 EUR', '20 EUR', '20 EUR'].map(order),
      { tool: 'made.up\u001b[2J', args: {} },
      { tool: 'parts.find', args: { id: 7 } },
    ],
  };
  writeFileSync(join(home, 's.json'), JSON.stringify(script));
  const ended = vak(home, ['run', 'workshop.vak', '--script', 's.json']);
  if (ended.status !== 0) throw new Error(ended.stderr);
  return home;
}

let home = '';
let entries: readonly EntryJson[] = [];
beforeAll(() => {
  home = rich();
  const text = readFileSync(join(home, 'audit', 'entries.jsonl'), 'utf8');
  entries = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as EntryJson);
});

type Path = readonly (string | number)[];
const pathsIn = (json: Json, at: Path = []): readonly Path[] =>
  typeof json !== 'object' || json === null
    ? [at]
    : [at, ...Object.entries(json).flatMap(([key, value]) => pathsIn(value, [...at, key]))];
function put(json: Json, [key, ...rest]: Path, value: Json): Json {
  if (key === undefined) return value;
  const copy = (Array.isArray(json) ? [...json] : { ...(json as object) }) as Record<string, Json>;
  copy[key] = put(copy[key] ?? null, rest, value);
  return copy as Json;
}

const odd: readonly Json[] = [
  null,
  0,
  -1,
  1e21,
  '',
  '\u001b[2J\u202e\u009b',
  [],
  {},
  [null],
  true,
  '__proto__',
];

/** Runs a command here and gives all that it would show. */
async function shown(argv: readonly string[]): Promise<string> {
  let text = '';
  const add = (more: string): void => {
    text += more;
  };
  const exit = await dispatch(argv, {
    out: add,
    err: add,
    closed: false,
    colour: false,
    terminal: false,
  });
  expect([0, 1, 2]).toContain(exit);
  return text;
}

/** A ticket's fact that is named as what every object has. */
const inherited = (): [{ at: number; path: Path; value: Json }][] => {
  const at = entries.findIndex(({ kind }) => kind === 'ticket');
  return ['__proto__', 'constructor', 'toString'].map((value) => [
    { at, path: ['fact', 'fact'], value },
  ]);
};

describe('a log whose owner wrote into it whatever he liked', () => {
  test('is read, replayed and reported without a fault, and reaches the terminal as text', async () => {
    const dir = join(folder(), 'audit');
    cpSync(join(home, 'audit'), dir, { recursive: true });
    const policy = join(home, 'workshop.vak');
    const change = fc.nat({ max: entries.length - 1 }).chain((at) =>
      fc.record({
        at: fc.constant(at),
        path: fc.constantFrom(...pathsIn(entries[at] as Json).slice(1)),
        value: fc.constantFrom(...odd),
      }),
    );
    await fc.assert(
      fc.asyncProperty(change, async ({ at, path, value }) => {
        const lines = entries.map((entry, n) =>
          canonicalJson(n === at ? put(entry, path, value) : entry),
        );
        writeFileSync(join(dir, 'entries.jsonl'), `${lines.join('\n')}\n`);
        rmSync(join(dir, 'index.db'), { force: true });
        for (const argv of [
          ['audit', 'show', dir],
          ['audit', 'report', dir],
          ['audit', 'verify', dir],
          ['audit', 'state', dir, '--session', 'a'],
          ['replay', dir],
          ['replay', dir, '--policy', policy],
          ['replay', dir, '--observed'],
          ['why', dir, String(at)],
        ]) {
          const text = await shown(argv);
          expect(text).not.toContain('a fault of vak');
          expect(/[^\n\P{Cc}]|\p{Cf}/u.exec(text)).toBeNull();
        }
      }),
      { numRuns: 100, examples: inherited() },
    );
  }, 180_000);

  test('is read and replayed without a fault under whatever plan lies beside it', async () => {
    const dir = join(folder(), 'audit');
    cpSync(join(home, 'audit'), dir, { recursive: true });
    const digest = String(entries[0]?.whole);
    const file = (of: string): string => join(dir, 'plans', `${of.slice('sha256:'.length)}.json`);
    const plan = JSON.parse(readFileSync(file(digest), 'utf8')) as Json;
    const change = fc.record({
      path: fc.constantFrom(...pathsIn(plan)),
      value: fc.constantFrom(...odd),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ path, value }) => {
        const text = JSON.stringify(put(plan, path, value));
        const other = `sha256:${hash('sha256', text)}`;
        writeFileSync(file(other), text);
        const lines = entries.map(({ whole: _, ...entry }) =>
          canonicalJson('plan' in entry ? { ...entry, plan: other } : entry),
        );
        writeFileSync(join(dir, 'entries.jsonl'), `${lines.join('\n')}\n`);
        for (const argv of [
          ['replay', dir],
          ['why', dir, '2'],
          ['why', dir, '5'],
          ['audit', 'verify', dir],
        ]) {
          const said = await shown(argv);
          expect(said).not.toContain('a fault of vak');
          expect(/[^\n\P{Cc}]|\p{Cf}/u.exec(said)).toBeNull();
        }
      }),
      { numRuns: 60 },
    );
  }, 180_000);

  test('says of an entry without form what it is, and goes on with the others', async () => {
    const dir = join(folder(), 'audit');
    cpSync(join(home, 'audit'), dir, { recursive: true });
    const at = entries.findIndex(({ kind }) => kind === 'decision');
    const lines = entries.map((entry, n) =>
      canonicalJson(n === at ? { ...entry, opinions: 'all fine' } : entry),
    );
    writeFileSync(join(dir, 'entries.jsonl'), `${lines.join('\n')}\n`);
    const said = JSON.parse(await shown(['replay', dir, '--json']));
    const problem = 'it has not the form of an entry of kind `decision`';
    expect(said).toMatchObject({ ok: false, missing: [{ index: at, missing: [problem] }] });
    expect(said.contradictions).toContainEqual({ index: at, problem });
    expect((await shown(['audit', 'show', dir])).split('\n').length).toBeGreaterThan(
      entries.length,
    );
  });
});
