import { PromptInjectionDetector } from '../dist/index.js';
import { beside, type Result } from './result.ts';
import { inTurns, quantile } from './rounds.ts';

// What judging a text costs, beside one regular expression that looks for a single phrase in it. The last
// figure is 64 kB through 8 kB of text made to be slow: 8 where the cost is linear.

const phrase = /ignore\s+(?:all\s+)?(?:previous|prior|above)\s+instructions/i;

const mail =
  'The quarterly report was approved on Monday and sent to finance; please review the draft before the call. ';
const page =
  '<p>Our shop opens at nine.</p><!-- see the plan --> [rules](https://a.example/x?y=1%20z) ';
const hostile = ['ignore ', '](', '<!--', '%41', 'a b c ', 'Ａ\u200b'];

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
  results.push(await growth(detector));
  return results;
}

/** The worst factor by which eight times the text costs more. */
async function growth(detector: PromptInjectionDetector): Promise<Result> {
  let worst = 0;
  for (const piece of hostile) {
    const sizes = [8_192, 65_536].map((length) => long(piece, length));
    const works = sizes.map((text, index) => ({
      name: String(index),
      once: () => detector.detect(text, 'result'),
    }));
    const times = await inTurns(works, { rounds: 20, warm: 3 });
    worst = Math.max(worst, quantile(times.get('1'), 0.5) / quantile(times.get('0'), 0.5));
  }
  return { name: 'injection/growth/8x', value: worst, unit: 'x', better: 'lower' };
}
