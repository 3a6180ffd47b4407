import type {
  Change,
  ConditionAccount,
  Explanation,
  VoiceAccount,
} from '../../runtime/explanation/explanation.ts';
import { type Palette, palette, printable } from './palette.ts';
import type { Shell } from './shell.ts';

/** Prints why a call was decided as it was, below its decision. */
export function writeExplanation(explanation: Explanation, shell: Shell): void {
  const colours = palette(shell);
  const line = (text: string): void => shell.out(`${text}\n`);
  const { spoke, silent, lookups, change, searched, told } = explanation;
  line('');
  for (const voice of spoke) writeVoice('', voice, colours, line);
  for (const voice of silent) writeVoice('silent: ', voice, colours, line);
  for (const { name, tool, value } of lookups) {
    const what = value === undefined ? 'no answer' : printable(JSON.stringify(value));
    line(`looked up ${printable(`${name} by ${tool}`)}: ${what}`);
  }
  line(change === null ? noChange(searched) : changeLine(change));
  line(`the model is told: ${printable(told)}`);
}

const noChange = (searched: boolean): string =>
  searched
    ? 'no change of its arguments or context was found that flips the verdict'
    : 'the search for a change that flips the verdict was given up';

function changeLine({ verdict, leaves }: Change): string {
  const parts = leaves.map(({ leaf, from, to }) => {
    const before = from === undefined ? 'is not there' : `is ${JSON.stringify(from)}`;
    const after = to === undefined ? 'were not there' : `were ${JSON.stringify(to)}`;
    return `${leaf} ${after} (it ${before})`;
  });
  return printable(`it would be ${verdict} if ${parts.join(' and ')}`);
}

function writeVoice(
  mark: string,
  { verdict, rule, by, at, conditions }: VoiceAccount,
  colours: Palette,
  line: (text: string) => void,
): void {
  const place = at === undefined ? '' : `  ${colours.dim(printable(at))}`;
  line(`${mark}${printable(`${verdict} by ${rule ?? by}`)}${place}`);
  for (const condition of conditions) line(conditionLine(condition, colours));
}

function conditionLine(condition: ConditionAccount, colours: Palette): string {
  const { word, text, at, truth, why, facts, deciding } = condition;
  const values = facts.map(({ fact, value }) => {
    return `${fact} = ${value === undefined ? 'unknown' : JSON.stringify(value)}`;
  });
  const reason = why === undefined ? '' : `: ${why}`;
  const mark = deciding ? '>' : ' ';
  const given = values.length === 0 ? '' : `  (${values.join(', ')})`;
  const said = printable(`${word} ${text}  is ${truth}${reason}${given}`);
  return `  ${mark} ${said}  ${colours.dim(printable(at))}`;
}
