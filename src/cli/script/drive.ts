import type { Json } from '../../dsl/values/value.ts';
import type { CallResult, Pending } from '../../runtime/call/road.ts';
import type { Decision, Opinion } from '../../runtime/contract/call.ts';
import type { Answers } from './answers.ts';
import type { Script, ScriptCall } from './script.ts';

/** One line of `vak run`: what came of one call. */
export interface CallLine {
  readonly call: number;
  readonly tool: string;
  readonly verdict: 'permit' | 'forbid';
  /** Whether a result was released. */
  readonly ok: boolean;
  readonly because: string;
  readonly opinions: readonly OpinionLine[];
  readonly result?: Json;
  readonly refusal?: RefusalLine;
  readonly approval?: { readonly from: string; readonly answer: 'grant' | 'deny' | 'none' };
  /** Wall time from the call to its result. */
  readonly ms: number;
}
export interface OpinionLine {
  readonly by: string;
  readonly verdict: string;
  readonly rule?: string;
  readonly at: string;
  readonly because?: string;
  readonly detail?: string;
}
export interface RefusalLine {
  readonly code: string;
  readonly because: string;
  readonly rule?: string;
  readonly at?: string;
  readonly detail?: string;
  readonly retryAfterMs?: number;
}

/** The road as a script drives it: one session, people who answer, a clock that is moved. */
export interface Drive {
  call(
    tool: string,
    args: Json,
    options: { readonly context?: Json; readonly ticket?: string; readonly id: string },
  ): Promise<CallResult>;
  receive(text: string, context: Json | undefined): Promise<void>;
  answer(
    ticket: string,
    given: { readonly by: string; readonly answer: 'grant' | 'deny'; readonly approvers: string },
  ): Promise<void>;
  resume(ticket: string): Promise<CallResult>;
  advance(ms: number): Promise<void>;
}

/** How often a resumed call may ask anew before the script gives up on it. */
const mostQuestions = 8;

/** Drives one session through its script, call after call; each line is given as soon as it is known. */
export async function* drive(
  script: Script,
  answers: Answers,
  road: Drive,
): AsyncGenerator<CallLine, void, void> {
  const asked: Asked[] = [];
  for (const [index, call] of script.calls.entries()) {
    if (call.afterMs > 0) await road.advance(call.afterMs);
    if (call.user !== undefined) await road.receive(call.user, call.context);
    answers.begin(call);
    const begun = performance.now();
    const presented = call.approval === undefined ? undefined : asked[call.approval];
    const id = presented?.open ? presented.id : globalThis.crypto.randomUUID();
    const ticket =
      call.approval === undefined
        ? {}
        : { ticket: presented?.ticket ?? `none of call ${call.approval}` };
    const context = call.context === undefined ? {} : { context: call.context };
    let result = await road.call(call.tool, call.args, { id, ...ticket, ...context });
    let approval: CallLine['approval'];
    for (
      let round = 0;
      !result.ok && result.pending !== undefined && round < mostQuestions;
      round += 1
    ) {
      const { ticket } = result.pending;
      asked[index] = { id, ticket, open: true };
      approval = await settle(call, result, answers, road);
      if (approval.answer === 'none') break;
      asked[index] = { id, ticket, open: false };
      result = await road.resume(ticket);
    }
    yield lineOf(index, { ...call, at: script.at }, result, approval, performance.now() - begun);
  }
}

/** A ticket that a call was given. */
interface Asked {
  readonly id: string;
  readonly ticket: string;
  /** Nobody answered it. */
  readonly open: boolean;
}

type PendingResult = Extract<CallResult, { readonly pending: Pending }>;

/** Answers everything that a pending call asks, as the script says. */
async function settle(
  call: ScriptCall,
  { decision, pending }: PendingResult,
  answers: Answers,
  road: Drive,
): Promise<NonNullable<CallLine['approval']>> {
  const { requirements } = decision;
  const from = requirements.map(({ approvers }) => approvers).join(', ');
  const answer = answers.approval(call.tool);
  if (answer === 'none') return { from, answer };
  for (const { approvers, count } of requirements) {
    for (let person = 1; person <= count; person += 1) {
      await road.answer(pending.ticket, { by: `${approvers}-${person}`, answer, approvers });
      if (answer === 'deny') return { from, answer };
    }
  }
  return { from, answer };
}

function lineOf(
  index: number,
  { tool, at }: ScriptCall & Pick<Script, 'at'>,
  result: CallResult,
  approval: CallLine['approval'],
  ms: number,
): CallLine {
  const { decision } = result;
  const refusal = result.ok ? undefined : refusalOf(result);
  return {
    call: index,
    tool,
    verdict: decision.verdict === 'permit' ? 'permit' : 'forbid',
    ok: result.ok,
    because: refusal?.because ?? decision.because,
    opinions: opinionLines(decision, at),
    ...(result.ok ? { result: result.value } : {}),
    ...(refusal === undefined ? {} : { refusal }),
    ...(approval === undefined ? {} : { approval }),
    ms: Math.round(ms * 1000) / 1000,
  };
}

function refusalOf(result: Exclude<CallResult, { readonly ok: true }>): RefusalLine {
  if (result.refusal === undefined) {
    return { code: 'VAK6005', because: `nobody answered: ${result.decision.because}` };
  }
  const { opinions: _, ...refusal } = result.refusal;
  return refusal;
}

/**
 * What was said of a call, as JSON lines and documents print it. What nothing in the file says is said
 * at `place`, that of the agent.
 */
export function opinionLines({ opinions }: Decision, place: string): readonly OpinionLine[] {
  return opinions.map(({ by, verdict, rule, at, because, detail }: Opinion) => ({
    by,
    verdict,
    ...(rule === undefined ? {} : { rule }),
    at: at ?? place,
    ...(because === undefined ? {} : { because }),
    ...(detail === undefined ? {} : { detail }),
  }));
}
