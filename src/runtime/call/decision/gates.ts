import { condition } from '../../../dsl/plan/evaluate.ts';
import type { GatePlan } from '../../../dsl/plan/gate.ts';
import type { ApproversPlan, ObjectionPlan, Plan } from '../../../dsl/plan/plan.ts';
import { readScalar } from '../../../dsl/values/scalars/scalar.ts';
import type { Json, Value } from '../../../dsl/values/value.ts';
import type { Call, Objection, StageRecord } from '../../contract/call.ts';
import { type RefusalCode, refusalCodes, VakError } from '../../contract/errors.ts';
import type { GateDecision, ReasoningStep, Scorer, ThoughtScore } from '../../contract/policy.ts';
import type { Contribution } from '../../kernel/kernel.ts';
import type { Steps } from '../../session/steps.ts';
import { requirementOf } from '../approval/questions.ts';
import { ownerOf, type Scored, scoreOf } from './scoring.ts';

type Approvers = ReadonlyMap<string, ApproversPlan>;
type Holds = ReturnType<typeof condition>;

/** A gate with its scorer found and its conditions compiled. */
interface Ready {
  readonly plan: GatePlan;
  readonly scorer: Scorer;
  readonly ms: number;
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
/** So many steps in a row may a gate refuse; then it refuses all until another step was taken. */
const mostTries = 3;
/** A scorer that is less sure of its score than this has none. */
const leastConfidence = 0.5;

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
        ms: gate.timeoutMs ?? (scorer.pure ? pureMs : askingMs),
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
   * cost. A step that a gate refused is not scored again, nor is any after three in a row, until another
   * step was taken.
   */
  async judge(
    call: Call,
    steps: Pick<Steps, 'all' | 'next' | 'refusedBy'>,
    only: 'all' | 'pure',
    wanted: (gate: string) => boolean,
  ): Promise<Gated> {
    const step = steps.next(call);
    const asked = this.#gates.filter(
      ({ plan, scorer }) =>
        binds(plan, call) && wanted(plan.name) && (only === 'all' || scorer.pure),
    );
    const judged = await Promise.all(
      asked.map(async (gate) => {
        const again = only === 'pure' ? undefined : retried(steps.refusedBy(gate.plan.name), step);
        if (again !== undefined) return this.#refused(gate, again);
        const before = steps.all.slice(-gate.plan.window);
        const terms = { ms: gate.ms, confidence: leastConfidence };
        const scored = await scoreOf(gate.scorer, { step, before, owner: ownerOf(call) }, terms);
        const objections = this.#objectionsOf(gate, call, scored);
        const tries = steps.refusedBy(gate.plan.name).length + 1;
        return { objections, record: recordOf(gate, scored, decisionOf(objections, tries)) };
      }),
    );
    return {
      objections: judged.flatMap((each) => each.objections),
      stages: judged.map((each) => each.record),
    };
  }

  #refused(
    gate: Ready,
    because: string,
  ): { readonly objections: readonly Objection[]; readonly record: StageRecord } {
    const { name, at } = gate.plan;
    const code = refusalCodes.gateObjects;
    const forbid: ObjectionPlan = { verdict: 'forbid' };
    return {
      objections: [this.#objection(gate, forbid, at, code, because, notScored)],
      record: { stage: name, kind: 'gate', verdict: 'violated', because },
    };
  }

  #objectionsOf(gate: Ready, call: Call, scored: Scored): readonly Objection[] {
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
    const value = readScalar(scored.score.toFixed(9), 'decimal') as Value;
    const facts = { ...call.facts, score: value };
    return gate.objections.flatMap(({ plan: objection, holds, at }) => {
      // What cannot be told takes the stricter reading, as in every objection.
      if (holds(facts) === false) return [];
      const because = plan.because ?? advice(scored);
      const detail = `score ${scored.score} by \`${gate.scorer.name}\``;
      return [this.#objection(gate, objection, at, refusalCodes.gateObjects, because, detail)];
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

/** Why a step is refused without a score; undefined where it is scored. */
function retried(refused: readonly string[], step: ReasoningStep): string | undefined {
  if (refused.length === 0) return undefined;
  if (refused.includes(step.hash))
    return 'this step was not sound enough before; change its arguments';
  if (refused.length < mostTries) return undefined;
  return `${mostTries} steps in a row were not sound enough; take a step of another kind first`;
}

/** What a model is told that may try again: the step, not the score. */
const advice = ({ because }: ThoughtScore): string =>
  because === undefined
    ? 'this step is not sound enough; take another one'
    : `this step is not sound enough: ${because}`;

function decisionOf(objections: readonly Objection[], tries: number): GateDecision {
  const verdicts = objections.map(({ verdict }) => verdict);
  if (verdicts.includes('forbid')) {
    return { verdict: 'forbid', advice: tries < mostTries ? 'retry' : 'backtrack' };
  }
  return { verdict: verdicts.length === 0 ? 'no objection' : 'approval' };
}

function recordOf({ plan, scorer }: Ready, scored: Scored, decision: GateDecision): StageRecord {
  const base = { stage: plan.name, kind: 'gate' };
  if (!('score' in scored)) return { ...base, verdict: 'failed', because: scored.failure };
  const evidence: Json = {
    scorer: scorer.name,
    score: String(scored.score),
    decision: { ...decision },
    ...(scored.confidence === undefined ? {} : { confidence: String(scored.confidence) }),
    ...(scored.evidence === undefined ? {} : { evidence: scored.evidence }),
  };
  const because = scored.because === undefined ? {} : { because: scored.because };
  return { ...base, verdict: 'valid', ...because, evidence };
}

const binds = ({ agents, tools }: GatePlan, call: Call): boolean =>
  tools.includes(call.tool.name) &&
  (agents === null || call.chain.agents.some((agent) => agents.includes(agent)));
