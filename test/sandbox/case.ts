import type {
  ExactRun,
  HostCalls,
  Json,
  SandboxLimit,
  SandboxTier,
} from '../../src/runtime/contract/index.ts';
import type { childHabits } from './children.ts';

/**
 * How a case may end: a value, a guest's error, out of time, out of memory, a child taken down, a
 * limit on results, a result that is none, a refused capability, code that is none, ended from outside,
 * a sandbox that does not come up.
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
  | 'invalid'
  | 'aborted'
  | 'no start';

/** One hostile or odd guest, as data; every executor runs every case. */
export interface SandboxCase {
  readonly name: string;
  /** A whole module, or the body of `export default async (args, host) => { … }`. */
  readonly module?: string;
  readonly body?: string;
  /** The modules that it may import by these names, TypeScript but where the name ends with `.js`. */
  readonly given?: { readonly [name: string]: string };
  /** Named `tool.js` rather than `tool.ts`. */
  readonly javascript?: true;
  readonly args?: Json;
  /** Every ending listed is accepted, no other is. */
  readonly ends: readonly Ending[];
  /** With a value: what it must be. */
  readonly value?: Json;
  /** With an end at a bound: which of them it is. */
  readonly limit?: SandboxLimit;
  /** A part of the message; never the ground of a classification, only what is told. */
  readonly says?: RegExp;
  readonly saysNot?: RegExp;
  readonly logs?: (lines: readonly string[]) => boolean;
  /** What it may ask of its host. */
  readonly host?: () => HostCalls;
  readonly exact?: ExactRun;
  /** Ended from outside so long after it was handed over, in ms. */
  readonly abortMs?: number;
  /** So many of it at once, and every one of them ends so. */
  readonly times?: number;
  /** In a sandbox of its own, whose children do this instead of their work, or need this isolated-vm. */
  readonly child?: keyof typeof childHabits;
  readonly floor?: string;
  /** What is wrong in the host once the case is over; nothing when it is as it should be. */
  readonly after?: () => string | undefined;
  /** The tiers it means anything on; all unless given. */
  readonly only?: readonly SandboxTier[];
  /** Tiers that do not hold this case. */
  readonly unmet?: { readonly [tier in SandboxTier]?: Unmet };
  /** Milliseconds; 100 where running out of time is accepted, else 30,000. */
  readonly time?: number;
  /** Megabytes, on any tier or on some; 32 unless the case needs another. */
  readonly memory?: number | { readonly [tier in SandboxTier]?: number };
}

/** How a case ends on a tier that does not hold it, which is looked at as closely as how it ends elsewhere. */
export interface Unmet extends Pick<SandboxCase, 'value' | 'says'> {
  /** In the words of the matrix. */
  readonly what: string;
  /** `host`: with the whole host, which its engine ends; where chance decides, not every time. */
  readonly ends: readonly Ending[] | 'host';
}
