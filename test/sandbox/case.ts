import type { ExactRun, HostCalls, Json, SandboxTier } from '../../src/runtime/contract/index.ts';

/**
 * How a case may end: a value, a guest's error, out of time, out of memory, a child taken down, a
 * limit on results, a result that is none, a refused capability, code that is none.
 */
export type Ending =
  | 'value'
  | 'error'
  | 'time'
  | 'memory'
  | 'crash'
  | 'limit'
  | 'bad result'
  | 'refused'
  | 'invalid';

/** One hostile or odd guest, as data; every executor runs every case. */
export interface SandboxCase {
  readonly name: string;
  /** A whole module, or the body of `export default async (args, host) => { … }`. */
  readonly module?: string;
  readonly body?: string;
  /** Named `tool.js` rather than `tool.ts`. */
  readonly javascript?: true;
  readonly args?: Json;
  /** Every ending listed is accepted, no other is. */
  readonly ends: readonly Ending[];
  /** With a value: what it must be. */
  readonly value?: Json;
  /** A part of the message; never the ground of a classification, only what is told. */
  readonly says?: RegExp;
  readonly saysNot?: RegExp;
  readonly logs?: (lines: readonly string[]) => boolean;
  /** What it may ask of its host. */
  readonly host?: () => HostCalls;
  readonly exact?: ExactRun;
  /** Tiers that do not hold this case, and what happens there instead. */
  readonly unmet?: { readonly [tier in SandboxTier]?: string };
  /** Milliseconds; 400 where running out of time is accepted, else 30,000. */
  readonly time?: number;
  /** Megabytes; 32 unless the case needs another. */
  readonly memory?: number;
}
