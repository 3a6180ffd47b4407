import type { CallLine, OpinionLine } from '../script/drive.ts';
import { palette, printable, verdictColour } from './palette.ts';
import type { Shell } from './shell.ts';

/** How many characters of a result are shown. */
const longestResult = 120;

/** One call of a session as people read it: verdict, tool, time; then why, and what came back. */
export function timelineOf(line: CallLine, shell: Pick<Shell, 'colour'>): string {
  const colours = palette(shell);
  const verdict = verdictColour(colours, line.verdict)(line.verdict.padEnd(6));
  const head = `${String(line.call).padStart(3)}  ${verdict}  ${colours.bold(printable(line.tool))}`;
  const lines = [`${head}  ${colours.dim(`${line.ms.toFixed(1)} ms`)}`];
  const speaking = speakerOf(line);
  const place = speaking === undefined ? '' : `  ${colours.dim(placeOf(speaking))}`;
  lines.push(`${printable(line.because)}${place}`);
  if (line.approval !== undefined) {
    lines.push(`asked ${line.approval.from}: ${answers[line.approval.answer]}`);
  }
  if (line.refusal !== undefined && line.verdict === 'permit') {
    lines.push(`${colours.red(line.refusal.code)}: permitted, but no result was released`);
  } else if (line.refusal !== undefined) lines.push(colours.dim(line.refusal.code));
  if (line.result !== undefined) lines.push(`→ ${shortened(JSON.stringify(line.result))}`);
  return `${lines.join('\n             ')}\n`;
}

const answers = { grant: 'granted', deny: 'refused', none: 'nobody answered' };

/** The voice whose reason is given; else one that said the verdict. */
function speakerOf({ verdict, because, opinions }: CallLine): OpinionLine | undefined {
  const said = opinions.filter((opinion) => opinion.verdict === verdict);
  return opinions.find((opinion) => opinion.because === because) ?? said[0];
}

const placeOf = ({ by, rule, at }: OpinionLine): string =>
  [rule ?? by, at].filter((part) => part !== undefined).join(' ');

function shortened(text: string): string {
  const shown = printable(text);
  return shown.length <= longestResult ? shown : `${shown.slice(0, longestResult)}…`;
}
