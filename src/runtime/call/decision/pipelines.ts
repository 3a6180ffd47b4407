import type { ApproversPlan, ObjectionPlan, PipelinePlan, Plan } from '../../../dsl/plan/plan.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { Call, Objection, StageRecord } from '../../contract/call.ts';
import { inWords, type RefusalCode, refusalCodes, VakError } from '../../contract/errors.ts';
import type { Stage, StageFinding, StageKind } from '../../contract/policy.ts';
import type { Contribution } from '../../kernel/kernel.ts';
import { requirementOf } from '../approval/questions.ts';
import { findingOf, type Judged, recordOf } from './stage.ts';

type StagePlan = PipelinePlan['stages'][number];

/** A stage with all that asking it needs. */
interface Ready {
  /** `pipeline.stage` */
  readonly name: string;
  readonly plan: StagePlan;
  readonly stage: Stage;
  readonly pure: boolean;
  readonly ms: number;
  readonly objection: ObjectionPlan;
}
interface ReadyPipeline {
  readonly agents: PipelinePlan['agents'];
  readonly stages: readonly Ready[];
}

/** What pipelines say of a call, and what each stage found. */
export interface Judgement {
  readonly objections: readonly Objection[];
  readonly stages: readonly StageRecord[];
}
const nothing: Judgement = { objections: [], stages: [] };

/** Asks gates by name, at the place of the stage that names them. */
export type AskGates = (names: readonly string[]) => Promise<Judgement>;
const noGates: AskGates = async () => nothing;

/** How long a stage may take where it does not say so. */
const pureMs = 250;
const askingMs = 5_000;

type Approvers = ReadonlyMap<string, ApproversPlan>;

/**
 * The pipelines of a plan. Each asks its stages in the author's order and stops at the first forbid; a
 * pipeline only objects. A stage that fails is never passed over: its `fallback` must answer, or it objects.
 */
export class Pipelines {
  readonly #pipelines: readonly ReadyPipeline[];
  readonly #approvers: Approvers;
  readonly #impure: ReadonlySet<string>;

  private constructor(pipelines: readonly ReadyPipeline[], approvers: Approvers) {
    this.#pipelines = pipelines;
    this.#approvers = approvers;
    const stages = pipelines.flatMap((each) => each.stages);
    this.#impure = new Set(stages.filter(({ pure }) => !pure).map(({ name }) => name));
  }

  /**
   * Makes every stage of a plan ready.
   * @throws VakError VAK5210 where nothing answers a stage of its kind, VAK5208 where one cannot be made
   */
  static async of(
    plan: Pick<Plan, 'pipelines' | 'uses'>,
    kinds: readonly Contribution<StageKind>[],
    approvers: Approvers,
  ): Promise<Pipelines> {
    const pipelines: ReadyPipeline[] = [];
    for (const { name, agents, stages, otherwise } of plan.pipelines) {
      const ready: Ready[] = [];
      for (const stage of stages) {
        const kind = kindOf(plan.uses, kinds, stage);
        ready.push({
          name: `${name}.${stage.name}`,
          plan: stage,
          stage: await prepared(kind, stage),
          pure: kind.pure,
          ms: stage.timeoutMs ?? (kind.pure ? pureMs : askingMs),
          objection: stage.otherwise ?? otherwise,
        });
      }
      pipelines.push({ agents, stages: ready });
    }
    return new Pipelines(pipelines, approvers);
  }

  /** Whether any pipeline speaks of a call at all; without one nothing is awaited. */
  concern(call: Call): boolean {
    return this.#pipelines.some((each) => binds(each, call));
  }

  /** The gates that stages ask at their place, in the pipelines that speak of a call. */
  gatesOf(call: Call): ReadonlySet<string> {
    const stages = this.#pipelines.flatMap((each) => (binds(each, call) ? each.stages : []));
    return new Set(stages.flatMap(({ plan }) => gatesAt(plan)));
  }

  /** Whether an objection comes from a stage that is not asked again for an explanation. */
  isImpure({ by, rule }: { readonly by: string; readonly rule?: string }): boolean {
    return by === 'pipeline' && rule !== undefined && this.#impure.has(rule);
  }

  /** Asks every pipeline that binds an agent of the call's chain. `pure` leaves out what costs. */
  async judge(
    call: Call,
    only: 'all' | 'pure' = 'all',
    gates: AskGates = noGates,
  ): Promise<Judgement> {
    const objections: Objection[] = [];
    const stages: StageRecord[] = [];
    for (const pipeline of this.#pipelines) {
      if (!binds(pipeline, call)) continue;
      const judged = await this.#run(pipeline, call, only, gates);
      objections.push(...judged.objections);
      stages.push(...judged.stages);
      if (forbidden(judged.objections)) break;
    }
    return stages.length === 0 ? nothing : { objections, stages };
  }

  /** Looks at the result of a call, with the stages that do; the first that is not content ends it. */
  async review(call: Call, result: Json): Promise<readonly StageRecord[]> {
    const records: StageRecord[] = [];
    for (const pipeline of this.#pipelines) {
      for (const { name, plan, stage, ms } of binds(pipeline, call) ? pipeline.stages : []) {
        const { review } = stage;
        if (review === undefined) continue;
        const judged = await findingOf(ms, (signal) => review.call(stage, call, result, signal));
        records.push(recordOf(name, plan.kind, judged));
        if (!('verdict' in judged) || judged.verdict !== 'valid') return records;
      }
    }
    return records;
  }

  async #run(
    pipeline: ReadyPipeline,
    call: Call,
    only: 'all' | 'pure',
    gates: AskGates,
  ): Promise<Judgement> {
    const objections: Objection[] = [];
    const stages: StageRecord[] = [];
    const owed = new Map<string, Objection[]>();
    for (const ready of pipeline.stages) {
      if (only === 'pure' && !ready.pure) continue;
      const named = gatesAt(ready.plan);
      const scored = named.length === 0 ? nothing : await gates(named);
      objections.push(...scored.objections);
      stages.push(...scored.stages);
      if (forbidden(objections)) break;
      const judged = await findingOf(ready.ms, (signal) => ready.stage.judge(call, signal));
      stages.push(recordOf(ready.name, ready.plan.kind, judged));
      const own = this.#objectionsOf(ready, judged);
      const { fallback, name } = ready.plan;
      const stoodInFor = owed.get(name) ?? [];
      owed.delete(name);
      if (!('verdict' in judged) && fallback !== null) {
        owed.set(fallback, [...(owed.get(fallback) ?? []), ...own, ...stoodInFor]);
      } else if ('verdict' in judged && judged.verdict === 'valid') objections.push(...own);
      else objections.push(...own, ...stoodInFor);
      if (forbidden(objections)) break;
    }
    return { objections: [...objections, ...[...owed.values()].flat()], stages };
  }

  #objectionsOf(ready: Ready, judged: Judged): readonly Objection[] {
    if (!('verdict' in judged)) {
      const because = `stage \`${ready.plan.name}\` could not decide`;
      return [this.#objection(ready, refusalCodes.stageUndecided, because, judged.failure)];
    }
    if (judged.objections !== undefined) return judged.objections;
    if (judged.verdict === 'valid') return [];
    return [this.#objection(ready, codes[judged.verdict], wordsFor(ready.plan, judged))];
  }

  #objection(ready: Ready, code: RefusalCode, because: string, detail?: string): Objection {
    const { name, plan, objection } = ready;
    const from = requirementOf(this.#approvers, objection);
    return {
      by: 'pipeline',
      verdict: from === undefined ? 'forbid' : objection.verdict,
      rule: name,
      at: plan.at,
      code,
      because,
      ...(from === undefined ? {} : { from }),
      ...(detail === undefined ? {} : { detail }),
    };
  }
}

/** The gates that a stage asks; those of other kinds order constraints. */
export const gatesAt = ({ kind, orders }: StagePlan): readonly string[] =>
  kind === 'prm' ? orders : [];

const codes = {
  violated: refusalCodes.stageObjects,
  'needs-fact': refusalCodes.factMissing,
  undecided: refusalCodes.stageUndecided,
} as const;

function wordsFor(plan: StagePlan, { verdict, because, missing = [] }: StageFinding): string {
  if (because !== undefined) return because;
  if (verdict === 'needs-fact' && missing.length > 0) {
    return `stage \`${plan.name}\` needs to know ${missing.map((each) => `\`${each}\``).join(', ')}`;
  }
  return verdict === 'undecided'
    ? `stage \`${plan.name}\` could not decide`
    : `stage \`${plan.name}\` objects`;
}

const forbidden = (objections: readonly Objection[]): boolean =>
  objections.some(({ verdict }) => verdict === 'forbid');

const binds = ({ agents }: ReadyPipeline, call: Call): boolean =>
  agents === null || call.chain.agents.some((agent) => agents.includes(agent));

/** The plugin that a stage's word names: its own kind, or the alias of the `use` it came by. */
function kindOf(
  uses: Plan['uses'],
  kinds: readonly Contribution<StageKind>[],
  { kind, name, at }: StagePlan,
): StageKind {
  const use = uses.find(({ alias, point }) => point === 'stages' && alias === kind);
  const answering = kinds.filter(({ by, value }) =>
    use === undefined ? value.kind === kind : by.origin.by === 'use' && by.origin.at === use.at,
  );
  const [first, second] = answering;
  if (first === undefined) {
    const what = `stage \`${name}\` (${at}) is \`${kind}\`, and no plugin provides that kind`;
    throw new VakError('VAK5210', what);
  }
  if (second !== undefined) {
    const both = [first, second].map(({ by }) => `\`${by.plugin.name}\``).join(' and ');
    throw new VakError('VAK5201', `stages of kind \`${kind}\` (${at}) are provided by ${both}`);
  }
  return first.value;
}

async function prepared(kind: StageKind, stage: StagePlan): Promise<Stage> {
  try {
    return await kind.prepare(stage);
  } catch (cause) {
    if (cause instanceof VakError) throw cause;
    const why = inWords(cause);
    throw new VakError('VAK5208', `stage \`${stage.name}\` (${stage.at}): ${why}`, { cause });
  }
}
