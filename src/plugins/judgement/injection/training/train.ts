import { writeFileSync } from 'node:fs';
import type { TextChannel } from '../../../../runtime/contract/index.ts';
import type { Calibration } from '../judge.ts';
import type { LinearModel } from '../model/linear.ts';
import { blended } from './blend.ts';
import { calibrate } from './calibrate.ts';
import { corpus, type Example } from './corpus/corpus.ts';
import { fitLinear } from './fit.ts';
import { given, own } from './given.ts';
import { samplesOf } from './windows.ts';

// npm run train -- [PATH…]
// Fits the two models from the generated corpus and whatever the paths hold, and writes them to
// model/weights.ts. The same paths give the same weights.

const seeds = { fit: 11, calibrate: 12 } as const;

function train(
  channel: TextChannel,
  paths: readonly string[],
): { model: LinearModel; calibration: Calibration } {
  const extra = [...own(), ...given(paths)].filter((each) => each.channel === channel);
  const of = (seed: number, size: number, part: number, disguised: boolean): readonly Example[] => [
    ...corpus({ seed, development: false, size, disguised }).filter(
      (each) => each.channel === channel,
    ),
    ...extra.filter((_, index) => index % 2 === part),
  ];
  const read = of(seeds.fit, 12_000, 0, false);
  const model = fitLinear([...read, ...blended(read, seeds.fit)].flatMap(samplesOf), seeds.fit);
  const calibration = calibrate(model, channel, of(seeds.calibrate, 2_000, 1, true));
  return { model, calibration };
}

const base64 = ({ weights }: LinearModel): string => Buffer.from(weights.buffer).toString('base64');

function write(paths: readonly string[]): void {
  const trained = { input: train('input', paths), result: train('result', paths) };
  const part = (channel: TextChannel): string => {
    const { model, calibration } = trained[channel];
    const { scale, bias } = model;
    return `  ${channel}: {\n    scale: ${scale},\n    bias: ${bias},\n    calibration: ${JSON.stringify(calibration)},\n    weights:\n      '${base64(model)}',\n  },\n`;
  };
  const text = `// Written by \`npm run train\`; not edited by hand.\n\n/** The models of both channels, a byte a bucket in base64. */\nexport const trained = {\n${part('input')}${part('result')}} as const;\n`;
  writeFileSync(new URL('../model/weights.ts', import.meta.url), text);
}

write(process.argv.slice(2));
