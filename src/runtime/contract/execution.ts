import type { ToolPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { Call, Outcome } from './call.ts';
import { facet, slot } from './token.ts';

/** A tool's code, read once at load; `digest` is part of the plan's digest. */
export interface ToolCode {
  readonly tool: string;
  /** Shown in messages to the host only. */
  readonly file: string;
  /** TypeScript or JavaScript, one module without imports, default export `(args, host) => result`. */
  readonly text: string;
  /** `sha256:<hex>` over `text` in UTF-8. */
  readonly digest: string;
}

/** One execution of untrusted code. */
export interface SandboxJob {
  readonly id: string;
  readonly code: ToolCode;
  readonly args: Json;
  readonly memoryBytes: number;
  /** Wall time from start to result. */
  readonly timeMs: number;
  readonly tenant: string;
  readonly signal?: AbortSignal;
  /** Receives what the guest logs, capped in count and bytes. */
  readonly log?: (text: string) => void;
}

/**
 * Runs code that nobody trusts. Whatever the guest does, `run` resolves and the host is untouched: a call
 * waits for a place at most `timeMs`, ending as `not started` if none comes free, and then has `timeMs`
 * plus a grace from its start. Failures are classified by the host's own evidence.
 */
export interface Sandbox {
  /** Says why code cannot run here, with a place in it when known; undefined when it can. */
  check(code: ToolCode): Promise<{ message: string; line?: number; column?: number } | undefined>;
  /** Runs one job to its end. */
  run(job: SandboxJob): Promise<Outcome>;
}
/** The slot `sandbox`. */
export const Sandbox = slot<Sandbox>('Sandbox', 'sandbox');

/** What a tool source needs beyond the call. */
export interface ToolJob {
  readonly call: Call;
  readonly signal: AbortSignal;
  /** W3C trace context to pass on; undefined when there is none. */
  readonly traceparent: string | undefined;
  /** Takes what the tool logs; capped in count and size. */
  readonly log: (text: string) => void;
}

/** Runs a permitted call of one tool. Must resolve; a throw is an outcome `unknown`. */
export type Executor = (job: ToolJob) => Promise<Outcome>;

/** Where tools come from: host functions, sandboxed files, recorded answers, other servers. */
export interface ToolSource {
  readonly name: string;
  /** Undefined when the tool is not from here. Two sources that offer one tool stop the start. */
  executor(tool: ToolPlan): Executor | undefined;
}
/** The facet `sources`. */
export const ToolSource = facet<ToolSource>('ToolSource', 'sources');

/** Finds and blanks what must not be seen in text that leaves a tool. Pure and linear in the text. */
export interface Scrubber {
  readonly name: string;
  /** The text with findings replaced, and the names of what was found, never the values. */
  scrub(text: string): { readonly text: string; readonly found: readonly string[] };
}
/** The facet `scrubbers`. */
export const Scrubber = facet<Scrubber>('Scrubber', 'scrubbers');
