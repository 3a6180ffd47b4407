import type { Call } from '../../contract/call.ts';
import type { CallRecord } from '../../evidence/recording/ledger.ts';

/** What is told of a call whose result was never recorded, by what the host found out since. */
export const unknownBecause = {
  'under way': 'this call is still under way',
  unknown: 'the outcome of this call is unknown',
  done: 'this call was done, and its result was not recorded',
  failed: 'this call failed, and why was not recorded',
  'not started': 'this call never began; it may be made again under another id',
} as const;

/** Whether a record is of this very call: what one caller was told is told to no other. */
export const isOf = (before: CallRecord, { chain, agent, tool, hash }: Call): boolean =>
  before.tenant === chain.tenant &&
  before.principal === chain.principal &&
  before.agent === agent &&
  before.tool === tool.name &&
  before.hash === hash;
