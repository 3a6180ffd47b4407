import { condition } from '../../../dsl/plan/evaluate.ts';
import type { GatePlan } from '../../../dsl/plan/judging.ts';
import type { ApproversPlan, ObjectionPlan, Plan } from '../../../dsl/plan/plan.ts';
import type { Json, Value } from '../../../dsl/values/value.ts';
import type { Call, Objection, ReasoningStep, StageRecord } from '../../contract/call.ts';
import { type RefusalCode, refusalCodes, VakError } from '../../contract/errors.ts';
import type { GateDecision, Scorer, Take, ThoughtScore } from '../../contract/policy.ts';
import type { Contribution } from '../../kernel/kernel.ts';
import { mostRefused } from '../../session/step-state.ts';
import type { Steps } from '../../session/steps.ts';
import { takeEntry } from '../account/entries.ts';
import { requirementOf } from '../approval/questions.ts';
import { ownerOf, type Scored, scoreOf, type Terms } from './scoring.ts';

type Approvers = ReadonlyMap<string, ApproversPlan>;
type Holds = ReturnType<typeof condition>;

/** A gate with its scorer found and its conditions compiled. */
interface Ready {
  readonly plan: GatePlan;
  readonly scorer: Scorer;
  readonly terms: Terms;
  readonly retries: number;
  readonly backtrack: number;
  readonly hysteresis: number;
  readonly objections: readonly {
    readonly plan: ObjectionPlan;
    readonly holds: Holds;
    readonly at: string;
  }[];
}

/** What gates say of a call, and what was measured. */
export interface Gated {
  readonly objections: readonly Objection[];
  readonly stages: readonly StageRecord[];
}

/** How long a scorer may take where nobody says so. */
const pureMs = 250;
const askingMs = 5_000;
/** What a call is judged by. */
export interface Judging {
  readonly steps: Pick<Steps, 'all' | 'next' | 'state'>;
  readonly only: 'all' | 'pure';
  readonly wanted: (gate: string) => boolean;
  /** The largest share of a limit that the call takes. */
  readonly cost: () => number | undefined;
}

/** What one gate says of a call. */
interface Judged {
  readonly objections: readonly Objection[];
  readonly record: StageRecord;
}

const gathered = (judged: readonly Judged[]): Gated => ({
  objections: judged.flatMap(({ objections }) => objections),
  stages: judged.map(({ record }) => record),
});

/** What holds where a gate does not say. */
const usual = { retries: 3, confidence: 0.5, backtrack: 0.4, hysteresis: 0 } as const;

/**
 * The gates of a plan. Each asks its scorer once a call; a score that is not to be had, out of range or no
 * number at all is what `if unavailable` says, forbid where it says nothing. A gate only objects: however
 * high a score, it grants nothing.
 */
export class Gates {
  readonly #gates: readonly Ready[];
  readonly #approvers: Approvers;

  private constructor(gates: readonly Ready[], approvers: Approvers) {
    this.#gates = gates;
    this.#approvers = approvers;
  }

  /**
   * Finds the scorer of every gate.
   * @throws VakError VAK5210 where no plugin gives it
   */
  static of(
    plan: Pick<Plan, 'gates'>,
    scorers: readonly Contribution<Scorer>[],
    approvers: Approvers,
  ): Gates {
    const gates = plan.gates.map((gate): Ready => {
      const { use, name } = gate.scorer;
      const found = scorers.filter(({ by, value }) =>
        by.origin.by === 'use' ? by.origin.at === use : value.name === name,
      );
      const [first] = found;
      if (first === undefined) {
        const what = `gate \`${gate.name}\` (${gate.at}) is scored by \`${gate.scorer.name}\`, which no plugin gives`;
        throw new VakError('VAK5210', what);
      }
      const scorer = first.value;
      return {
        plan: gate,
        scorer,
        terms: {
          ms: gate.timeoutMs ?? (scorer.pure ? pureMs : askingMs),
          confidence: Number(gate.confidence ?? usual.confidence),
        },
        retries: Math.min(mostRefused, gate.retries ?? usual.retries),
        backtrack: Number(gate.backtrack ?? usual.backtrack),
        hysteresis: Number(gate.hysteresis ?? usual.hysteresis),
        objections: gate.objections.map(({ objection, when, at }) => ({
          plan: objection,
          holds: condition(when),
          at,
        })),
      };
    });
    return new Gates(gates, approvers);
  }

  /** Whether any gate speaks of a call; without one nothing is awaited. */
  concern(call: Call): boolean {
    return this.#gates.some(({ plan }) => binds(plan, call));
  }

  /** Whether an objection comes from a gate that is not asked again for an explanation. */
  isImpure({ by, rule, detail }: Pick<Objection, 'by' | 'rule' | 'detail'>): boolean {
    if (by !== 'gate') return false;
    if (detail === notScored) return true;
    return this.#gates.some(({ plan, scorer }) => plan.name === rule && !scorer.pure);
  }

  /**
   * Scores a call by every gate that binds it and is wanted, all at once. `pure` leaves out scorers that
   * cost. A step that a gate refused is not scored again, nor is any after `retries` in a row, until another
   * step was taken. After a gate objected, its conditions must also be false of a score lower by its
   * `hysteresis`: that can only add an objection.
   */
  judge(call: Call, { steps, only, wanted, cost }: Judging): Gated | Promise<Gated> {
    const judged: (Judged | Promise<Judged>)[] = [];
    let step: ReasoningStep | undefined;
    let waits = false;
    for (const gate of this.#gates) {
      const { plan, scorer } = gate;
      if (!binds(plan, call) || !wanted(plan.name) || (only === 'pure' && !scorer.pure)) continue;
      step ??= steps.next(call, cost);
      const one = this.#judge(gate, call, step, steps, only);
      waits ||= one instanceof Promise;
      judged.push(one);
    }
    return waits ? Promise.all(judged).then(gathered) : gathered(judged as readonly Judged[]);
  }

  #judge(
    gate: Ready,
    call: Call,
    step: ReasoningStep,
    { all, state }: Pick<Steps, 'all' | 'state'>,
    only: 'all' | 'pure',
  ): Judged | Promise<Judged> {
    const { plan, scorer, terms } = gate;
    const refused = state.refusedBy(plan.name);
    const again = only === 'pure' ? undefined : retried(gate, refused, step);
    if (again !== undefined) return this.#refused(gate, again);
    const before = all.slice(-plan.window);
    const more = state.isHolding(plan.name) ? gate.hysteresis : 0;
    const made = (scored: Scored): Judged => {
      const objections = this.#objectionsOf(gate, call, scored, { more, refused });
      const record = recordOf(gate, scored, more, decisionOf(objections));
      return { objections, record: withTakes(record, [...taken.values()].flat()) };
    };
    const taken = new Map<string, readonly Take[]>();
    const spent = (reservation: string, takes: readonly Take[]): void => {
      taken.set(reservation, takes);
    };
    const scored = scoreOf(scorer, { step, before, owner: ownerOf(call), spent }, terms);
    return scored instanceof Promise ? scored.then(made) : made(scored);
  }

  #refused(gate: Ready, { because, advice }: Again): Judged {
    const { name, at } = gate.plan;
    const code = refusalCodes.gateObjects;
    const forbid: ObjectionPlan = { verdict: 'forbid' };
    const objection = this.#objection(gate, forbid, at, code, because, notScored);
    return {
      objections: [{ ...objection, advice }],
      record: { stage: name, kind: 'gate', verdict: 'violated', because },
    };
  }

  #objectionsOf(
    gate: Ready,
    call: Call,
    scored: Scored,
    { more, refused }: { readonly more: number; readonly refused: readonly string[] },
  ): readonly Objection[] {
    const { plan } = gate;
    if (!('score' in scored)) {
      const because = `the score of gate \`${plan.name}\` is not to be had`;
      return [
        this.#objection(
          gate,
          plan.unavailable,
          plan.at,
          refusalCodes.scoreUnavailable,
          because,
          scored.failure,
        ),
      ];
    }
    const { score } = scored;
    const readings = [{ ...call.facts, score: decimalOf(score) }];
    if (more > 0) readings.push({ ...call.facts, score: decimalOf(Math.max(0, score - more)) });
    const { written } = call;
    if (written !== undefined) readings.push(...readings.map((of) => ({ ...of, args: written })));
    const tried = refused.length + 1;
    const advice = score < gate.backtrack || tried >= gate.retries ? 'backtrack' : 'retry';
    return gate.objections.flatMap(({ plan: objection, holds, at }) => {
      // What cannot be told takes the stricter reading, as in every objection.
      if (readings.every((facts) => holds(facts) === false)) return [];
      const because = plan.because ?? inWords(scored);
      const held = more > 0 ? `, ${more} more is asked since it objected` : '';
      const detail = `score ${score} by \`${gate.scorer.name}\`${held}`;
      const said = this.#objection(gate, objection, at, refusalCodes.gateObjects, because, detail);
      return [said.verdict === 'forbid' ? { ...said, advice } : said];
    });
  }

  #objection(
    { plan }: Ready,
    objection: ObjectionPlan,
    at: string,
    code: RefusalCode,
    because: string,
    detail: string,
  ): Objection {
    const from = requirementOf(this.#approvers, objection);
    return {
      by: 'gate',
      verdict: from === undefined ? 'forbid' : objection.verdict,
      rule: plan.name,
      at,
      code,
      because,
      detail,
      ...(from === undefined ? {} : { from }),
    };
  }
}

const notScored = 'it was not scored again';

/** Why a step is refused that is not scored, and what may do instead. */
type Again = Required<Pick<Objection, 'advice'>> & { readonly because: string };

/** Why a step is refused without a score; undefined where it is scored. */
function retried(
  { retries }: Ready,
  refused: readonly string[],
  step: ReasoningStep,
): Again | undefined {
  if (refused.length === 0) return undefined;
  if (refused.length >= retries) {
    const because = `${retries} steps in a row were not sound enough; take a step of another kind first`;
    return { because, advice: 'backtrack' };
  }
  if (!refused.includes(step.hash)) return undefined;
  return {
    because: 'this step was not sound enough before; change its arguments',
    advice: 'retry',
  };
}

const billion = 1e9;

/** A score in billionths, rounded down: a score just below a bound never reaches it. */
export const decimalOf = (score: number): Value => ({
  kind: 'decimal',
  nano: BigInt(Math.floor(score * billion + 1e-3)),
});

/** What a model is told that may try again: the step, not the score. */
const inWords = ({ because }: ThoughtScore): string =>
  because === undefined
    ? 'this step is not sound enough; take another one'
    : `this step is not sound enough: ${because}`;

function decisionOf(objections: readonly Objection[]): GateDecision {
  const forbid = objections.find(({ verdict }) => verdict === 'forbid');
  if (forbid === undefined) {
    return { verdict: objections.length === 0 ? 'no objection' : 'approval' };
  }
  const { advice } = forbid;
  return { verdict: 'forbid', ...(advice === undefined ? {} : { advice }) };
}

function recordOf(
  { plan, scorer }: Ready,
  scored: Scored,
  more: number,
  decision: GateDecision,
): StageRecord {
  const base = { stage: plan.name, kind: 'gate' };
  if (!('score' in scored)) return { ...base, verdict: 'failed', because: scored.failure };
  const evidence: Json = {
    scorer: scorer.name,
    score: String(scored.score),
    decision: { ...decision },
    ...(more === 0 ? {} : { hysteresis: String(more) }),
    ...(scored.confidence === undefined ? {} : { confidence: String(scored.confidence) }),
    ...(scored.evidence === undefined ? {} : { evidence: scored.evidence }),
  };
  const because = scored.because === undefined ? {} : { because: scored.because };
  return { ...base, verdict: 'valid', ...because, evidence };
}

/** With what the scorer took of limits, whether it had a score or not. */
const withTakes = (record: StageRecord, takes: readonly Take[]): StageRecord =>
  takes.length === 0 ? record : { ...record, takes: takes.map(takeEntry) };

/** Whether a gate speaks of a call. */
export const binds = ({ agents, tools }: GatePlan, call: Call): boolean =>
  tools.includes(call.tool.name) &&
  (agents === null || call.chain.agents.some((agent) => agents.includes(agent)));
