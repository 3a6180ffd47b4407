/**
 * An embedder's mistake, or a runtime that cannot go on: an unknown agent, a wrong option, an ended
 * session, a file that does not load. Never thrown for what a model or an author wrote.
 */
export class VakError extends Error {
  /** `VAKnnnn`; `vak explain` prints its page. */
  readonly code: string;
  /** What a failed load found, ready for rendering; empty otherwise. Not printed with the error: it holds the policy. */
  declare readonly diagnostics: readonly unknown[];

  constructor(
    code: string,
    message: string,
    options: { readonly cause?: unknown; readonly diagnostics?: readonly unknown[] } = {},
  ) {
    super(
      `${code}: ${message}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'VakError';
    this.code = code;
    // Whoever prints an error prints all that is enumerable, whole files of rules included.
    Object.defineProperty(this, 'diagnostics', { value: options.diagnostics ?? [] });
  }
}

/** The codes of refusals; each names its cause. */
export const refusalCodes = {
  forbiddenByRule: 'VAK6001',
  noRule: 'VAK6002',
  limit: 'VAK6003',
  constraint: 'VAK6004',
  approvalRefused: 'VAK6005',
  approvalExpired: 'VAK6006',
  ticketMismatch: 'VAK6007',
  noRecordedAnswer: 'VAK6008',
  lookupFailed: 'VAK6009',
  stageObjects: 'VAK6010',
  factMissing: 'VAK6011',
  stageUndecided: 'VAK6012',
  reviewFailed: 'VAK6013',
  gateObjects: 'VAK6020',
  scoreUnavailable: 'VAK6021',
  unknownTool: 'VAK6101',
  notGranted: 'VAK6102',
  badArgument: 'VAK6103',
  sessionEnded: 'VAK6104',
  auditUnavailable: 'VAK6105',
  pluginFailed: 'VAK6106',
  outcomeUnknown: 'VAK6107',
  time: 'VAK7001',
  memory: 'VAK7002',
  crashed: 'VAK7003',
  guestError: 'VAK7004',
  resultTooLarge: 'VAK7005',
  badResult: 'VAK7006',
  capabilityDenied: 'VAK7007',
  hostCallLimit: 'VAK7008',
  diverged: 'VAK7009',
  sandboxBusy: 'VAK7010',
  breakerOpen: 'VAK7011',
} as const;
/** One of the codes of refusals. */
export type RefusalCode = (typeof refusalCodes)[keyof typeof refusalCodes];

/** What a bound of the sandbox counts. */
export type SandboxLimit =
  | 'time'
  | 'memory'
  | 'request bytes'
  | 'result bytes'
  | 'result depth'
  | 'result values'
  | 'host calls'
  | 'host calls at once'
  | 'host bytes out'
  | 'host bytes in'
  | 'host call depth'
  | 'host call values'
  | 'host call time'
  | 'wait for a place'
  | 'calls of the tool'
  | 'calls of the tenant'
  | 'crashes in a row';

/**
 * Which bound of the sandbox ended a call, or kept it from starting, and how much of it was used. Times are
 * in ms, memory and texts in bytes, the rest are counts.
 */
export interface SandboxError {
  readonly limit: SandboxLimit;
  readonly bound: number;
  /** As far as it was seen when the call was cut off: what a guest would have used beyond is not known. */
  readonly used: number;
}

/** What was thrown, in words. It may be anything, and its words may throw too; this never does. */
export function inWords(cause: unknown): string {
  try {
    return String(cause instanceof Error ? cause.message : cause);
  } catch {
    return 'it threw what has no words';
  }
}
