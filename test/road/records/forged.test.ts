import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, type Forged, forge, found, linesIn } from './forging.ts';

/** What stands under each key anywhere: what a forger would put there. */
function poolOf(entries: readonly Forged[]): ReadonlyMap<string, Forged[]> {
  const pool = new Map<string, Forged[]>();
  for (const [holder, key] of entries.flatMap(placesIn)) {
    const known = pool.get(key);
    if (known === undefined) pool.set(key, [holder[key]]);
    else known.push(holder[key]);
  }
  return pool;
}

/** All places of an entry, as the objects that hold them with their keys. */
function placesIn(json: Forged): (readonly [Forged, string])[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.keys(json).flatMap((key) => [[json, key] as const, ...placesIn(json[key])]);
}

const at = <T>(list: readonly T[], place: number): T => list[place % list.length] as T;

/** What a forger does, by four numbers. */
type Change = readonly [what: number, where: number, place: number, by: number];

function change(forged: Forged[], change: Change, pool: ReadonlyMap<string, Forged[]>): void {
  const [what, where, place, by] = change;
  const [to, from] = [where % forged.length, place % forged.length];
  if (what === 0) forged.splice(to, 1);
  else if (what === 1) forged.splice(to, 0, structuredClone(forged[from]));
  else if (what === 2) forged.splice(to, 0, ...forged.splice(from, 1));
  else {
    const [holder, key] = at(placesIn(forged[to]), place);
    if (what === 3 && Array.isArray(holder)) holder.splice(Number(key), 1);
    else if (what === 3) delete holder[key];
    else if (what === 4) holder[key] = '[forgotten]';
    else holder[key] = structuredClone(at(pool.get(key) ?? [], by));
  }
}

const most = 1_000;
const changes = fc.array(fc.tuple(fc.nat(8), fc.nat(most), fc.nat(most), fc.nat(most)), {
  minLength: 1,
  maxLength: 6,
});

/** The entries of a day, what else may befall a call, and the same day once more. */
function befallen(log: string): readonly Forged[] {
  const told = linesIn(log);
  const { plan } = told[0];
  const { call, tool, at, ...rest } = told.findLast(({ kind }) => kind === 'outcome');
  const more = [
    { ...rest, at, call, tool, status: 'unknown' },
    { v: 1, kind: 'reconcile', at, call, outcome: 'not started' },
    { v: 1, kind: 'revoked', at, plan, tool, by: 'host', left: { tools: [] } },
    { v: 1, kind: 'lease', at, secret: 'key', tool },
    { v: 1, kind: 'rotated', at, from: 'a', to: 'b' },
  ];
  return [...told.slice(0, -1), ...more, ...told];
}

test('entries contradict one another alike, whether they are recognised by their bytes or parsed one by one', async () => {
  const log = await day();
  const entries = befallen(log);
  const pool = poolOf(entries);
  const write = (forged: readonly Forged[]): void =>
    forge(log, (all) => void all.splice(0, all.length, ...forged));
  const property = fc.asyncProperty(changes, async (made) => {
    const forged = structuredClone(entries) as Forged[];
    for (const one of made) change(forged, one, pool);
    write(forged);
    const recognised = await found(log);
    // A text beyond ASCII keeps a line from being like any other.
    write(forged.map((one) => ({ ...one, beyond: 'é' })));
    expect(await found(log)).toEqual(recognised);
  });
  await fc.assert(property, { numRuns: 100 });
}, 60_000);
