import { type FitFile, type FitReport, fitOf, heldThird, type ScoreRow } from './fit.ts';
import { type Fusion, type FusionReport, type FusionRow, fused, fusionOf } from './fusion.ts';
import { type Quality, qualityOf } from './quality.ts';

/** How a cascade does on rows it was not made from: the others first, the strong one where they disagree. */
export interface CascadeReport {
  readonly strong: string;
  /** The share of steps on which the strong one is asked. */
  readonly asked: number;
  readonly quality: Quality;
}
/** All that was fitted, and how good it is. */
export interface FitAll {
  readonly file: FitFile;
  readonly reports: Readonly<Record<string, FitReport>>;
  readonly fusions: readonly FusionReport[];
  readonly cascade?: CascadeReport;
}

/** From here on a step is found sound. */
const sound = 0.5;

/** Whether some of these find a step sound and some do not. */
export const disagree = (scores: readonly number[]): boolean =>
  scores.some((score) => score >= sound) && scores.some((score) => score < sound);

/**
 * Fits every scorer by itself, and where all scored the same steps, their weights together; with a `strong`
 * one also those of the others, which are asked before it.
 * @throws Error for a strong one that scored nothing, or steps that not all of them scored
 */
export function fitAll(
  rows: ReadonlyMap<string, readonly ScoreRow[]>,
  falseStops: number,
  strong: string | undefined,
): FitAll {
  const names = [...rows.keys()].sort();
  const fitted = names.map((name) => ({ name, ...fitOf(rows.get(name) ?? [], falseStops) }));
  const sources = Object.fromEntries(fitted.map(({ name, fit }) => [name, fit]));
  const reports = Object.fromEntries(fitted.map(({ name, report }) => [name, report]));
  const tables = fitted.map(({ name, probabilities }) =>
    tableOf(rows.get(name) ?? [], probabilities),
  );
  if (strong !== undefined && !names.includes(strong)) {
    throw new Error(`there are no scores of \`${strong}\``);
  }
  const all = together(names, tables);
  if (all === undefined) {
    if (strong !== undefined) throw new Error('not all scorers scored the same `step`s');
    return { file: { version: 1, sources }, reports, fusions: [] };
  }
  const others = names.filter((name) => name !== strong);
  const sets = strong === undefined || others.length < 2 ? [names] : [others, names];
  const made = sets.map((of) => fusionOf(of, only(all, names, of), falseStops));
  const fusions = made.map(({ fusion }) => fusion);
  return {
    file: { version: 1, sources, fusions },
    reports,
    fusions: made.map(({ report }) => report),
    ...(strong === undefined ? {} : { cascade: cascadeOf(strong, names, all, fusions) }),
  };
}

interface Told extends Omit<FusionRow, 'scores'> {
  readonly score: number;
}
type Table = ReadonlyMap<string, Told>;

/** What a scorer gives each step that is named. */
const tableOf = (rows: readonly ScoreRow[], probabilities: readonly number[]): Table =>
  new Map(
    rows.flatMap(({ step, sound: was, third }, index) =>
      step === undefined
        ? []
        : [[step, { score: probabilities[index] ?? 0, sound: was, held: third === heldThird }]],
    ),
  );

/** The steps with what all scorers gave them; undefined where they did not score the same ones. */
function together(
  names: readonly string[],
  tables: readonly Table[],
): readonly FusionRow[] | undefined {
  const [first, ...others] = tables;
  if (first === undefined || first.size === 0 || names.length < 2) return undefined;
  const alike = others.every(({ size }) => size === first.size);
  if (!alike || ![...first.keys()].every((step) => others.every((table) => table.has(step)))) {
    return undefined;
  }
  return [...first].map(([step, { sound: was, held }]) => ({
    scores: tables.map((table) => table.get(step)?.score ?? 0),
    sound: was,
    held,
  }));
}

const only = (
  rows: readonly FusionRow[],
  names: readonly string[],
  of: readonly string[],
): readonly FusionRow[] =>
  rows.map((row) => ({
    ...row,
    scores: of.map((name) => row.scores[names.indexOf(name)] ?? 0),
  }));

function cascadeOf(
  strong: string,
  names: readonly string[],
  all: readonly FusionRow[],
  fusions: readonly Fusion[],
): CascadeReport {
  const at = names.indexOf(strong);
  const whole = fusions.find(({ of }) => of.length === names.length);
  const cheap = fusions.find(({ of }) => !of.includes(strong));
  const held = all.filter((row) => row.held);
  let asked = 0;
  const rows = held.map(({ scores, sound: was }) => {
    const others = scores.filter((_, index) => index !== at);
    const escalates = disagree(others);
    if (escalates) asked += 1;
    const score = escalates
      ? whole && fused(whole, scores)
      : cheap === undefined
        ? others[0]
        : fused(cheap, others);
    return { score: score ?? 0, sound: was };
  });
  return { strong, asked: asked / held.length, quality: qualityOf(rows) };
}
