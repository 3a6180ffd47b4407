import type { Call, Outcome } from '../../contract/call.ts';
import { inWords, refusalCodes } from '../../contract/errors.ts';
import type { Invoke } from '../../contract/granted/capability.ts';
import type { Road } from '../road.ts';

/**
 * A source answers for its own deadline, a sandbox also for how long a call waits there: no longer than its
 * time, which begins after that. This much later the runtime stops waiting for them.
 */
const graceMs = 1_000;
const logLimit = { lines: 1_000, chars: 64_000 };

/**
 * Step 6: runs a permitted call where its tool is. Always resolves; a source that throws or never
 * answers leaves the outcome `unknown`, for the effect may have happened.
 */
export async function execute(
  road: Road,
  call: Call,
  options: {
    readonly traceparent: string | undefined;
    readonly signal: AbortSignal | undefined;
    readonly log?: (text: string) => void;
    readonly invoke?: Invoke;
  },
): Promise<Outcome> {
  const executor = road.executors.get(call.tool.name);
  if (executor === undefined) {
    return {
      status: 'not started',
      code: refusalCodes.noRecordedAnswer,
      message: `nothing answers \`${call.tool.name}\``,
    };
  }
  const abort = new AbortController();
  const signal = options.signal ? AbortSignal.any([abort.signal, options.signal]) : abort.signal;
  const patienceMs = 2 * call.tool.limits.timeMs + graceMs;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      abort.abort();
      const message = `no answer within ${patienceMs} ms`;
      resolve({ status: 'unknown', code: refusalCodes.time, message });
    }, patienceMs);
  });
  try {
    const log = capped(options.log);
    const { traceparent, invoke } = options;
    const job = { call, signal, traceparent, log, ...(invoke === undefined ? {} : { invoke }) };
    return await Promise.race([executor(job), late]);
  } catch (cause) {
    const message = inWords(cause);
    return { status: 'unknown', code: refusalCodes.pluginFailed, message };
  } finally {
    clearTimeout(timer);
  }
}

/** Passes log lines on until a count or a size is reached, then one marker, then nothing. */
function capped(log: ((text: string) => void) | undefined): (text: string) => void {
  let lines = 0;
  let chars = 0;
  return (text) => {
    lines += 1;
    chars += text.length;
    if (lines > logLimit.lines || chars > logLimit.chars) {
      if (lines <= logLimit.lines + 1) log?.('… further log lines dropped');
      lines = logLimit.lines + 1;
      return;
    }
    log?.(text);
  };
}
