import type { Json } from '../../dsl/values/value.ts';

/** A script of `vak run`: one session of one agent. */
export interface Script {
  readonly agent: string;
  /** Where the agent stands in the policy. */
  readonly at: string;
  readonly session: ScriptSession;
  readonly context: Json | undefined;
  readonly approvals: ScriptApprovals;
  readonly results: readonly ScriptResult[];
  readonly calls: readonly ScriptCall[];
}

/** Who the session is for. */
export interface ScriptSession {
  readonly id?: string;
  readonly tenant?: string;
  readonly principal?: string;
}

/** One answer to every question, or answers taken in order for each tool; nobody is there to answer. */
export type ScriptApprovals =
  | 'grant'
  | 'deny'
  | 'nobody'
  | readonly { readonly tool: string; readonly answer: 'grant' | 'deny' }[];

/** What a host's tool answers: the same each time, or one value after the other. */
export interface ScriptResult {
  readonly tool: string;
  readonly answers: { readonly always: Json } | { readonly sequence: readonly Json[] };
}

/** One call of a session. */
export interface ScriptCall {
  readonly tool: string;
  readonly args: Json;
  /** What the user said before the call. */
  readonly user: string | undefined;
  readonly context: Json | undefined;
  /** The answer of this call; it wins over `results`. */
  readonly result: Json | undefined;
  /** The earlier call whose ticket is presented. */
  readonly approval: number | undefined;
  /** How far the clock moves before the call. */
  readonly afterMs: number;
}
