import type { CallResult, Pending } from '../call/road.ts';
import { VakError } from '../contract/errors.ts';
import type { Critique, DoneAction, ProposedAction, Proposer } from '../contract/policy.ts';
import type { LiveSession, ToolFunctions } from '../session/agent.ts';
import { compensate } from './compensation.ts';
import { critiqueOf } from './critique.ts';
import { proposal } from './proposals.ts';

/** How a pipeline proposes. */
export interface PipelineOptions {
  /**
   * Who proposes: a proposer, or the name of one that a plugin adds. Of several, the next is asked where one
   * fails.
   */
  readonly propose: string | Proposer | readonly (string | Proposer)[];
  /** How often one action may be proposed, the first time counted. 3 unless set. */
  readonly attempts?: number;
  /** How many actions one run may come to. 16 unless set. */
  readonly actions?: number;
  /** How long one proposal may take, in ms. 30,000 unless set. */
  readonly timeoutMs?: number;
  /**
   * Who is shown the nearest action that would not be forbidden: `host` alone, with what a rule lets be told to the proposer
   * too; or always the proposer as well. `host` unless set.
   */
  readonly repairs?: 'host' | 'proposer';
}

/** What every end of a run tells. */
export interface PipelineAccount {
  readonly done: readonly DoneAction[];
  /** What stood against refused proposals, in their order. */
  readonly critiques: readonly Critique[];
  /** The nearest action that would not be forbidden, for the last refused one. For the host. */
  readonly nearest?: ProposedAction;
}

/** What came of a run. */
export type PipelineOutcome =
  /** Nothing was left to do: what was done stands. */
  | (PipelineAccount & { readonly state: 'committed' })
  /** An action waits for approval; what was done before it stands until `resume`. */
  | (PipelineAccount & {
      readonly state: 'pending';
      readonly task: string;
      readonly action: ProposedAction;
      readonly pending: Pending;
    })
  /** It could not be brought to its end; `left` is what could not be undone of it. */
  | (PipelineAccount & {
      readonly state: 'compensated';
      readonly because: string;
      readonly undone: readonly DoneAction[];
      readonly left: readonly { readonly done: DoneAction; readonly because: string }[];
    });

/** A run under way. */
interface Run {
  readonly task: string;
  readonly signal: AbortSignal | undefined;
  readonly done: DoneAction[];
  readonly critiques: Critique[];
  /** What stood against the action that is wanted next. */
  attempts: Critique[];
  after: string | undefined;
  nearest: ProposedAction | undefined;
}

type End = { readonly because: string } | Extract<PipelineOutcome, { state: 'pending' }>;

/**
 * Takes a task from proposal to effect: a proposer proposes, every action travels the road of its session
 * (normalised, grounded, derived, constrained, scored, decided, executed, checked afterwards), and what is
 * refused goes back with a critique, a bounded number of times. Whatever was done is undone when the task
 * cannot be brought to its end. Nothing here grants: an action passes only by what the session's policy says.
 *
 * @example
 * const vak = await load('refunds.vak', { tools: { 'orders.read': ({ id }) => ({ id }) } });
 * const session = vak.agent('support_desk').session({ principal: 'ann' });
 * const action = { tool: 'orders.read', args: { id: 'ord_1' } };
 * const pipeline = new NeuroSymbolicPipeline(session, {
 *   propose: { name: 'fixed', propose: ({ done }) => (done.length > 0 ? null : action) },
 * });
 * const { state } = await pipeline.run('read order ord_1'); // 'committed'
 * await vak.stop();
 */
export class NeuroSymbolicPipeline<T extends ToolFunctions = Record<never, never>> {
  readonly #session: LiveSession<T>;
  readonly #proposers: readonly Proposer[];
  readonly #options: Required<Omit<PipelineOptions, 'propose'>>;

  /** @throws VakError VAK6202 for an option that does not fit, or a proposer that no plugin adds */
  constructor(session: LiveSession<T>, options: PipelineOptions) {
    const { propose, attempts = 3, actions = 16, timeoutMs = 30_000, repairs = 'host' } = options;
    for (const [name, value] of Object.entries({ attempts, actions, timeoutMs })) {
      if (Number.isSafeInteger(value) && value > 0) continue;
      throw new VakError('VAK6202', `\`${name}\` of a pipeline must be a whole number above 0`);
    }
    this.#session = session;
    this.#proposers = proposersOf(session.inside.road.proposers, propose);
    this.#options = { attempts, actions, timeoutMs, repairs };
  }

  /**
   * Runs a task to its end, or to a question. Never throws for what was proposed.
   * @throws VakError VAK6104 when the session has ended
   */
  run(task: string, options: { readonly signal?: AbortSignal } = {}): Promise<PipelineOutcome> {
    const { signal } = options;
    const fresh = { done: [], critiques: [], attempts: [], after: undefined, nearest: undefined };
    return this.#go({ task, signal, ...fresh });
  }

  /** Takes a run up again whose question was answered; asked too early, it is pending as before. */
  async resume(
    outcome: Extract<PipelineOutcome, { readonly state: 'pending' }>,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<PipelineOutcome> {
    const { task, action, pending, done, critiques } = outcome;
    const run: Run = {
      task,
      signal: options.signal,
      done: [...done],
      critiques: [...critiques],
      attempts: [],
      after: undefined,
      nearest: undefined,
    };
    const result = await this.#call(run, action, 'approved', pending.ticket);
    const end = await this.#settle(run, action, result);
    return end === undefined ? this.#go(run) : this.#ended(run, end);
  }

  async #go(run: Run): Promise<PipelineOutcome> {
    const { actions, timeoutMs } = this.#options;
    for (;;) {
      const { task, done, attempts } = run;
      const request = { task, done: [...done], critiques: attempts };
      const proposed = await proposal(this.#proposers, request, timeoutMs, run.signal);
      if ('failure' in proposed) {
        return this.#ended(run, { because: `nothing was proposed: ${proposed.failure}` });
      }
      const { action, by } = proposed;
      // An action was refused and there is no other: what was wanted has not been done.
      const given = action === null && attempts.length > 0;
      if (given) return this.#ended(run, { because: 'the proposer gave up' });
      if (action === null) return { state: 'committed', ...told(run) };
      if (done.length >= actions) {
        return this.#ended(run, { because: `it came to more than ${actions} actions` });
      }
      const result = await this.#call(run, action, by);
      const end = await this.#settle(run, action, result);
      if (end !== undefined) return this.#ended(run, end);
    }
  }

  #call(
    run: Run,
    { tool, args, thought }: ProposedAction,
    by: string,
    ticket?: string,
  ): Promise<CallResult> {
    const after = run.after === undefined ? {} : { after: run.after };
    return this.#session.travel({
      tool,
      args,
      proposal: { by, attempt: run.attempts.length + 1, ...after },
      ...(thought === undefined ? {} : { thought }),
      ...(ticket === undefined ? {} : { ticket }),
      ...(run.signal === undefined ? {} : { signal: run.signal }),
    });
  }

  /** Takes down what came of an action; gives the end where there is nothing more to try. */
  async #settle(run: Run, action: ProposedAction, result: CallResult): Promise<End | undefined> {
    if (result.ok) {
      run.done.push({ action, call: result.entry.call, value: result.value });
      Object.assign(run, { attempts: [], after: undefined, nearest: undefined });
      return undefined;
    }
    if (result.pending !== undefined) {
      const { task } = run;
      return { state: 'pending', task, action, pending: result.pending, ...told(run) };
    }
    const { decision, entry, refusal } = result;
    if (decision.verdict === 'permit' && this.#mayHaveHappened(action)) {
      // It was carried out, or may have been: it counts among what has to be undone.
      if (entry !== undefined) run.done.push({ action, call: entry.call });
      return { because: `${refusal.code}: ${refusal.because}` };
    }
    const attempt = run.attempts.length + 1;
    const offer = this.#options.repairs === 'proposer';
    const { critique, nearest } = await critiqueOf(action, result, { attempt, offer });
    run.attempts = [...run.attempts, critique];
    run.critiques.push(critique);
    Object.assign(run, { after: entry?.call, nearest });
    if (attempt < this.#options.attempts) return undefined;
    return { because: `refused ${attempt} times, last ${refusal.code}: ${refusal.because}` };
  }

  #mayHaveHappened({ tool }: ProposedAction): boolean {
    const effect = this.#session.inside.road.tools.get(tool)?.effect;
    return effect !== 'pure' && effect !== 'read';
  }

  async #ended(run: Run, end: End): Promise<PipelineOutcome> {
    if ('state' in end) return end;
    const { because } = end;
    const compensation = await compensate(this.#session, run.done);
    return { state: 'compensated', because, ...told(run), ...compensation };
  }
}

const told = ({ done, critiques, nearest }: Run): PipelineAccount => ({
  done: [...done],
  critiques: [...critiques],
  ...(nearest === undefined ? {} : { nearest }),
});

function proposersOf(
  known: readonly Proposer[],
  propose: PipelineOptions['propose'],
): readonly Proposer[] {
  const wanted = Array.isArray(propose) ? propose : [propose];
  if (wanted.length === 0) throw new VakError('VAK6202', 'a pipeline needs somebody who proposes');
  return wanted.map((one: string | Proposer) => {
    if (typeof one !== 'string') return one;
    const [found, another] = known.filter(({ name }) => name === one);
    if (found !== undefined && another === undefined) return found;
    const what = found === undefined ? 'no plugin adds' : 'two plugins add';
    throw new VakError('VAK6202', `${what} a proposer \`${one}\``);
  });
}
