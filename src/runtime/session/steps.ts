import type { Json } from '../../dsl/values/value.ts';
import type { Call, Decision, HeardMessage, ReasoningStep } from '../contract/call.ts';
import type { Take } from '../contract/policy.ts';
import { StepState } from './step-state.ts';

/** So many steps are kept; a gate is shown the last of them. */
const mostKept = 64;
/** Of a result so much is kept, in UTF-16 units of its JSON. */
const longestObservation = 4_096;

/** So many messages are kept, and of each so much, in UTF-16 units. */
const mostHeard = 8;
const longestMessage = 4_096;

/** What the log knows of the steps of a session before this process, or before the session was ended. */
export interface Recalled {
  readonly state: StepState;
  /** Reads the steps themselves, oldest first. */
  steps(): Promise<readonly ReasoningStep[]>;
  /** Reads the last messages that came in, oldest first. */
  heard(): Promise<readonly HeardMessage[]>;
}

/** What an agent did in its session, in the order of the decisions. */
export class Steps {
  readonly #kept: ReasoningStep[] = [];
  #heard: readonly HeardMessage[] = [];
  readonly #state: StepState;
  #recalled: Recalled | undefined;

  constructor(recalled?: Recalled) {
    this.#recalled = recalled;
    this.#state = recalled?.state ?? new StepState();
  }

  /** Reads what was before from the log; undefined where there is nothing to be read, or it was. */
  recall(): Promise<void> | undefined {
    const recalled = this.#recalled;
    if (recalled === undefined) return undefined;
    return Promise.all([recalled.steps(), recalled.heard()]).then(([steps, heard]) => {
      this.#recalled = undefined;
      for (const step of steps) this.#keep(step);
      this.#heard = lastOf([...heard, ...this.#heard]);
    });
  }

  /** The steps kept, oldest first. */
  get all(): readonly ReasoningStep[] {
    return this.#kept;
  }

  /** What gates remember. */
  get state(): Pick<StepState, 'refusedBy' | 'isHolding'> {
    return this.#state;
  }

  /** The step that a call would be; what it costs is asked when it is first read. */
  next(call: Call, cost: () => number | undefined = unknown): ReasoningStep {
    const { tool, json, thought } = call;
    const number = this.#state.count + 1;
    const heard = this.#heard;
    let asked: { readonly cost: number | undefined } | undefined;
    return {
      number,
      tool: tool.name,
      args: json,
      // Made when it is first read, as the call's own is.
      get hash() {
        return call.hash;
      },
      get cost() {
        asked ??= { cost: cost() };
        return asked.cost;
      },
      ...(thought === undefined ? {} : { thought }),
      ...(heard.length === 0 ? {} : { heard }),
    };
  }

  /** Takes in a message that was let in. */
  hear(message: Json): void {
    const heard = heardIn(message);
    if (heard !== undefined) this.#heard = lastOf([...this.#heard, heard]);
  }

  /** Takes in what gates made of a call, whatever became of it. */
  judged({ stages }: Pick<Decision, 'stages'>): void {
    this.#state.judged(stages);
  }

  /** Adds a call that was refused. */
  refuse(call: Call, { because, opinions }: Decision): void {
    const step = { ...this.next(call), observation: observed(because), refused: true as const };
    this.#state.refused(call.hash, opinions);
    this.#keep(step);
  }

  /** Adds a step that was taken, with what came of it and what it took of limits. */
  take(call: Call, observation: string, cost: number | undefined): void {
    const step = { ...this.next(call, () => cost), observation: observed(observation) };
    this.#state.taken();
    this.#keep(step);
  }

  #keep({ heard: _, ...step }: ReasoningStep): void {
    this.#kept.push(Object.freeze(step));
    if (this.#kept.length > mostKept) this.#kept.shift();
  }
}

const unknown = (): undefined => undefined;

const lastOf = (heard: readonly HeardMessage[]): readonly HeardMessage[] =>
  Object.freeze(heard.slice(-mostHeard));

/** The message in the arguments of `agent.input`; undefined where they hold none, since it is hidden. */
export function heardIn(args: Json): HeardMessage | undefined {
  const { source, text } = (args ?? {}) as { readonly source?: unknown; readonly text?: unknown };
  if (typeof source !== 'string' || typeof text !== 'string') return undefined;
  return Object.freeze({ source, text: text.slice(0, longestMessage) });
}

/** The largest share of a limit among takes; `used` where that became known, in their order. */
export function costOf(
  takes: readonly Pick<Take, 'amount' | 'max'>[],
  used?: readonly bigint[],
): number | undefined {
  const shares = takes.map(
    ({ amount, max }, index) => Number(used?.[index] ?? amount) / Number(max),
  );
  return shares.length === 0 ? undefined : Math.max(...shares);
}

/** What came of a step, cut where it is long. */
export const observed = (text: string): string => text.slice(0, longestObservation);
