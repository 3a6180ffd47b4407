import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PromptInjectionDetector } from '../../../../src/plugins/judgement/injection/detector.ts';
import { trained } from '../../../../src/plugins/judgement/injection/model/weights.ts';
import {
  NotLabelledError,
  readLabelled,
} from '../../../../src/plugins/judgement/injection/quality/labelled.ts';
import { reportOn } from '../../../../src/plugins/judgement/injection/quality/report.ts';
import { corpus } from '../../../../src/plugins/judgement/injection/training/corpus/corpus.ts';
import { heldOut } from './held-out/held-out.ts';

describe('the report on a detector', () => {
  const detector = {
    name: 'sees bad',
    detect: (text: string) => {
      const suspicious = text.includes('bad');
      return { suspicious, probability: suspicious ? 0.9 : 0.1, evidence: [] };
    },
  };
  const lines = (texts: readonly (readonly [string, boolean])[]) =>
    readLabelled(
      'x.jsonl',
      texts.map(([text, attack]) => JSON.stringify({ text, attack })).join('\n'),
    );

  test('tells shares with the interval that holds them', async () => {
    const [report] = await reportOn(
      detector,
      lines([
        ['bad', true],
        ['bad too', true],
        ['sly', true],
        ['good', false],
        ['not bad', false],
      ]),
    );
    expect(report?.asItStands.attacks).toMatchObject({ of: 3, share: 2 / 3 });
    expect(report?.asItStands.ordinary).toMatchObject({ of: 2, share: 1 / 2 });
    expect(report?.asItStands.attacks.low).toBeCloseTo(0.2077, 3);
    expect(report?.asItStands.attacks.high).toBeCloseTo(0.9385, 3);
    // The one false alarm is as loud as the attacks: no threshold without it finds any.
    expect(report?.atOnePercent.share).toBe(0);
  });

  test('counts texts of one origin for as many samples as they tell something new', async () => {
    const of = (text: string, attack: boolean, origin: string) => ({
      ...{ text, attack, origin },
      ...({ channel: 'input', family: 'x' } as const),
    });
    const together = await reportOn(detector, [
      ...['bad', 'bad too', 'bad also', 'as bad'].map((text) => of(text, true, 'a')),
      ...['sly', 'sly too', 'so sly', 'slyer'].map((text) => of(text, true, 'b')),
      of('good', false, 'c'),
    ]);
    // Two origins, one found whole and one missed whole, are worth two texts at most.
    expect(together[0]?.asItStands.attacks).toMatchObject({ of: 8, share: 1 / 2 });
    expect(together[0]?.asItStands.attacks.low).toBeLessThan(0.1);
    const all = await reportOn(
      detector,
      ['bad', 'bad too', 'bad also', 'as bad'].map((text) => of(text, true, 'a')),
    );
    expect(all[0]?.asItStands.attacks).toMatchObject({ of: 4, share: 1 });
    expect(all[0]?.asItStands.attacks.low).toBeCloseTo(0.2065, 3);
  });

  test('names the line that is no labelled text', () => {
    expect(() => readLabelled('x.jsonl', '{"text":"a","attack":true}\n\n{"text":1}')).toThrow(
      new NotLabelledError('x.jsonl', 3),
    );
  });
});

describe('the committed models', () => {
  test('take less than 100 kB', () => {
    const bytes = trained.input.weights.length + trained.result.weights.length;
    expect(bytes).toBeLessThan(100_000);
  });

  test('are those that the page tells figures of', () => {
    const root = new URL('../../../../', import.meta.url);
    const weights = readFileSync(new URL('src/plugins/judgement/injection/model/weights.ts', root));
    const page = readFileSync(new URL('docs/injection.md', root), 'utf8');
    expect(page).toContain(createHash('sha256').update(weights).digest('hex'));
  });

  test('hold on the families of development', async () => {
    const reports = await reportOn(
      new PromptInjectionDetector(),
      corpus({ seed: 77, development: true, size: 150 }),
    );
    for (const { channel, asItStands } of reports) {
      expect(asItStands.ordinary.share, channel).toBeLessThan(0.06);
      expect(asItStands.attacks.share, channel).toBeGreaterThan(0.75);
    }
  });

  test('are as good on families that nobody had looked at as the page says', async () => {
    const told = {
      input: { attacks: 0.354, ordinary: 0.048, atFivePercent: 0.356 },
      result: { attacks: 0.309, ordinary: 0.077, atFivePercent: 0.208 },
    } as const;
    const margin = 0.02;
    const reports = await reportOn(new PromptInjectionDetector(), heldOut());
    expect(reports.map(({ channel }) => channel)).toEqual(['input', 'result']);
    for (const { channel, asItStands, atFivePercent } of reports) {
      const { attacks, ordinary, atFivePercent: found } = told[channel];
      expect(asItStands.attacks.share, channel).toBeGreaterThan(attacks - margin);
      expect(asItStands.ordinary.share, channel).toBeLessThan(ordinary + margin);
      expect(atFivePercent.share, channel).toBeGreaterThan(found - margin);
    }
  });
});
