import type { GrantsPlan, ToolPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { Call, Outcome } from './call.ts';
import type { RefusalCode, SandboxError } from './errors.ts';
import type { Invoke } from './granted/capability.ts';
import { facet, slot } from './token.ts';

/** A tool's code, read once at load; `digest` is part of the plan's digest. */
export interface ToolCode {
  readonly tool: string;
  /** Shown in messages to the host only. */
  readonly file: string;
  /** TypeScript or JavaScript, one module, default export `(args, host) => result`. */
  readonly text: string;
  /** What it and they may import, each by its name; nothing else, and nothing at all where absent. */
  readonly modules?: readonly ToolModule[];
  /** `sha256:<hex>` over `text` in UTF-8; where there are modules, over that and theirs. */
  readonly digest: string;
  /** The signed manifest that lies beside it, as text; absent where there is none. */
  readonly manifest?: string;
}

/** A module that a tool's code may import. */
export interface ToolModule {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  /** `sha256:<hex>` over `text` in UTF-8. */
  readonly digest: string;
}

/** Whether a file's types must be stripped before it is JavaScript. Codes mean the same either way, as far as they are loaded. */
export const isTyped = (file: string): boolean => !/\.m?js$/.test(file);

/**
 * How code begins and ends that is one expression, whose value is the tool: a module like any other, and a
 * sandbox may take it as a script, of which the engine can keep what it compiled. Bundles have this form.
 */
export const oneExpression = {
  opens: 'export default (() => {\n"use strict";\n',
  closes: '\n})();\n',
} as const;

/** What a host says to a guest: a value, or a refusal that the guest receives as a thrown error. */
export type HostAnswer =
  | { readonly ok: true; readonly value: Json }
  | {
      readonly ok: false;
      readonly code: RefusalCode;
      /** Shown to the guest: no secret, no path of the host. */
      readonly message: string;
      /** Which bound was run into; shown to the host only. */
      readonly exceeded?: SandboxError;
    };

/** Bounds of what one job may ask of its host. */
export interface HostLimits {
  /** Calls in all; 1,000 unless set. */
  readonly calls?: number;
  /** Calls under way at once; 64 unless set. */
  readonly parallel?: number;
  /** Arguments of all calls as JSON text in UTF-8 bytes; 4 MB unless set, and never more. */
  readonly bytesOut?: number;
  /** Answers to all calls as JSON text in UTF-8 bytes; 16 MB unless set, at most 4 MB for one. */
  readonly bytesIn?: number;
  /** How long one call may take, in ms; 30,000 unless set, and never longer than the job has left. */
  readonly timeMs?: number;
}

/**
 * What one job may ask of its host while it runs. The guest sees each name as an asynchronous function
 * of its `host` object, nested at dots (`fs.read` is `host.fs.read(args)`), and may name any other to
 * `host.call(name, args)`. A name that is not offered is answered with VAK7007 and told to the job's
 * `denied`. All of it ends with the job: what is answered later is dropped.
 */
export interface HostCalls {
  /** Words joined by dots. `log` and `call` are the sandbox's own, and refused. */
  readonly offers: readonly string[];
  /** Names the guest sees though they are not granted, so that an attempt is a refusal on record. */
  readonly withholds?: readonly string[];
  readonly limits?: HostLimits;
  /**
   * Serves one call of an offered name. `args` are a guest's: JSON within bounds, and nothing more is
   * known of them. The signal aborts when the job ends or the call's time is up. A throw is answered
   * with VAK7003, and nothing of it is shown to the guest.
   */
  answer(name: string, args: Json, signal: AbortSignal): Promise<HostAnswer>;
}

/**
 * What stands around untrusted code. `process`: an isolate in a child process; `isolate`: an isolate in
 * the host's own process; `quickjs`: an interpreter in WebAssembly, in a child process.
 */
export type SandboxTier = 'process' | 'isolate' | 'quickjs';

/**
 * What makes a run repeatable. Zone and locale of a guest are UTC and plain, but for the tier `isolate`,
 * where they are the host's; an exact run that names that tier has a process instead.
 */
export interface ExactRun {
  /** Milliseconds since the epoch, for all of the run. */
  readonly at: number;
  readonly seed: string;
  /** Of a run to repeat: what its host answered, in order. The guest's calls are held against it. */
  readonly recorded?: readonly RecordedCall[];
}

/** One call that a guest made of its host, and the answer. */
export interface RecordedCall {
  readonly name: string;
  readonly args: Json;
  readonly answer: HostAnswer;
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
  /** Where it runs; `process` unless given. A sandbox without that tier starts nothing. */
  readonly tier?: SandboxTier;
  /**
   * Names who may meet the same guest again: a guest that ended well may serve the next job with the
   * same code, tenant, tier and name, and then finds what it left in its own variables. Without it no
   * guest meets two jobs.
   */
  readonly reuse?: string;
  readonly signal?: AbortSignal;
  /** Receives what the guest logs, capped in count and bytes. */
  readonly log?: (text: string) => void;
  /** Runs with this clock, standing still, and random numbers from this seed; without it, with the real ones. */
  readonly exact?: ExactRun;
  /** What the guest may ask for while it runs; nothing unless given. */
  readonly host?: HostCalls;
  /** Told the name of each host call that was not offered, as the guest wrote it, cut to 256 units. */
  readonly denied?: (name: string) => void;
}

/** Where a job runs, and with how much memory. */
export type SandboxPlace = Partial<Pick<SandboxJob, 'tier' | 'memoryBytes'>>;

/** Why code cannot run in a sandbox, with a place in it when known. */
export interface CodeFault {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  /** True where it imports what it was not given; the message names it. */
  readonly imports?: true;
}

/**
 * Runs code that nobody trusts. Whatever the guest does, `run` resolves and the host is untouched: a call
 * waits for a place at most `timeMs`, ending as `not started` if none comes free, and then has `timeMs`
 * plus a grace from its start. Failures are classified by the host's own evidence.
 */
export interface Sandbox {
  /** Says why code cannot run here, or where a job would have it run; undefined when it can. Runs none of it. */
  check(code: ToolCode, where?: SandboxPlace): Promise<CodeFault | undefined>;
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
  /** Puts a call of a tool that this one is granted on the road, under the chain of its call. */
  readonly invoke?: Invoke;
}

/** Runs a permitted call of one tool. Must resolve; a throw is an outcome `unknown`. */
export type Executor = (job: ToolJob) => Promise<Outcome>;

/** Where tools come from: host functions, sandboxed files, recorded answers, other servers. */
export interface ToolSource {
  readonly name: string;
  /** Undefined when the tool is not from here. Two sources that offer one tool stop the start. */
  executor(tool: ToolPlan): Executor | undefined;
  /**
   * Takes from a tool what is beyond these grants, at once and for runs under way too. A source that lets
   * tools reach anything offers it; without it nothing can be taken back from its tools.
   */
  narrow?(tool: string, grants: GrantsPlan): void;
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

/** Where a text came from: a message to the agent, or what a tool brought back. */
export type TextChannel = 'input' | 'result';

/** One thing that speaks for an attempt to steer the model by text. */
export interface Suspicion {
  /** What kind of attempt, as in `instruction override`. */
  readonly category: string;
  /** What was seen, in a few words of the detector's own. */
  readonly because: string;
  /** `[start, end)` in UTF-16 units of the text as given. */
  readonly at: readonly [number, number];
}

/** What a detector makes of a text. */
export interface Detection {
  /** Whether the text lowers trust. */
  readonly suspicious: boolean;
  /** How likely the text is an attempt, from 0 to 1, as calibrated for where it came from. */
  readonly probability: number;
  readonly evidence: readonly Suspicion[];
}

/**
 * Looks for instructions to the model in text that should hold none. It labels and never decides: what is
 * suspicious brings the label `suspicious` into the session, which rules read. A detector that throws, is
 * late or answers with something else leaves the text suspicious.
 */
export interface InjectionDetector {
  readonly name: string;
  /** Judges one text; linear in it. */
  detect(text: string, channel: TextChannel): Detection | Promise<Detection>;
}
/** The facet `detectors`. */
export const InjectionDetector = facet<InjectionDetector>('InjectionDetector', 'detectors');
