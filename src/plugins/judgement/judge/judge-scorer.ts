import type {
  Health,
  PrmScore,
  ReasoningStep,
  Scorer,
  Spent,
  StepOwner,
  ThoughtScore,
} from '../../../runtime/contract/index.ts';
import { aggregate } from './fit/aggregate.ts';
import { calibrated } from './fit/calibration.ts';
import { DriftAlarm } from './fit/drift.ts';
import type { FitFile, SourceFit } from './fit/fit.ts';
import { disagree } from './fit/fit-all.ts';
import { type Fusion, fused, meanOf } from './fit/fusion.ts';
import { keyOf } from './source/recorded.ts';
import type { Payer, Source } from './source/source.ts';

/** How sources are put together. */
export interface Joining {
  /** Asked where the others disagree about a step: one finds it sound and one does not. */
  readonly strong: Source | undefined;
  readonly fits: FitFile['sources'];
  /** Weights of several sources together; what answered counts by those that speak of exactly it. */
  readonly fusions: readonly Fusion[];
  /** True once the calibration is older than it may be: nothing is scored from then on. */
  readonly isStale: () => boolean;
  /** How many scores are kept for equal questions. */
  readonly cache: number;
}

const tooOld = 'the calibration is older than `max_age`';

/**
 * Scores a step by its sources: each is aggregated and calibrated as it was fitted; then they are fused by
 * fitted weights, or where none were fitted the mean counts.
 * Whatever one of them cannot tell is an error, never a guess. Equal questions
 * of one session are answered from a cache; no session is given what another one asked.
 */
export class JudgeScorer implements Scorer {
  readonly name = 'vak/judge';
  readonly pure = false;
  readonly #sources: readonly Source[];
  readonly #joining: Joining;
  readonly #kept = new Map<string, ThoughtScore>();
  readonly #alarms = new Map<string, DriftAlarm>();
  readonly #drifting = new Set<string>();

  constructor(sources: readonly Source[], joining: Joining) {
    this.#sources = sources;
    this.#joining = joining;
    for (const [name, { histogram }] of Object.entries(joining.fits)) {
      this.#alarms.set(name, new DriftAlarm(histogram));
    }
  }

  /** Down with a calibration that is too old, degraded while scores lie elsewhere than those fitted on. */
  health(): Health {
    if (this.#joining.isStale()) return { state: 'down', reason: tooOld };
    if (this.#drifting.size === 0) return { state: 'ok' };
    const names = [...this.#drifting].sort().join(', ');
    return { state: 'degraded', reason: `scores of ${names} have drifted from what was fitted` };
  }

  async score(
    step: ReasoningStep,
    before: readonly ReasoningStep[],
    signal: AbortSignal,
    owner: StepOwner,
    spent: Spent = () => {},
  ): Promise<ThoughtScore> {
    if (this.#joining.isStale()) throw new Error(tooOld);
    const key = JSON.stringify([owner.tenant, owner.session, keyOf(step, before)]);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const ask = (source: Source): Promise<PrmScore> =>
      this.#ask(source, step, before, signal, { owner, spent });
    const first = await Promise.all(this.#sources.map(ask));
    const { strong } = this.#joining;
    const split = strong !== undefined && disagree(first.map(({ score }) => score));
    const answer = split ? this.#decided(first, await ask(strong)) : this.#joined(first);
    this.#keep(key, answer);
    return answer;
  }

  async #ask(
    source: Source,
    step: ReasoningStep,
    before: readonly ReasoningStep[],
    signal: AbortSignal,
    payer: Payer,
  ): Promise<PrmScore> {
    const {
      steps,
      confidence,
      because,
      evidence = null,
    } = await source.score(step, before, signal, payer);
    const fit: SourceFit | undefined = Object.hasOwn(this.#joining.fits, source.name)
      ? this.#joining.fits[source.name]
      : undefined;
    const raw = aggregate(fit?.aggregate ?? 'min', steps);
    if (this.#alarms.get(source.name)?.add(raw) === true) this.#drifting.add(source.name);
    else this.#drifting.delete(source.name);
    return {
      source: source.name,
      score: fit === undefined ? raw : calibrated(fit.calibration, raw),
      ...(confidence === undefined ? {} : { confidence }),
      ...(because === undefined ? {} : { because }),
      evidence: {
        raw: String(raw),
        ...(fit === undefined ? {} : { calibrated: fit.calibration.method }),
        ...(this.#drifting.has(source.name) ? { drift: true } : {}),
        ...(typeof evidence === 'object' && evidence !== null ? evidence : {}),
      },
    };
  }

  /** What the strong one makes of it: with the others where their weights are known, else alone. */
  #decided(first: readonly PrmScore[], strong: PrmScore): ThoughtScore {
    const all = [...first, strong];
    return this.#fusionOf(all) === undefined ? this.#joined([strong], first) : this.#joined(all);
  }

  /** One score of those that count; the others stand in the evidence alone. */
  #joined(counted: readonly PrmScore[], others: readonly PrmScore[] = []): ThoughtScore {
    const fusion = this.#fusionOf(counted);
    const scores = counted.map(({ score }) => score);
    const ordered = fusion?.of.map(
      (name) => counted.find(({ source }) => source === name)?.score ?? 0,
    );
    const score =
      fusion === undefined || ordered === undefined ? meanOf(scores) : fused(fusion, ordered);
    const [worst] = [...counted].sort((a, b) => a.score - b.score);
    const sure = counted.flatMap(({ confidence = [] }) => confidence);
    return {
      score,
      ...(sure.length === 0 ? {} : { confidence: Math.min(...sure) }),
      ...(worst?.because === undefined ? {} : { because: worst.because }),
      evidence: [...others, ...counted].map(({ source, score: own, evidence }) => ({
        source,
        score: String(own),
        ...(fusion?.of.includes(source) ? { weight: weightOf(fusion, source) } : {}),
        evidence,
      })),
    };
  }

  #fusionOf(counted: readonly PrmScore[]): Fusion | undefined {
    return fusionFor(
      this.#joining.fusions,
      counted.map(({ source }) => source),
    );
  }

  #keep(key: string, answer: ThoughtScore): void {
    if (this.#joining.cache === 0) return;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= this.#joining.cache && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, answer);
  }
}

const weightOf = ({ of, weights }: Fusion, source: string): string =>
  String(weights[of.indexOf(source)] ?? 0);

/** The weights that speak of exactly these sources. */
export function fusionFor(
  fusions: readonly Fusion[],
  sources: readonly string[],
): Fusion | undefined {
  const sorted = [...sources].sort();
  return fusions.find(
    ({ of }) => of.length === sorted.length && of.every((name, index) => name === sorted[index]),
  );
}
