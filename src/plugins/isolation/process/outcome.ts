import type { Outcome, RefusalCode, SandboxError, Usage } from '../../../runtime/contract/index.ts';
import { refusalCodes } from '../../../runtime/contract/index.ts';
import { admit } from '../host/admit.ts';
import type { Conversation } from '../host/conversation.ts';
import { exceeding, saidInside } from '../host/exceeded.ts';
import { requestBytes } from '../limits.ts';
import type { Answer } from '../wire/messages.ts';
import type { Death, Ended } from './errand.ts';
import type { NoChild } from './pool/pool.ts';

/** Why nothing was asked of a child. */
export type Unasked = NoChild | 'oversized' | 'unwritable' | 'unofferable';
type Lost = Extract<Outcome, { readonly message: string }>;

const waits: Record<Unasked, readonly [RefusalCode, string]> = {
  late: [refusalCodes.time, 'no place in the sandbox came free within the time'],
  aborted: [refusalCodes.time, 'the call was ended before it started'],
  stopped: [refusalCodes.crashed, 'the sandbox is stopped'],
  broken: [refusalCodes.crashed, 'the sandbox has no child process and cannot start one'],
  oversized: [refusalCodes.resultTooLarge, 'code and arguments are larger than the sandbox takes'],
  unofferable: [refusalCodes.pluginFailed, 'what the tool was to be offered has no proper names'],
  unwritable: [refusalCodes.badArgument, 'the arguments are nested too deeply to be handed over'],
};

const deaths: Record<Death, readonly [RefusalCode, string]> = {
  time: [refusalCodes.time, 'the tool ran out of time and was killed'],
  memory: [refusalCodes.memory, 'the tool used up its memory and was killed'],
  crash: [refusalCodes.crashed, 'the tool took its process down'],
  protocol: [refusalCodes.crashed, 'the process of the tool answered nonsense and was killed'],
  abort: [refusalCodes.time, 'the call was ended while it ran'],
  unheard: [refusalCodes.crashed, 'the process of the tool was gone before it started'],
};

/** The outcome of a call for which no guest ever ran. */
export function notStarted(why: Unasked, exceeded?: SandboxError): Lost {
  const [code, message] = waits[why];
  return exceeding({ status: 'not started', code, message }, exceeded);
}

/** Hands on what was logged. What a listener throws is its own affair and never a call's. */
export function pass(text: string, log: ((text: string) => void) | undefined): void {
  try {
    log?.(text);
  } catch {}
}

/** The bound that kept a job from starting; undefined where it was none. */
export function kept(
  why: Unasked,
  { timeMs, bytes }: { readonly timeMs: number; readonly bytes: number },
): SandboxError | undefined {
  if (why === 'late') return { limit: 'wait for a place', bound: timeMs, used: timeMs };
  if (why !== 'oversized') return undefined;
  return { limit: 'request bytes', bound: requestBytes / 2, used: bytes };
}

/** What a job may use, and the size of its arguments. */
export interface Account {
  readonly timeMs: number;
  readonly memoryBytes: number;
  readonly bytesIn: number;
}

/** The outcome of a call, from what the parent saw and what the child answered. */
export function ended(how: Ended, talk: Conversation | undefined, account: Account): Outcome {
  const outcome = plainly(how, talk, account);
  if (talk === undefined) return outcome;
  const { diverged, recorded } = talk;
  if (diverged !== undefined) {
    const message = `the run is not what was recorded, ${diverged}`;
    return { ...withoutValue(outcome), status: 'failed', code: refusalCodes.diverged, message };
  }
  if (recorded === undefined) return outcome;
  const { offer: offered } = talk;
  return { ...outcome, recorded, ...(offered && { offered }) };
}

const withoutValue = ({ usage }: Outcome): Pick<Outcome, 'usage'> =>
  usage === undefined ? {} : { usage };

function plainly(how: Ended, talk: Conversation | undefined, account: Account): Outcome {
  const { wallMs } = how;
  const { bytesIn } = account;
  if (how.reply === undefined) {
    const [code, message] = deaths[how.death];
    const status = how.death === 'unheard' ? 'not started' : 'unknown';
    const spent = usage({ wallMs, bytesIn }, { peakBytes: how.peakBytes }, talk);
    const lost = { status, code, message, usage: spent } as const;
    return exceeding(lost, cutOff(how.death, how, account));
  }
  const { reply } = how;
  const outcome = answered(reply.answer, talk);
  const { end } = reply.answer;
  const spent = usage({ wallMs, bytesIn, bytesOut: sizeOf(reply.answer) }, reply, talk);
  if (outcome.status === 'done') return { status: 'done', value: outcome.value, usage: spent };
  const seen = { wallMs, peakBytes: reply.peakBytes, baseBytes: how.baseBytes };
  return { ...exceeding(outcome, cutOff(end, seen, account)), usage: spent };
}

const sizeOf = (answer: Answer): number | undefined =>
  answer.end === 'value' ? Buffer.byteLength(answer.json) : undefined;

/** Time or memory that was used up; of memory at least the bound, however little was seen of it. */
function cutOff(
  end: Death | Answer['end'],
  seen: { wallMs: number; peakBytes: number; baseBytes?: number | undefined },
  { timeMs, memoryBytes }: Account,
): SandboxError | undefined {
  if (end === 'time') {
    return { limit: 'time', bound: timeMs, used: Math.max(timeMs, seen.wallMs) };
  }
  if (end !== 'memory') return undefined;
  const grown = seen.baseBytes === undefined ? 0 : seen.peakBytes - seen.baseBytes;
  return { limit: 'memory', bound: memoryBytes, used: Math.max(memoryBytes, grown) };
}

function answered(answer: Answer, talk: Conversation | undefined): Outcome {
  switch (answer.end) {
    case 'value': {
      const result = admit('the result', answer.json);
      if (result.ok) return { status: 'done', value: result.value };
      const { large, why, over } = result;
      const lost = failed(large ? refusalCodes.resultTooLarge : refusalCodes.badResult, why);
      return exceeding(lost, over && { ...over, limit: `result ${over.what}` });
    }
    case 'guest':
      return failed(refusalCodes.guestError, `${answer.text}${place(answer)}`);
    case 'limit':
      return exceeding(failed(refusalCodes.hostCallLimit, answer.text), saidInside(answer.over));
    case 'denied':
      return refused(talk?.refusal(answer.call), answer.text);
    case 'large':
      return exceeding(failed(refusalCodes.resultTooLarge, answer.text), saidInside(answer.over));
    case 'bad':
      return failed(refusalCodes.badResult, answer.text);
    case 'invalid':
    case 'refused': {
      const { guestError, capabilityDenied } = refusalCodes;
      const code = answer.end === 'invalid' ? guestError : capabilityDenied;
      const message = `${answer.text}${place(answer)}`.toWellFormed();
      return { status: 'not started', code, message };
    }
    case 'time':
    case 'stuck':
      return { status: 'unknown', code: refusalCodes.time, message: answer.text };
    case 'memory':
      return { status: 'unknown', code: refusalCodes.memory, message: answer.text };
    default:
      return failed(refusalCodes.badResult, 'the sandbox gave no sensible answer');
  }
}

const failed = (code: RefusalCode, message: string): Lost => ({
  status: 'failed',
  code,
  message: message.toWellFormed(),
});

const uncertain: readonly RefusalCode[] = [
  refusalCodes.time,
  refusalCodes.memory,
  refusalCodes.crashed,
];

/** A guest that ended with what its host refused. The host's own record says what that was. */
function refused(told: ReturnType<Conversation['refusal']>, text: string): Lost {
  if (told === undefined) return failed(refusalCodes.guestError, text);
  const status = uncertain.includes(told.code) ? 'unknown' : 'failed';
  const message = told.message.toWellFormed();
  return exceeding({ status, code: told.code, message }, told.exceeded);
}

function place(answer: { readonly line?: number; readonly column?: number }): string {
  if (answer.line === undefined) return '';
  const column = answer.column === undefined ? '' : `:${answer.column}`;
  return ` (line ${answer.line}${column} of the tool)`;
}

function usage(
  { wallMs, bytesIn, bytesOut }: { wallMs: number; bytesIn: number; bytesOut?: number | undefined },
  seen: {
    readonly peakBytes: number;
    readonly heapBytes?: number;
    readonly cpuMs?: number | undefined;
  },
  talk: Conversation | undefined,
): Usage {
  const { peakBytes, heapBytes = 0, cpuMs } = seen;
  const spent: { -readonly [key in keyof Usage]: Usage[key] } = { wallMs, bytesIn };
  if (bytesOut !== undefined) spent.bytesOut = bytesOut;
  if (cpuMs !== undefined) spent.cpuMs = cpuMs;
  if (peakBytes > 0) spent.peakRssBytes = peakBytes;
  if (heapBytes > 0) spent.heapBytes = heapBytes;
  return talk === undefined ? spent : Object.assign(spent, talk.usage);
}
