import type { InjectionDetector, TextChannel } from '../../../../runtime/contract/index.ts';
import type { Labelled } from './labelled.ts';
import { noisy } from './noise.ts';

/**
 * A share with the interval that holds it in 95 of 100 such samples (Wilson). Where texts name an origin, they count
 * for as many samples as their origins differ.
 */
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
  const disturbed = new Set<Judged>();
  for (const each of ordinary) {
    if ((await detector.detect(noisy(each.text), channel)).suspicious) disturbed.add(each);
  }
  return {
    channel,
    asItStands: partOf('all', judged),
    atOnePercent: atFalseAlarms(judged, 0.01),
    atFivePercent: atFalseAlarms(judged, 0.05),
    underNoise: shareOf(ordinary, (each) => disturbed.has(each)),
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
  const share = (attack: boolean): Share =>
    shareOf(
      judged.filter((each) => each.attack === attack),
      ({ marked }) => marked,
    );
  return { part, attacks: share(true), ordinary: share(false) };
}

/** Attacks above the threshold that marks at most this share of the ordinary texts. */
function atFalseAlarms(judged: readonly Judged[], most: number): Share {
  const ordinary = judged.filter(({ attack }) => !attack).map(({ probability }) => probability);
  ordinary.sort((a, b) => b - a);
  const cut = ordinary[Math.floor(ordinary.length * most)] ?? 0;
  const attacks = judged.filter(({ attack }) => attack);
  return shareOf(attacks, ({ probability }) => probability > cut);
}

const z = 1.959964;

function shareOf(texts: readonly Judged[], found: (each: Judged) => boolean): Share {
  const of = texts.length;
  if (of === 0) return { of, share: 0, low: 0, high: 1 };
  const share = texts.filter(found).length / of;
  const samples = samplesIn(texts, found, share);
  const middle = (share + (z * z) / (2 * samples)) / (1 + (z * z) / samples);
  const half =
    (z * Math.sqrt((share * (1 - share)) / samples + (z * z) / (4 * samples * samples))) /
    (1 + (z * z) / samples);
  return { of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** How many texts chosen one by one would tell the share as well: fewer than there are, where an origin's go together. */
function samplesIn(
  texts: readonly Judged[],
  found: (each: Judged) => boolean,
  share: number,
): number {
  const apart = new Map<string | Judged, number>();
  for (const each of texts) {
    const origin = each.origin ?? each;
    apart.set(origin, (apart.get(origin) ?? 0) + (found(each) ? 1 : 0) - share);
  }
  const [of, origins] = [texts.length, apart.size];
  if (origins === of || share === 0 || share === 1) return origins;
  const squares = [...apart.values()].reduce((sum, each) => sum + each * each, 0);
  const variance = (squares * origins) / (origins - 1) / of ** 2;
  return Math.min(of, Math.max(1, (share * (1 - share)) / variance));
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
