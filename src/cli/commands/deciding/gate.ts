import { writeFileSync } from 'node:fs';
import { type FitFile, fitOf, type SourceFit } from '../../../plugins/judgement/judge/fit/fit.ts';
import { readScores } from '../../../plugins/judgement/judge/fit/fit-file.ts';
import { readFile } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/** `vak gate fit`: makes of labelled scores what a scorer needs to tell probabilities. */
export async function gateFit(given: Given, shell: Shell): Promise<Exit> {
  const [path = ''] = given.positionals;
  const falseStops = Number(given.option('false-stops') ?? '0.05');
  if (!(falseStops > 0 && falseStops < 1)) {
    throw new WrongUsage('`--false-stops` is a share between 0 and 1');
  }
  const fits = fitsOf(path, falseStops);
  const sources = Object.fromEntries(fits.map(({ name, fit }) => [name, fit]));
  const file: FitFile = { version: 1, sources };
  const out = given.option('out');
  if (out !== undefined) writeFileSync(out, `${JSON.stringify(file, null, 2)}\n`);
  if (given.json) writeJson(shell, { ok: true, ...file, reports: reportsOf(fits) });
  else shell.out(fits.map(textOf).join('\n'));
  return 0;
}

type Fitted = { readonly name: string } & ReturnType<typeof fitOf>;

const reportsOf = (fits: readonly Fitted[]) =>
  Object.fromEntries(fits.map(({ name, report }) => [name, report]));

function fitsOf(path: string, falseStops: number): readonly Fitted[] {
  const { text } = readFile(path);
  try {
    return [...readScores(text, path)].map(([name, rows]) => ({
      name,
      ...fitOf(rows, falseStops),
    }));
  } catch (cause) {
    throw new WrongUsage(cause instanceof Error ? cause.message : String(cause));
  }
}

function textOf({ name, fit, report }: Fitted): string {
  const { before, after } = report;
  const rows = after.reliability
    .filter(({ count }) => count > 0)
    .map(({ from, to, count, said, was }) => {
      const bin = `${from.toFixed(1)} to ${to.toFixed(1)}`;
      return `    ${bin}   ${String(count).padStart(6)}   said ${said.toFixed(3)}   was ${was.toFixed(3)}`;
    });
  return [
    `${name}: ${fit.rows} scores`,
    `  ${methodOf(fit)}`,
    `  ECE ${before.ece} to ${after.ece}, Brier ${before.brier} to ${after.brier}, on a third kept apart`,
    `  forbid when score < ${fit.threshold} stops at most ${fit.falseStops} of sound steps`,
    ...rows,
    '',
  ].join('\n');
}

const methodOf = ({ aggregate, calibration }: SourceFit): string =>
  `aggregate ${aggregate}, calibrate ${calibration.method}`;
