import type { InjectionDetector, TextChannel } from '../../../../runtime/contract/index.ts';
import type { Labelled } from './labelled.ts';
import { noisy } from './noise.ts';

/** A share with the interval that holds it in 95 of 100 such samples (Wilson). */
export interface Share {
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** How a detector did on one part of the texts. */
export interface Part {
  readonly part: string;
  /** Attacks that it marks. */
  readonly attacks: Share;
  /** Ordinary texts that it marks: what it costs those who mean no harm. */
  readonly ordinary: Share;
}

/** What a detector is worth on labelled texts of one channel. */
export interface ChannelReport {
  readonly channel: TextChannel;
  /** As it stands, with its own threshold. */
  readonly asItStands: Part;
  /** Attacks found if the threshold let so many ordinary texts through to be marked. */
  readonly atOnePercent: Share;
  readonly atFivePercent: Share;
  /** Ordinary texts that it marks once twenty of their letters are look-alikes or unseen. */
  readonly underNoise: Share;
  readonly byLength: readonly Part[];
  readonly byLanguage: readonly Part[];
  readonly byFamily: readonly Part[];
}

interface Judged extends Labelled {
  readonly marked: boolean;
  readonly probability: number;
}

/** Measures a detector on labelled texts, channel by channel. */
export async function reportOn(
  detector: InjectionDetector,
  texts: readonly Labelled[],
): Promise<readonly ChannelReport[]> {
  const reports: ChannelReport[] = [];
  for (const channel of ['input', 'result'] as const) {
    const judged: Judged[] = [];
    for (const each of texts) {
      if (each.channel !== channel) continue;
      const { suspicious, probability } = await detector.detect(each.text, channel);
      judged.push({ ...each, marked: suspicious, probability });
    }
    if (judged.length > 0) reports.push(await channelReport(detector, channel, judged));
  }
  return reports;
}

async function channelReport(
  detector: InjectionDetector,
  channel: TextChannel,
  judged: readonly Judged[],
): Promise<ChannelReport> {
  const ordinary = judged.filter(({ attack }) => !attack);
  let disturbed = 0;
  for (const { text } of ordinary) {
    if ((await detector.detect(noisy(text), channel)).suspicious) disturbed += 1;
  }
  return {
    channel,
    asItStands: partOf('all', judged),
    atOnePercent: atFalseAlarms(judged, 0.01),
    atFivePercent: atFalseAlarms(judged, 0.05),
    underNoise: shareOf(disturbed, ordinary.length),
    byLength: partsBy(judged, ({ text }) => lengthOf(text)),
    byLanguage: partsBy(judged, ({ language, text }) => language ?? scriptOf(text)),
    byFamily: partsBy(judged, ({ family }) => family),
  };
}

function partsBy(judged: readonly Judged[], key: (each: Judged) => string): readonly Part[] {
  const groups = new Map<string, Judged[]>();
  for (const each of judged) groups.set(key(each), [...(groups.get(key(each)) ?? []), each]);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([part, group]) => partOf(part, group));
}

function partOf(part: string, judged: readonly Judged[]): Part {
  const share = (attack: boolean): Share => {
    const of = judged.filter((each) => each.attack === attack);
    return shareOf(of.filter(({ marked }) => marked).length, of.length);
  };
  return { part, attacks: share(true), ordinary: share(false) };
}

/** Attacks above the threshold that marks at most this share of the ordinary texts. */
function atFalseAlarms(judged: readonly Judged[], most: number): Share {
  const ordinary = judged.filter(({ attack }) => !attack).map(({ probability }) => probability);
  ordinary.sort((a, b) => b - a);
  const cut = ordinary[Math.floor(ordinary.length * most)] ?? 0;
  const attacks = judged.filter(({ attack }) => attack);
  return shareOf(attacks.filter(({ probability }) => probability > cut).length, attacks.length);
}

const z = 1.959964;

function shareOf(found: number, of: number): Share {
  if (of === 0) return { of, share: 0, low: 0, high: 1 };
  const share = found / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half =
    (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return { of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

const lengths: readonly (readonly [number, string])[] = [
  [100, '1: under 100 characters'],
  [500, '2: under 500'],
  [2_000, '3: under 2,000'],
  [8_000, '4: under 8,000'],
];

const lengthOf = (text: string): string =>
  lengths.find(([most]) => text.length < most)?.[1] ?? '5: 8,000 and more';

const scripts = ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Han', 'Hangul'] as const;
const inScript = scripts.map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'gu')] as const);

/** The script that most letters of a text are of. */
function scriptOf(text: string): string {
  const start = text.slice(0, 2_000);
  const counts = inScript.map(([name, of]) => [name, start.match(of)?.length ?? 0] as const);
  const [name, count] = counts.reduce((most, each) => (each[1] > most[1] ? each : most));
  return count === 0 ? 'no letters' : `${name} script`;
}
