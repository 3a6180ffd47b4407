import type { SandboxCase } from './case.ts';
import { errors } from './errors.ts';
import { escapes } from './escapes.ts';
import { logs, modules } from './modules.ts';
import { memory, time } from './resources.ts';
import { results } from './results.ts';

export type { Ending, SandboxCase } from './case.ts';

/** Every case, by what it attacks. */
export const cases: Readonly<Record<string, readonly SandboxCase[]>> = {
  escapes,
  results,
  errors,
  time,
  memory,
  modules,
  logs,
};
