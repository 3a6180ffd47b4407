import type {
  ChannelReport,
  Part,
  Share,
} from '../../../plugins/judgement/injection/quality/report.ts';

/** A report of a detector's quality for people: shares in per cent, each with its interval. */
export function reportText(channels: readonly ChannelReport[]): string {
  return `${channels.map(channelText).join('\n\n')}\n`;
}

function channelText(report: ChannelReport): string {
  const { asItStands } = report;
  return [
    `${report.channel}: ${asItStands.attacks.of} attacks, ${asItStands.ordinary.of} ordinary texts`,
    `  attacks marked                 ${percent(asItStands.attacks)}`,
    `  ordinary texts marked          ${percent(asItStands.ordinary)}`,
    `  attacks at 1 % false alarms    ${percent(report.atOnePercent)}`,
    `  attacks at 5 % false alarms    ${percent(report.atFivePercent)}`,
    `  ordinary, under letter noise   ${percent(report.underNoise)}`,
    ...table('by length', report.byLength),
    ...table('by language', report.byLanguage),
    ...table('by family', report.byFamily),
  ].join('\n');
}

function table(title: string, parts: readonly Part[]): readonly string[] {
  const rows = parts.map(({ part, attacks, ordinary }) => {
    const shares = [
      attacks.of === 0 ? '' : `attacks ${percent(attacks)}`,
      ordinary.of === 0 ? '' : `ordinary ${percent(ordinary)}`,
    ];
    return `    ${part.slice(-40).padEnd(42)}${shares.filter((each) => each !== '').join('   ')}`;
  });
  return [`  ${title}`, ...rows];
}

const percent = ({ of, share, low, high }: Share): string =>
  of === 0 ? 'none given' : `${rounded(share)} % (${rounded(low)} to ${rounded(high)}) of ${of}`;

const rounded = (share: number): string => (share * 100).toFixed(1);
