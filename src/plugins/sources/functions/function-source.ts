import {
  type Clock,
  type Executor,
  type HostTool,
  type Outcome,
  type RefusalCode,
  refusalCodes,
  type Secrets,
  type ToolJob,
  type ToolPlan,
  type ToolSource,
  type Used,
  VakError,
} from '../../../runtime/contract/index.ts';
import { hostFor } from './host-for.ts';
import { plainJson } from './plain-json.ts';

/** The longest message of a function's own error that is passed on, in characters. */
const longest = 500;

/**
 * Runs the embedder's functions in this process. The deadline is the tool's `time`: when it passes,
 * the signal that the function was given aborts and the outcome is unknown, for what was begun may
 * yet be done; what the function answers after that is dropped. A function that never yields to the
 * event loop cannot be cut off here; code that nobody trusts belongs into a sandbox.
 */
export class FunctionSource implements ToolSource {
  readonly name = 'vak/functions';
  readonly #tools: ReadonlyMap<string, HostTool>;
  readonly #secrets: Secrets;
  readonly #clock: Clock;

  constructor(tools: Readonly<Record<string, HostTool>>, secrets: Secrets, clock: Clock) {
    this.#tools = new Map(Object.entries(tools));
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /**
   * @throws VakError VAK6203 when what was given under the tool's name cannot be called, VAK7102 when a
   * tool of the tier `inline` was given a function that is not marked trusted.
   */
  executor(tool: ToolPlan): Executor | undefined {
    const given: unknown = this.#tools.get(tool.name);
    if (given === undefined) return undefined;
    if (!isHostTool(given)) {
      throw new VakError(
        'VAK6203',
        `\`tools\` has \`${tool.name}\`, which is neither a function nor { run, trusted }`,
      );
    }
    if (tool.sandbox?.tier === 'inline' && (typeof given === 'function' || !given.trusted)) {
      throw new VakError(
        'VAK7102',
        `\`${tool.name}\` says \`tier: inline\`, so its function must be given as { run, trusted: true }`,
      );
    }
    return (job) => this.#execute(given, job);
  }

  async #execute(given: HostTool, job: ToolJob): Promise<Outcome> {
    if (job.signal.aborted) {
      const message = 'the call was cancelled before its tool was asked';
      return { status: 'not started', code: refusalCodes.sessionEnded, message };
    }
    const begun = this.#clock.now();
    const { run, trusted } = typeof given === 'function' ? { run: given, trusted: false } : given;
    const deadline = new AbortController();
    const over = new AbortController();
    let used: Used | undefined;
    const host = hostFor(job, {
      signal: AbortSignal.any([job.signal, deadline.signal]),
      over: over.signal,
      secrets: trusted ? this.#secrets : undefined,
      note: (more) => {
        used = { ...used, ...more };
      },
    });

    const answered = answerOf(async () => run(structuredClone(job.call.json), host));
    const outcome = await Promise.race([answered, this.#late(job, over.signal)]);
    over.abort();
    if ('code' in outcome && outcome.code === refusalCodes.time)
      deadline.abort(new Error(outcome.message));
    const final = job.signal.aborted && outcome.status === 'failed' ? cancelled : outcome;
    const usage = { wallMs: this.#clock.now() - begun };
    return used === undefined ? { ...final, usage } : { ...final, usage, used };
  }

  /** Resolves at the deadline, or when the caller cancels; never when the call is over before. */
  async #late(job: ToolJob, over: AbortSignal): Promise<Outcome> {
    const { timeMs } = job.call.tool.limits;
    try {
      await this.#clock.sleep(timeMs, AbortSignal.any([job.signal, over]));
    } catch {
      return cancelled;
    }
    return {
      status: 'unknown',
      code: refusalCodes.time,
      message: `no answer within ${timeMs} ms`,
    };
  }
}

/** A function that was cancelled may have done its work, whatever error it ended with. */
const cancelled: Outcome = Object.freeze({
  status: 'unknown',
  code: refusalCodes.outcomeUnknown,
  message: 'the call was cancelled while its tool was at work',
});

const isHostTool = (given: unknown): given is HostTool =>
  typeof given === 'function' ||
  (typeof given === 'object' &&
    given !== null &&
    'run' in given &&
    typeof given.run === 'function' &&
    'trusted' in given &&
    typeof given.trusted === 'boolean');

async function answerOf(run: () => Promise<unknown>): Promise<Outcome> {
  let answer: unknown;
  try {
    answer = await run();
  } catch (cause) {
    return { status: 'failed', code: codeOf(cause), message: messageOf(cause) };
  }
  try {
    return { status: 'done', value: plainJson(answer) };
  } catch (cause) {
    const message = `the result is not JSON: ${messageOf(cause)}`;
    return { status: 'failed', code: refusalCodes.badResult, message };
  }
}

const passedOn: ReadonlySet<string> = new Set([
  refusalCodes.capabilityDenied,
  refusalCodes.pluginFailed,
]);

/** A secret that was refused keeps its own code; anything else is the function's error. */
const codeOf = (cause: unknown): RefusalCode =>
  cause instanceof VakError && passedOn.has(cause.code)
    ? (cause.code as RefusalCode)
    : refusalCodes.guestError;

/** What an error says, capped; whatever its getters do. */
function messageOf(cause: unknown): string {
  try {
    const text = cause instanceof Error ? cause.message : String(cause);
    if (typeof text !== 'string' || text === '') return 'the tool failed and did not say why';
    return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  } catch {
    return 'the tool failed and did not say why';
  }
}
