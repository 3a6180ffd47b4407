import { createRequire } from 'node:module';
import {
  ConstraintSolver,
  definePlugin,
  type StandardSchema,
  VakError,
} from '../../../runtime/contract/index.ts';
import { type SolverLimits, Z3Solver } from './solver.ts';

const name = 'vak/z3';

/** The facts of `use "vak/z3" for solvers { deadline: 5s, memory: 512MB }`. */
const config: StandardSchema<SolverLimits> = {
  '~standard': {
    version: 1,
    vendor: 'vak',
    validate(value) {
      const given = (value ?? {}) as Readonly<Record<string, unknown>>;
      const stray = Object.keys(given).find((key) => key !== 'deadline' && key !== 'memory');
      if (stray !== undefined) {
        return { issues: [{ path: [stray], message: 'there is no such key' }] };
      }
      const deadlineMs = inUnits(given.deadline ?? '5s', { ms: 1, s: 1_000, m: 60_000 });
      const memoryMb = inUnits(given.memory ?? '512MB', { MB: 1, GB: 1_024 });
      if (deadlineMs === undefined || deadlineMs < 1 || deadlineMs > 600_000) {
        const message = '`deadline` is a duration of at most 10m';
        return { issues: [{ path: ['deadline'], message }] };
      }
      if (memoryMb === undefined || memoryMb < 64 || memoryMb > 2_048) {
        return { issues: [{ path: ['memory'], message: '`memory` is a size from 64MB to 2GB' }] };
      }
      return { value: { deadline: deadlineMs, memory: memoryMb } };
    },
  },
};

function inUnits(given: unknown, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits = '', unit = ''] = /^([0-9]{1,9})([A-Za-z]+)$/.exec(String(given)) ?? [];
  const factor = units[unit];
  return factor === undefined ? undefined : Number(digits) * factor;
}

/** `vak/z3`: answers what the analysis of constraints leaves open, by Z3 in a thread of its own. */
export default definePlugin<SolverLimits>({
  name,
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [ConstraintSolver],
  config,
  setup({ config: limits, add }) {
    const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const thread = new URL(`./thread.${suffix}`, import.meta.url);
    add(ConstraintSolver, [], () => new Z3Solver(limits, requireZ3, thread));
  },
});

/** The optional peer, looked for where a file uses it. */
function requireZ3(): void {
  try {
    createRequire(import.meta.url).resolve('z3-solver');
  } catch (cause) {
    const help = 'install `z3-solver` beside vak';
    throw new VakError('VAK5209', `\`${name}\` needs Z3 itself; ${help}`, { cause });
  }
}
