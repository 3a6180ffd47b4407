import { aggregations } from './aggregate.ts';
import { methods } from './calibration.ts';
import { type FitFile, fewestRows, heldThird, type ScoreRow, type SourceFit } from './fit.ts';

/** A line that scores more steps than this scores no session. */
const mostSteps = 1_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a file that `vak gate fit` wrote.
 * @throws Error for anything that does not fit; a calibration is never guessed
 */
export function readFit(text: string, path: string): FitFile {
  const given = parsed(text, path);
  const { version, fitted, sources, fusions = [] } = given;
  if (version !== 1 || !isFields(sources)) throw new Error(`\`${path}\` is no file of fits`);
  if (fitted !== undefined && !isInstant(fitted)) {
    throw new Error(`\`${path}\`: \`fitted\` is no instant`);
  }
  for (const [name, fit] of Object.entries(sources)) {
    if (!isFit(fit)) throw new Error(`\`${path}\`: the fit of \`${name}\` is damaged`);
  }
  if (!Array.isArray(fusions) || !fusions.every((each) => isFusion(each, sources))) {
    throw new Error(`\`${path}\`: the fit of several together is damaged`);
  }
  const when = fitted === undefined ? {} : { fitted };
  return { version, ...when, sources: sources as Readonly<Record<string, SourceFit>>, fusions };
}

/**
 * Reads labelled scores, one JSON object a line: `scorer`, `score` or `steps`, `sound`; `step` where several
 * scorers scored it, `group` where steps belong together.
 * @throws Error that names the line
 */
export function readScores(text: string, path: string): ReadonlyMap<string, readonly ScoreRow[]> {
  const rows = new Map<string, ScoreRow[]>();
  const known = new Known();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = `${path}:${index + 1}`;
    const { scorer = 'judge', score, steps = [score], sound, step, group } = parsed(line, place);
    if (typeof scorer !== 'string') throw new Error(`${place}: \`scorer\` is a name`);
    if (typeof sound !== 'boolean') throw new Error(`${place}: \`sound\` is true or false`);
    if (!isShares(steps) || steps.length === 0 || steps.length > mostSteps) {
      throw new Error(
        `${place}: \`score\` is a number from 0 to 1, \`steps\` a list of at most ${mostSteps}`,
      );
    }
    if (![step, group].every((each) => each === undefined || typeof each === 'string')) {
      throw new Error(`${place}: \`step\` and \`group\` are texts`);
    }
    const named = step as string | undefined;
    const why = known.contradicts(scorer, named, sound);
    if (why !== undefined) throw new Error(`${place}: ${why}`);
    const of = rows.get(scorer) ?? [];
    const third = known.thirdOf((group ?? step) as string | undefined, of.length);
    of.push({ scorer, steps, sound, third, ...(named === undefined ? {} : { step: named }) });
    rows.set(scorer, of);
  }
  if (rows.size === 0) throw new Error(`\`${path}\` holds no scores`);
  for (const [name, of] of rows) {
    if (of.length < fewestRows) {
      throw new Error(
        `\`${path}\`: \`${name}\` has ${of.length} scores, and ${fewestRows} are needed`,
      );
    }
    for (const third of [0, 1, 2]) {
      const part = of.filter((row) => row.third === third);
      if (part.length === 0) {
        throw new Error(
          `\`${path}\`: \`${name}\` has scores of too few groups to keep a third apart`,
        );
      }
      const sound = part.filter((row) => row.sound).length;
      if (third !== heldThird && (sound === 0 || sound === part.length)) {
        throw new Error(`\`${path}\`: the steps of \`${name}\` are all sound, or none is`);
      }
    }
  }
  return rows;
}

/** What the lines before said, and which third everything belongs to. */
class Known {
  readonly #thirds = new Map<string, number>();
  readonly #sound = new Map<string, boolean>();
  readonly #scored = new Set<string>();

  /** Groups in the order in which they come up go round the thirds; lines without one by their number. */
  thirdOf(group: string | undefined, index: number): number {
    if (group === undefined) return index % 3;
    const third = this.#thirds.get(group) ?? this.#thirds.size % 3;
    this.#thirds.set(group, third);
    return third;
  }

  /** Why a line cannot be true where those before it are. */
  contradicts(scorer: string, step: string | undefined, sound: boolean): string | undefined {
    if (step === undefined) return undefined;
    const was = this.#sound.get(step);
    if (was !== undefined && was !== sound) return `\`${step}\` was said to be the contrary before`;
    this.#sound.set(step, sound);
    const scored = JSON.stringify([scorer, step]);
    if (this.#scored.has(scored)) return `\`${scorer}\` scored \`${step}\` before`;
    this.#scored.add(scored);
    return undefined;
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isShare = (value: unknown): value is number => isNumber(value) && value >= 0 && value <= 1;
const isShares = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every(isShare);

const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-.*Z$/.test(value) && !Number.isNaN(Date.parse(value));
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isRising = (value: unknown): value is readonly number[] =>
  isShares(value) && value.every((each, index) => index === 0 || (value[index - 1] ?? 0) <= each);

/** A higher score never means less, whatever a file says; of bins alone it may. */
function isFit(fit: unknown): boolean {
  if (!isFields(fit) || !isFields(fit.calibration)) return false;
  const { aggregate, calibration, threshold, histogram, rows } = fit;
  const { method, temperature, slope, bias, at, is } = calibration;
  const counts = Array.isArray(histogram) && histogram.length === 10 && histogram.every(isCount);
  if (!aggregations.some((one) => one === aggregate) || !isShare(threshold)) return false;
  if (!counts || !isCount(rows)) return false;
  switch (methods.find((one) => one === method)) {
    case 'temperature':
      return isNumber(temperature) && temperature > 0;
    case 'platt':
      return isNumber(slope) && slope >= 0 && isNumber(bias);
    case 'isotonic':
      return isRising(at) && isRising(is) && at.length === is.length && at.length > 0;
    case 'histogram':
      return isShares(is) && is.length > 0;
    default:
      return false;
  }
}

function isFusion(fusion: unknown, sources: Fields): boolean {
  if (!isFields(fusion)) return false;
  const { of, weights, bias, threshold } = fusion;
  const named =
    Array.isArray(of) &&
    of.length > 1 &&
    of.every((name, index) => typeof name === 'string' && (index === 0 || of[index - 1] < name)) &&
    of.every((name) => Object.hasOwn(sources, name));
  const weighed =
    Array.isArray(weights) &&
    weights.length === (of as readonly unknown[])?.length &&
    weights.every((weight) => isNumber(weight) && weight >= 0) &&
    weights.some((weight) => weight > 0);
  return named && weighed && isNumber(bias) && isShare(threshold);
}

function parsed(text: string, place: string): Fields {
  try {
    const given: unknown = JSON.parse(text);
    if (isFields(given)) return given;
  } catch {
    // Told below.
  }
  throw new Error(`\`${place}\` is no JSON object`);
}
