import { aggregations } from './aggregate.ts';
import { methods } from './calibration.ts';
import { type FitFile, fewestRows, type ScoreRow, type SourceFit } from './fit.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a file that `vak gate fit` wrote.
 * @throws Error for anything that does not fit; a calibration is never guessed
 */
export function readFit(text: string, path: string): FitFile {
  const given = parsed(text, path);
  const { version, sources } = given;
  if (version !== 1 || !isFields(sources)) throw new Error(`\`${path}\` is no file of fits`);
  for (const [name, fit] of Object.entries(sources)) {
    if (!isFit(fit)) throw new Error(`\`${path}\`: the fit of \`${name}\` is damaged`);
  }
  return { version, sources: sources as Readonly<Record<string, SourceFit>> };
}

/**
 * Reads labelled scores, one JSON object a line: `scorer`, `score` or `steps`, `sound`.
 * @throws Error that names the line
 */
export function readScores(text: string, path: string): ReadonlyMap<string, readonly ScoreRow[]> {
  const rows = new Map<string, ScoreRow[]>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = `${path}:${index + 1}`;
    const { scorer = 'judge', score, steps = [score], sound } = parsed(line, place);
    if (typeof scorer !== 'string') throw new Error(`${place}: \`scorer\` is a name`);
    if (typeof sound !== 'boolean') throw new Error(`${place}: \`sound\` is true or false`);
    if (!isShares(steps) || steps.length === 0) {
      throw new Error(`${place}: \`score\` is a number from 0 to 1, \`steps\` a list of them`);
    }
    rows.set(scorer, [...(rows.get(scorer) ?? []), { scorer, steps, sound }]);
  }
  if (rows.size === 0) throw new Error(`\`${path}\` holds no scores`);
  for (const [name, of] of rows) {
    if (of.length < fewestRows) {
      throw new Error(
        `\`${path}\`: \`${name}\` has ${of.length} scores, and ${fewestRows} are needed`,
      );
    }
    const sound = of.filter((row) => row.sound).length;
    if (sound === 0 || sound === of.length) {
      throw new Error(`\`${path}\`: the steps of \`${name}\` are all sound, or none is`);
    }
  }
  return rows;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isShare = (value: unknown): value is number => isNumber(value) && value >= 0 && value <= 1;
const isShares = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every(isShare);

function isFit(fit: unknown): boolean {
  if (!isFields(fit) || !isFields(fit.calibration)) return false;
  const { aggregate, calibration, threshold, histogram } = fit;
  const { method, temperature, slope, bias, at, is } = calibration;
  const counts = Array.isArray(histogram) && histogram.length === 10 && histogram.every(isNumber);
  if (!aggregations.some((one) => one === aggregate) || !isShare(threshold) || !counts)
    return false;
  switch (methods.find((one) => one === method)) {
    case 'temperature':
      return isNumber(temperature) && temperature > 0;
    case 'platt':
      return isNumber(slope) && isNumber(bias);
    case 'isotonic':
      return isShares(at) && isShares(is) && at.length === is.length && at.length > 0;
    case 'histogram':
      return isShares(is) && is.length > 0;
    default:
      return false;
  }
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
