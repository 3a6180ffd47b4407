import type { Diagnostic, Label, Severity } from './diagnostic.ts';
import { excerpt, visible } from './excerpt.ts';

/** How diagnostics are shown to people. */
export interface Rendering {
  /** Escape sequences for a terminal that shows colours. */
  readonly colors?: boolean;
  /** The command that applies safe fixes, named beside them; left out where there is none. */
  readonly fixCommand?: string;
}

const inks: Readonly<Record<Severity | 'place' | 'quiet', string>> = {
  error: '\u001b[1;31m',
  warning: '\u001b[1;33m',
  info: '\u001b[1;36m',
  place: '\u001b[34m',
  quiet: '\u001b[2m',
};

/**
 * Diagnostics as text for people, in the order given: what is wrong, where, the line with the part
 * underlined, and what to do. Ends with a line end; empty for no diagnostics.
 *
 * @example
 * process.stderr.write(render(parse(source).diagnostics, { colors: process.stderr.isTTY }));
 */
export function render(diagnostics: readonly Diagnostic[], how: Rendering = {}): string {
  return diagnostics.map((one) => `${renderOne(one, how).join('\n')}\n`).join('');
}

function renderOne(one: Diagnostic, how: Rendering): readonly string[] {
  const ink = (name: keyof typeof inks, text: string): string =>
    how.colors === true ? `${inks[name]}${text}\u001b[0m` : text;
  const own = one.labels.find((label) => isOwn(one, label));
  const beneath = own?.text ?? one.help ?? '';
  const head = `${ink(one.severity, `${one.severity}[${one.code}]`)}: ${visible(one.message)}`;
  const shown = excerpt(one.source, one.span);
  const others = one.labels.filter((label) => !isOwn(one, label));
  const lines = [shown.line, ...others.map((other) => excerpt(other.source, other.span).line)];
  const gutter = Math.max(...lines.map((line) => String(line).length));
  const written = [head, ...pointed(one, beneath, '~', one.severity)];
  for (const other of others) written.push(...pointed(other, other.text, '-', 'place'));
  const pad = ' '.repeat(gutter);
  if (own !== undefined && one.help !== undefined) {
    written.push(`${pad} = help: ${visible(one.help)}`);
  }
  for (const note of one.notes) written.push(`${pad} = note: ${visible(note)}`);
  for (const fix of one.fixes) {
    const commands = [fix.safe ? how.fixCommand : undefined, `vak explain ${one.code}`];
    const offer = commands.filter((command) => command !== undefined).join(' · ');
    const title = `${pad} = fix${fix.safe ? ' (safe)' : ''}: ${visible(fix.title)}`;
    written.push(`${title}${' '.repeat(8)}${ink('quiet', offer)}`);
  }
  return written;

  function pointed(
    at: Pick<Label, 'source' | 'span'>,
    text: string,
    mark: string,
    color: keyof typeof inks,
  ): readonly string[] {
    const { line, text: code, indent, width } = excerpt(at.source, at.span);
    const edge = ' '.repeat(gutter);
    const marks = ink(color, mark.repeat(width));
    return [
      `${edge} ${ink('place', '┌')} ${visible(at.source.at(at.span))}`,
      `${ink('place', `${String(line).padStart(gutter)}│`)} ${code}`,
      `${edge}${ink('place', '│')} ${' '.repeat(indent)}${marks} ${visible(text)}`.trimEnd(),
    ];
  }
}

function isOwn(one: Diagnostic, label: Label): boolean {
  const { source, span } = label;
  return source === one.source && span.start === one.span.start && span.end === one.span.end;
}
