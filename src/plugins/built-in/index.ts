import type { Plugin } from '../../runtime/contract/plugin.ts';
import capabilities from '../capabilities/index.ts';
import clock from '../host/clock.ts';
import hostApprovals from '../host/host-approvals.ts';
import resolver from '../host/resolver.ts';
import terminalApprovals from '../host/terminal-approvals.ts';
import sandbox from '../isolation/index.ts';
import injection from '../judgement/injection/index.ts';
import scrubber from '../keeping/scrubber/index.ts';
import secrets from '../keeping/secrets/index.ts';
import vaults from '../keeping/secrets/vaults.ts';
import audit from '../records/audit/index.ts';
import events from '../records/events/index.ts';
import heads from '../records/heads/index.ts';
import files from '../sources/files.ts';
import functions from '../sources/functions/index.ts';
import otel from '../telemetry/otel/index.ts';
import { deciding } from './deciding.ts';

/** Every subsystem that is here from the start; each yields to a `use … for` its slot. */
export const builtins: readonly Plugin[] = [
  clock,
  ...deciding,
  injection,
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
