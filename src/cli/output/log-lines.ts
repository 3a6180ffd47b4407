import type { Entry } from '../../runtime/evidence/entry.ts';
import { type Told, toldOf } from './log-line.ts';
import { type Palette, palette, printable, verdictColour } from './palette.ts';

const longest = 160;
/** What is no time, and no kind, is shown no longer than either would be. */
const longestTime = 32;
const margin = ' '.repeat(22);

/**
 * A log as people read it: a line for the day, then a line an entry with its index, its time and what happened; an outcome hangs below
 * its decision, and below a decision stands why, with the rule and its place. Whatever a model or a tool
 * wrote is shown on one line, its control characters as codes.
 */
export class LogLines {
  readonly #colours: Palette;
  readonly #full: boolean;
  #day = '';

  constructor({ colour, full }: { readonly colour: boolean; readonly full: boolean }) {
    this.#colours = palette({ colour });
    this.#full = full;
  }

  of(index: number, entry: Entry): string {
    const { dim, bold } = this.#colours;
    const [day = '', time = ''] = printable(String(entry.at).slice(0, longestTime)).split('T');
    const dayLine = day === this.#day ? '' : `${bold(day)}\n`;
    this.#day = day;
    const told = toldOf(entry);
    const head = `${String(index).padStart(6)}  ${dim(time.replace('Z', '').padEnd(12))}  `;
    const word = this.#word(entry, told)(printable(told.word.slice(0, longestTime)).padEnd(9));
    const because =
      told.because === undefined
        ? ''
        : `\n${margin}${' '.repeat(11)}${dim(this.#text(told.because))}`;
    return `${dayLine}${head}${word}  ${this.#text(told.text)}${because}\n`;
  }

  #word(entry: Entry, { word }: Told): (text: string) => string {
    const { red, green, bold, yellow } = this.#colours;
    if (entry.kind === 'decision') return verdictColour(this.#colours, word);
    if (entry.kind === 'outcome') return entry.status === 'done' ? green : red;
    if (entry.kind === 'fault' || entry.kind === 'recovered') return red;
    return entry.kind === 'ticket' ? yellow : bold;
  }

  #text(text: string): string {
    const shown = printable(text);
    return this.#full || shown.length <= longest ? shown : `${shown.slice(0, longest - 1)}…`;
  }
}
