import type { Plugin } from '../runtime/contract/plugin.ts';
import clock from './host/clock.ts';
import hostApprovals from './host/host-approvals.ts';
import terminalApprovals from './host/terminal-approvals.ts';
import sandbox from './isolation/index.ts';
import scrubber from './keeping/scrubber/index.ts';
import secrets from './keeping/secrets/index.ts';
import vaults from './keeping/secrets/vaults.ts';
import approvals from './policy/approvals/index.ts';
import constraints from './policy/constraints/index.ts';
import policy from './policy/engine/index.ts';
import limits from './policy/limits/index.ts';
import audit from './records/audit/index.ts';
import files from './sources/files.ts';
import functions from './sources/functions/index.ts';
import otel from './telemetry/otel/index.ts';

/** Every subsystem that is here from the start; each yields to a `use … for` its slot. */
export const builtins: readonly Plugin[] = [
  clock,
  policy,
  limits,
  constraints,
  approvals,
  hostApprovals,
  terminalApprovals,
  sandbox,
  functions,
  files,
  secrets,
  vaults,
  scrubber,
  audit,
  otel,
];
