/** A score that was given, and whether the step was sound. */
export interface Labelled {
  readonly score: number;
  readonly sound: boolean;
}

/** How scores become probabilities. */
export type Calibration =
  | { readonly method: 'temperature'; readonly temperature: number }
  | { readonly method: 'platt'; readonly slope: number; readonly bias: number }
  | { readonly method: 'isotonic'; readonly at: readonly number[]; readonly is: readonly number[] }
  | { readonly method: 'histogram'; readonly is: readonly number[] };

/** The methods, by name. */
export const methods = ['temperature', 'platt', 'isotonic', 'histogram'] as const;
/** One of the methods. */
export type Method = (typeof methods)[number];

const bins = 10;
const edge = 1e-6;

/** The probability that a calibration gives a score. Cost: at most a search among its steps. */
export function calibrated(calibration: Calibration, score: number): number {
  switch (calibration.method) {
    case 'temperature':
      return sigmoid(logit(score) / calibration.temperature);
    case 'platt':
      return sigmoid(calibration.slope * logit(score) + calibration.bias);
    case 'isotonic': {
      const above = calibration.at.findIndex((at) => score < at);
      const index = above === -1 ? calibration.at.length - 1 : Math.max(0, above - 1);
      return calibration.is[index] ?? 0;
    }
    case 'histogram':
      return calibration.is[binOf(score, calibration.is.length)] ?? 0;
  }
}

/** Fits one method on labelled scores. Deterministic: the same scores give the same calibration. */
export function fitted(method: Method, rows: readonly Labelled[]): Calibration {
  switch (method) {
    case 'temperature':
      return { method, temperature: temperatureOf(rows) };
    case 'platt':
      return { method, ...plattOf(rows) };
    case 'isotonic':
      return { method, ...isotonicOf(rows) };
    case 'histogram':
      return { method, is: histogramOf(rows) };
  }
}

/** The bin of a score among `count` equal ones. */
export const binOf = (score: number, count: number): number =>
  Math.min(count - 1, Math.floor(score * count));

/** The probability of log odds. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** Log odds, kept finite. */
export const logit = (p: number): number => {
  const inside = Math.min(1 - edge, Math.max(edge, p));
  return Math.log(inside / (1 - inside));
};
const short = (x: number): number => Number(x.toPrecision(8));

function loss(rows: readonly Labelled[], of: (score: number) => number): number {
  return rows.reduce((sum, { score, sound }) => {
    const p = Math.min(1 - edge, Math.max(edge, of(score)));
    return sum - Math.log(sound ? p : 1 - p);
  }, 0);
}

/** Golden-section search over the logarithm of the temperature. */
function temperatureOf(rows: readonly Labelled[]): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  const at = (log: number): number => loss(rows, (s) => sigmoid(logit(s) / Math.exp(log)));
  let [low, high] = [Math.log(0.05), Math.log(20)];
  for (let round = 0; round < 60; round += 1) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (at(left) <= at(right)) high = right;
    else low = left;
  }
  return short(Math.exp((low + high) / 2));
}

/**
 * Newton's method on the logistic loss, with a small ridge so that separable scores stay finite. Scores that
 * say the contrary of what is tell nothing: then every score has the probability of all.
 */
function plattOf(rows: readonly Labelled[]): { readonly slope: number; readonly bias: number } {
  let [slope, bias] = [1, 0];
  const ridge = 1e-2;
  for (let round = 0; round < 50; round += 1) {
    let [gs, gb, hss, hsb, hbb] = [ridge * slope, ridge * bias, ridge, 0, ridge];
    for (const { score, sound } of rows) {
      const x = logit(score);
      const p = sigmoid(slope * x + bias);
      const [wrong, weight] = [p - (sound ? 1 : 0), p * (1 - p)];
      gs += wrong * x;
      gb += wrong;
      hss += weight * x * x;
      hsb += weight * x;
      hbb += weight;
    }
    const det = hss * hbb - hsb * hsb;
    if (!(det > 1e-12)) break;
    slope -= Math.max(-2, Math.min(2, (gs * hbb - gb * hsb) / det));
    bias -= Math.max(-2, Math.min(2, (gb * hss - gs * hsb) / det));
  }
  if (slope > 0) return { slope: short(slope), bias: short(bias) };
  const all = rows.filter(({ sound }) => sound).length / rows.length;
  return { slope: 0, bias: short(logit(all)) };
}

/** Pool adjacent violators: the nearest rising steps, in squares. Equal scores stay together. */
function isotonicOf(rows: readonly Labelled[]): {
  readonly at: readonly number[];
  readonly is: readonly number[];
} {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  const pools: { at: number; sound: number; count: number }[] = [];
  for (const { score, sound } of sorted) {
    const last = pools.at(-1);
    if (last?.at === score) {
      last.sound += sound ? 1 : 0;
      last.count += 1;
    } else pools.push({ at: score, sound: sound ? 1 : 0, count: 1 });
  }
  const merged: typeof pools = [];
  for (const pool of pools) {
    merged.push({ ...pool });
    for (;;) {
      const [before, last] = [merged.at(-2), merged.at(-1)];
      if (before === undefined || last === undefined) break;
      if (before.sound / before.count < last.sound / last.count) break;
      before.sound += last.sound;
      before.count += last.count;
      merged.pop();
    }
  }
  return {
    at: merged.map(({ at }) => at),
    is: merged.map(({ sound, count }) => short(sound / count)),
  };
}

/** The share of sound steps in each bin; an empty bin has that of all. */
function histogramOf(rows: readonly Labelled[]): readonly number[] {
  const all = rows.filter(({ sound }) => sound).length / rows.length;
  return Array.from({ length: bins }, (_, bin) => {
    const inside = rows.filter(({ score }) => binOf(score, bins) === bin);
    const share = inside.filter(({ sound }) => sound).length / inside.length;
    return short(inside.length === 0 ? all : share);
  });
}
