import { writeFileSync } from 'node:fs';
import type { FitFile, FitReport, SourceFit } from '../../../plugins/judgement/judge/fit/fit.ts';
import { type FitAll, fitAll } from '../../../plugins/judgement/judge/fit/fit-all.ts';
import { readScores } from '../../../plugins/judgement/judge/fit/fit-file.ts';
import type { Fusion, FusionReport } from '../../../plugins/judgement/judge/fit/fusion.ts';
import type { Quality } from '../../../plugins/judgement/judge/fit/quality.ts';
import { readFile } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/** `vak gate fit`: makes of labelled scores what scorers need to tell probabilities, alone and together. */
export async function gateFit(given: Given, shell: Shell): Promise<Exit> {
  const [path = ''] = given.positionals;
  const falseStops = Number(given.option('false-stops') ?? '0.05');
  if (!(falseStops > 0 && falseStops < 1)) {
    throw new WrongUsage('`--false-stops` is a share between 0 and 1');
  }
  const { file: made, ...reports } = fitted(path, falseStops, given.option('strong'));
  const { version, ...fits } = made;
  const file: FitFile = { version, fitted: new Date().toISOString(), ...fits };
  const out = given.option('out');
  if (out !== undefined) writeFileSync(out, `${JSON.stringify(file, null, 2)}\n`);
  const { fusions, cascade } = reports;
  if (given.json) {
    const told = { reports: reports.reports, fused: fusions, cascade };
    writeJson(shell, { ok: true, ...file, ...told });
    return 0;
  }
  const alone = Object.entries(file.sources).map(([name, fit]) =>
    aloneText(name, fit, reports.reports[name]),
  );
  const fused = (file.fusions ?? []).map((fusion, index) => fusedText(fusion, fusions[index]));
  shell.out([...alone, ...fused, ...cascadeText(cascade)].join('\n'));
  return 0;
}

function fitted(path: string, falseStops: number, strong: string | undefined): FitAll {
  const { text } = readFile(path);
  try {
    return fitAll(readScores(text, path), falseStops, strong);
  } catch (cause) {
    throw new WrongUsage(cause instanceof Error ? cause.message : String(cause));
  }
}

function aloneText(name: string, fit: SourceFit, report: FitReport | undefined): string {
  const { aggregate, calibration, rows, threshold, falseStops } = fit;
  const { before, after } = report ?? {};
  return [
    `${name}: ${rows} scores`,
    `  aggregate ${aggregate}, calibrate ${calibration.method}`,
    `  ECE ${before?.ece} to ${after?.ece}, Brier ${before?.brier} to ${after?.brier}, on a third kept apart`,
    `  forbid when score < ${threshold} stops at most ${falseStops} of sound steps`,
    ...table(after),
    '',
  ].join('\n');
}

function fusedText(fusion: Fusion, report: FusionReport | undefined): string {
  const { of, weights, bias, rows, threshold, falseStops } = fusion;
  const { fused, mean, best } = report ?? {};
  const weighed = of.map((name, index) => `${name} ${weights[index]?.toFixed(3)}`).join(', ');
  return [
    `${of.join(' + ')}: ${rows} steps`,
    `  weights ${weighed}, bias ${bias.toFixed(3)}`,
    `  Brier ${fused?.brier}, of their mean ${mean?.brier}, of ${best?.name} alone ${best?.quality.brier}; ECE ${fused?.ece}`,
    `  forbid when score < ${threshold} stops at most ${falseStops} of sound steps`,
    ...table(fused),
    '',
  ].join('\n');
}

function cascadeText(cascade: FitAll['cascade']): readonly string[] {
  if (cascade === undefined) return [];
  const { strong, asked, quality } = cascade;
  const share = `${(100 * asked).toFixed(1)} %`;
  return [
    `${strong} where the others disagree: asked on ${share} of steps, Brier ${quality.brier}, ECE ${quality.ece}\n`,
  ];
}

/** The reliability table: what was said in each tenth, and what was. */
const table = (quality: Quality | undefined): readonly string[] =>
  (quality?.reliability ?? [])
    .filter(({ count }) => count > 0)
    .map(({ from, to, count, said, was }) => {
      const bin = `${from.toFixed(1)} to ${to.toFixed(1)}`;
      return `    ${bin}   ${String(count).padStart(6)}   said ${said.toFixed(3)}   was ${was.toFixed(3)}`;
    });
