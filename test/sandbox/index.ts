import type { SandboxJob, SandboxTier } from '../../src/runtime/contract/index.ts';
import { codeWith } from '../../src/tool/code.ts';
import { digestOf } from '../../src/tool/manifest.ts';
import { bounds } from './bounds.ts';
import { broken, ended } from './broken.ts';
import type { SandboxCase } from './case.ts';
import { entries } from './entries.ts';
import { errors } from './errors.ts';
import { escapes } from './escapes.ts';
import { given } from './given.ts';
import { hijacks } from './hijacks.ts';
import { exactRuns, hostCalls } from './host-calls.ts';
import { logs, modules } from './modules.ts';
import { memory, time } from './resources.ts';
import { results } from './results.ts';

export type { Ending, SandboxCase } from './case.ts';

/** Every case, by what it attacks. */
export const cases: Readonly<Record<string, readonly SandboxCase[]>> = {
  escapes,
  entries,
  hijacks,
  results,
  errors,
  time,
  memory,
  modules,
  'given modules': given,
  logs,
  'host calls': hostCalls,
  'exact runs': exactRuns,
  bounds,
  'ended calls': ended,
  'broken children': broken,
};

/** The job of a case: its code as a loader would hand it over, and what it is given. */
export function jobOf(guest: SandboxCase, tier: SandboxTier): SandboxJob {
  const text = guest.module ?? `export default async (args, host) => {\n${guest.body}\n};`;
  const { memory = 32, given = {} } = guest;
  const modules = Object.entries(given).map(([name, text]) => ({
    name,
    ...fileOf(name.endsWith('.js') ? name : `${name}.ts`, text),
  }));
  const megabytes = typeof memory === 'number' ? memory : (memory[tier] ?? 32);
  return {
    id: guest.name,
    code: codeWith(guest.name, fileOf(guest.javascript ? 'tool.js' : 'tool.ts', text), modules),
    args: guest.args ?? null,
    timeMs: guest.time ?? (guest.ends.includes('time') ? 100 : 30_000),
    memoryBytes: megabytes * 1024 * 1024,
    tenant: 'acme',
    ...(guest.host === undefined ? {} : { host: guest.host() }),
    ...(guest.exact === undefined ? {} : { exact: guest.exact }),
  };
}

const fileOf = (file: string, text: string) => ({ file, text, digest: digestOf(text) });
