import {
  refusalCodes,
  type Secrets,
  type ToolHost,
  type ToolJob,
  type Used,
  VakError,
} from '../../../runtime/contract/index.ts';

/** What stands behind a host function's view of its call. */
export interface Behind {
  /** Aborts at the deadline or when the caller cancels; handed to the function. */
  readonly signal: AbortSignal;
  /** Aborts when the call is over, in whatever way. */
  readonly over: AbortSignal;
  /** Undefined for a function that was not marked trusted. */
  readonly secrets: Secrets | undefined;
  /** Takes what the function says that it used. */
  readonly note: (used: Used) => void;
}

/**
 * What one call of a host function may use. It ends with the call: after that nothing is logged any
 * more and no secret is opened.
 */
export function hostFor(job: ToolJob, { signal, over, secrets, note }: Behind): ToolHost {
  const { call, traceparent } = job;
  return Object.freeze({
    call: call.id,
    signal,
    traceparent,
    log: (text: string) => {
      if (!over.aborted) job.log(String(text));
    },
    used: (of: Used) => {
      if (!over.aborted) note(of);
    },
    secret: async (name: string) => {
      if (secrets === undefined) {
        throw refusal(`tool \`${call.tool.name}\` is not marked trusted and opens no secrets`);
      }
      if (over.aborted) throw refusal('the call is over and opens no secrets');
      return secrets.open(name, call.tool.name);
    },
  });
}

const refusal = (message: string): VakError => new VakError(refusalCodes.capabilityDenied, message);
