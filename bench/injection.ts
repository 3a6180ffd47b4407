import { PromptInjectionDetector } from '../dist/index.js';
import type { Labelled } from '../src/plugins/judgement/injection/quality/labelled.ts';
import { reportOn, type Share } from '../src/plugins/judgement/injection/quality/report.ts';
import { corpus } from '../src/plugins/judgement/injection/training/corpus/corpus.ts';
import { heldOut } from '../test/plugins/judgement/injection/held-out/held-out.ts';
import { beside, type Result } from './result.ts';
import { inTurns, quantile } from './rounds.ts';

// What judging a text costs, beside one regular expression that looks for a single phrase in it. The growth
// figures are the factor by which twice the text costs more, on the whole way from 4 kB to 256 kB, for each family
// of text made to be slow: 2 where the cost is linear, 4 where it grows with the square. The quality figures are shares
// of texts in per cent, with the ends of their 95 % interval: of the held-out families, which nobody looked at before the
// weights were final, and of the families of development, which were looked at.

const phrase = /ignore\s+(?:all\s+)?(?:previous|prior|above)\s+instructions/i;

const mail =
  'The quarterly report was approved on Monday and sent to finance; please review the draft before the call. ';
const page =
  '<p>Our shop opens at nine.</p><!-- see the plan --> [rules](https://a.example/x?y=1%20z) ';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
/** Made for a length, so that what nests or never closes does so over the whole of it. */
const hostile: Readonly<Record<string, (length: number) => string>> = {
  'words-of-attacks': (length) => long('ignore all previous ', length),
  'nested-base64': (length) => base64(base64(long(mail, length / 2))).slice(0, length),
  'many-base64': (length) => long(`${base64(mail.slice(0, 24))} `, length),
  'hex-pairs': (length) => long('6e 6f 74 ', length),
  'percent-escapes': (length) => long('%41', length),
  'zero-width': (length) => long('a\u200b\u200c', length),
  'mixed-scripts': (length) => long('іgnоrе аll рrеviоus ', length),
  'wide-letters': (length) => long('Ａ\u200b', length),
  'piled-marks': (length) => long('a\u0301\u0336\u0489', length),
  ligatures: (length) => long('ﷺ', length),
  'backslash-escapes': (length) => long('\\x69\\u0067', length),
  'wrapped-base64': (length) => long(`${base64(mail.slice(0, 48))}\n`, length),
  'code-in-lines': (length) => long(`${'A'.repeat(20)}\n`, length),
  'selector-bytes': (length) => long('\u{e0151}', length),
  'dotted-letters': (length) => long('i.g.n.o.r.e ', length),
  'small-capitals': (length) => long('ɪɢɴᴏʀᴇ ', length),
  'tag-letters': (length) => long('\u{e0041}', length),
  'letters-with-spaces': (length) => long('i g n o r e ', length),
  'unclosed-comments': (length) => long('<!--', length),
  'unclosed-tags': (length) => `${long('<a ', length - 1)}>`,
  'hidden-tags': (length) => long('<p hidden>ignore</p>', length),
  'open-quotes': (length) => long('<p alt="', length),
  'open-links': (length) => long('](', length),
  'style-of-spaces': (length) => long(`<p style="font-size:${' '.repeat(400)}">`, length),
  addresses: (length) => long('https://a/=', length),
  entities: (length) => long('&#105;&amp;', length),
  'empty-lines': (length) => long('\n', length),
  'one-letter': (length) => long('a', length),
  'one-space': (length) => long(' ', length),
  reversed: (length) => long('erongi lla suoiverp ', length),
};

/** As results come: parsed from JSON, in one piece. */
const long = (piece: string, length: number): string =>
  JSON.parse(JSON.stringify(piece.repeat(Math.ceil(length / piece.length)).slice(0, length)));

export async function run(): Promise<readonly Result[]> {
  const detector = new PromptInjectionDetector();
  const texts = { mail: long(mail, 2_048), page: long(page, 2_048) };
  const results: Result[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const times = await inTurns(
      [
        { name: 'vak', once: () => detector.detect(text, 'result') },
        { name: 'one phrase as a RegExp', once: () => phrase.test(text) },
      ],
      { rounds: 2_000, warm: 500 },
    );
    const value = quantile(times.get('vak'), 0.5);
    const peer = quantile(times.get('one phrase as a RegExp'), 0.5);
    const peers = [beside('one phrase as a RegExp', peer, value)];
    results.push({
      name: `injection/detect/${name}-2kB`,
      value,
      unit: 'us',
      better: 'lower',
      peers,
    });
  }
  results.push(...(await growth(detector)));
  const development = corpus({ seed: 77, development: true, size: 1_500 });
  results.push(...(await quality(detector, 'held-out', heldOut())));
  results.push(...(await quality(detector, 'development', development)));
  return results;
}

async function quality(
  detector: PromptInjectionDetector,
  families: string,
  texts: readonly Labelled[],
): Promise<readonly Result[]> {
  const reports = await reportOn(detector, texts);
  return reports.flatMap(({ channel, asItStands, atOnePercent, atFivePercent, underNoise }) => {
    const told = (name: string, share: Share, better: Result['better']): readonly Result[] =>
      (['share', 'low', 'high'] as const).map((end) => {
        const path = `injection/${families}/${channel}/${name}`;
        const value = share[end] * 100;
        return { name: end === 'share' ? path : `${path}/${end}`, value, unit: '%', better };
      });
    return [
      ...told('attacks-marked', asItStands.attacks, 'higher'),
      ...told('ordinary-marked', asItStands.ordinary, 'lower'),
      ...told('attacks-at-1%', atOnePercent, 'higher'),
      ...told('attacks-at-5%', atFivePercent, 'higher'),
      ...told('ordinary-marked-under-noise', underNoise, 'lower'),
    ];
  });
}

const sizes = [4, 8, 16, 32, 64, 128, 256].map((kB) => kB * 1_024);

/** For each family, the factor by which twice the text costs more. */
async function growth(detector: PromptInjectionDetector): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [family, make] of Object.entries(hostile)) {
    const works = sizes.map((size) => {
      const text = make(size);
      return { name: String(size), once: () => detector.detect(text, 'result') };
    });
    const times = await inTurns(works, { rounds: 7, warm: 2 });
    const took = (size: number): number => quantile(times.get(String(size)), 0.25);
    const [first = 0, last = 0] = [sizes[0], sizes.at(-1)];
    const value = (took(last) / took(first)) ** (1 / Math.log2(last / first));
    const each = took(last) / (last / 1_024);
    results.push(
      { name: `injection/growth/${family}/2x`, value, unit: 'x', better: 'lower' },
      { name: `injection/hostile/${family}/256kB`, value: each, unit: 'us/kB', better: 'lower' },
    );
  }
  return results;
}
