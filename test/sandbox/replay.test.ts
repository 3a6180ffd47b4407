import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalJson } from '../../src/dsl/plan/canonical.ts';
import { TieredSandbox } from '../../src/plugins/isolation/index.ts';
import type {
  ExactRun,
  HostCalls,
  Json,
  Outcome,
  RecordedCall,
  SandboxJob,
} from '../../src/runtime/contract/index.ts';
import { seeded } from '../../src/runtime/testing/seeded.ts';

const sandbox = new TieredSandbox({ most: 2, least: 2 });
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());

const text = `export default async ({ plan }, host) => {
  const seen = [];
  for (const step of plan) {
    if (step.kind === 'one') seen.push(JSON.stringify(await host.echo({ n: step.n, r: Math.random(), at: Date.now() })));
    if (step.kind === 'many') {
      const all = Array.from({ length: step.n }, (_, i) => host.echo([i, Math.random()]));
      seen.push(await Promise.all(all));
    }
    if (step.kind === 'race') seen.push(await Promise.race([host.echo('a'), host.echo('b')]));
    if (step.kind === 'refused') seen.push(await host.refuse(step.n).catch((error) => error.code + error.message));
    if (step.kind === 'absent') seen.push(await host.call('absent', step.n).catch((error) => error.code));
    if (step.kind === 'clock') seen.push([new Date().toString(), new Intl.NumberFormat('de').format(step.n / 7)]);
    if (step.kind === 'throw') throw new Error('at ' + Math.random());
  }
  return seen;
};`;
const kinds = ['one', 'one', 'many', 'race', 'refused', 'absent', 'clock'];

/** A host whose answers nobody can foretell, and which answers when it likes. */
const fickle = (): HostCalls => ({
  offers: ['echo', 'refuse'],
  answer: async (name, args) => {
    if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
    if (name === 'refuse') return { ok: false, code: 'VAK6103', message: `no ${Math.random()}` };
    return { ok: true, value: { z: Math.random(), args, n: [Math.random()] } as Json };
  },
});
const nobody: HostCalls = {
  offers: ['echo', 'refuse'],
  answer: async () => {
    throw new Error('a repeated run asks nobody');
  },
};

/** A run that a number stands for: its steps, its clock and its seed. */
function runOf(seed: number): { readonly args: Json; readonly exact: ExactRun } {
  const of = seeded(seed);
  const plan = Array.from({ length: 1 + of.below(6) }, () => ({
    kind: of.below(40) === 0 ? 'throw' : of.pick(kinds),
    n: of.below(5),
  }));
  return { args: { plan }, exact: { at: 1_700_000_000_000 + seed, seed: `s${seed}` } };
}

const job = (seed: number, host: HostCalls, recorded?: readonly RecordedCall[]): SandboxJob => {
  const { args, exact } = runOf(seed);
  return {
    id: `run-${seed}`,
    code: { tool: 'replay', file: 'replay.js', text, digest: 'sha256:replay' },
    args,
    memoryBytes: 64 * 1024 * 1024,
    timeMs: 20_000,
    tenant: 'acme',
    host,
    exact: recorded === undefined ? exact : { ...exact, recorded },
  };
};
/** As an entry of a log gives it back: in no order of keys but that of canonical JSON. */
const asLogged = (recorded: readonly RecordedCall[]): readonly RecordedCall[] =>
  JSON.parse(canonicalJson(recorded as unknown as Json)) as readonly RecordedCall[];
const bytesOf = (outcome: Outcome): string => {
  const { usage: _, ...told } = outcome;
  return canonicalJson(told as unknown as Json);
};

test('a thousand recorded runs repeat byte for byte, without their host', async () => {
  const seeds = Array.from({ length: 1000 }, (_, seed) => seed);
  const other: string[] = [];
  let calls = 0;
  const line = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const first = await sandbox.run(job(seed, fickle()));
      calls += first.recorded?.length ?? 0;
      const again = await sandbox.run(job(seed, nobody, asLogged(first.recorded ?? [])));
      if (bytesOf(first) !== bytesOf(again)) {
        other.push(`${seed}: ${bytesOf(first)} then ${bytesOf(again)}`.slice(0, 400));
      }
    }
  };
  await Promise.all([line(), line()]);
  expect(other).toEqual([]);
  expect(calls).toBeGreaterThan(2000);
}, 600_000);

test('a record that differs in one call is named by the place of that call', async () => {
  for (const seed of [3, 11, 29, 41]) {
    const first = await sandbox.run(job(seed, fickle()));
    const recorded = first.recorded ?? [];
    const at = seed % Math.max(1, recorded.length);
    if (recorded[at] === undefined) continue;
    const changed = recorded.map((one, i) => (i === at ? { ...one, args: 'other' } : one));
    const again = await sandbox.run(job(seed, nobody, changed));
    expect(again).toMatchObject({
      status: 'failed',
      code: 'VAK7009',
      message: expect.stringContaining(`at host call ${at + 1}: `),
    });
  }
}, 60_000);
