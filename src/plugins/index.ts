import type { Plugin } from '../runtime/contract/plugin.ts';
import capabilities from './capabilities/index.ts';
import clock from './host/clock.ts';
import hostApprovals from './host/host-approvals.ts';
import resolver from './host/resolver.ts';
import terminalApprovals from './host/terminal-approvals.ts';
import sandbox from './isolation/index.ts';
import injection from './judgement/injection/index.ts';
import prmStage from './judgement/prm-stage.ts';
import symbolic from './judgement/symbolic/index.ts';
import scrubber from './keeping/scrubber/index.ts';
import secrets from './keeping/secrets/index.ts';
import vaults from './keeping/secrets/vaults.ts';
import approvals from './policy/approvals/index.ts';
import constraints from './policy/constraints/index.ts';
import policy from './policy/engine/index.ts';
import limits from './policy/limits/index.ts';
import audit from './records/audit/index.ts';
import events from './records/events/index.ts';
import heads from './records/heads/index.ts';
import files from './sources/files.ts';
import functions from './sources/functions/index.ts';
import otel from './telemetry/otel/index.ts';

/** Every subsystem that is here from the start; each yields to a `use … for` its slot. */
export const builtins: readonly Plugin[] = [
  clock,
  policy,
  limits,
  constraints,
  symbolic,
  prmStage,
  injection,
  approvals,
  hostApprovals,
  terminalApprovals,
  sandbox,
  resolver,
  capabilities,
  functions,
  files,
  secrets,
  vaults,
  scrubber,
  audit,
  heads,
  events,
  otel,
];

/** A plugin that is here but idle until a file names it; nobody else pays for it. */
export interface Available {
  readonly name: string;
  /** Facts of its `use` that name files. What they hold is part of the plan's digest. */
  readonly files: readonly string[];
  readonly load: () => Promise<Plugin>;
}

/** What `use "…" for` finds by name without a package of its own. */
export const available: readonly Available[] = [
  {
    name: 'vak/steps',
    files: [],
    load: async () => (await import('./judgement/steps/index.ts')).default,
  },
  {
    name: 'vak/judge',
    files: ['calibration', 'recorded'],
    load: async () => (await import('./judgement/judge/index.ts')).default,
  },
  {
    name: 'vak/cedar',
    files: ['policies', 'schema', 'entities'],
    load: async () => (await import('./policy/cedar/index.ts')).default,
  },
];
