import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { policyEngine } from '../dist/plugins/policy/engine/engine.js';
import { callOf, record, spelled } from '../dist/runtime/testing/policy-plan.js';
import { customer, planOf } from './decision-plan.ts';
import { beside, type Result } from './result.ts';
import { inTurns, quantile, type Work } from './rounds.ts';

/** How long the engine takes to be made, index included, and to answer for the first time, in ms. */
export function once(plan: ReturnType<typeof planOf>): readonly [build: number, first: number] {
  const amount = spelled('money', '20.00 EUR');
  const call = callOf('refund', { args: record({ customer: customer(0), amount }) });
  const begun = performance.now();
  const engine = policyEngine(plan);
  const made = performance.now();
  const opinions = engine.decide(call as never) as readonly unknown[];
  const answered = performance.now();
  if (opinions.length !== 1) throw new Error('the engine gave another answer');
  return [made - begun, answered - made];
}

/**
 * The engine's making and its first decision: when it has been made before in the process, and in fresh
 * processes, where its code has never run. Beside what writing the same plan down as JSON costs.
 */
export async function building(size: number): Promise<readonly Result[]> {
  const plan = planOf(size);
  const warm: (readonly [number, number])[] = [];
  const works: readonly Work[] = [
    { name: 'made', once: () => warm.push(once(plan)) },
    { name: 'json', once: () => JSON.stringify(plan) },
  ];
  const times = await inTurns(works, { rounds: 15, warm: 5 });
  const json = quantile(times.get('json'), 0.5) / 1_000;
  const cold = Array.from({ length: 7 }, () => inFreshProcess(size));
  const figures = [
    ['build', median(warm.slice(5).map(([build]) => build))],
    ['build-first', median(cold.map(([build]) => build))],
    ['first', median(warm.slice(5).map(([, first]) => first))],
    ['first-first', median(cold.map(([, first]) => first))],
  ] as const;
  return figures.map(([name, value]): Result => {
    const peers = name.startsWith('build')
      ? { peers: [beside('JSON.stringify of the plan', json, value)] }
      : {};
    return { name: `decision/${name}/${size}`, value, unit: 'ms', better: 'lower', ...peers };
  });
}

function inFreshProcess(size: number): readonly [number, number] {
  const script = fileURLToPath(new URL('first-build.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, String(size)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly [number, number];
}

const median = (of: readonly number[]): number =>
  [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN;
