import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { toJson } from '../../dsl/diagnostics/json.ts';
import { render } from '../../dsl/diagnostics/render.ts';
import { Source } from '../../dsl/text/source.ts';
import type { VakError } from '../../runtime/contract/errors.ts';
import { palette, printable } from './palette.ts';
import { type Exit, type Shell, writeJson } from './shell.ts';

/** Whether a diagnostic keeps its file from meaning anything. */
export const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** Diagnostics that a person is shown at once; of more, the gravest. */
const mostShown = 100;

/** Diagnostics for people, with a last line that counts all of them; nothing for none. */
export function writeDiagnostics(diagnostics: readonly Diagnostic[], shell: Shell): void {
  if (diagnostics.length === 0) return;
  const graver = diagnostics.length > mostShown ? diagnostics.toSorted(byGravity) : diagnostics;
  const shown = graver.slice(0, mostShown);
  shell.out(render(shown, { colors: shell.colour }));
  const left = diagnostics.length - shown.length;
  if (left > 0) shell.out(`… and ${left} more, which --json prints\n`);
  const count = (severity: string): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const parts = [counted(count('error'), 'error'), counted(count('warning'), 'warning')];
  const said = parts.filter((part) => part !== '').join(', ');
  if (said !== '') shell.out(`${said}\n`);
}

const gravities = ['error', 'warning', 'info'];
const byGravity = (a: Diagnostic, b: Diagnostic): number =>
  gravities.indexOf(a.severity) - gravities.indexOf(b.severity);

const counted = (count: number, word: string): string =>
  count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;

/** Ends a command whose file or script does not load: `{ ok: false, diagnostics }`, exit 1. */
export function reportBroken(
  diagnostics: readonly Diagnostic[],
  json: boolean,
  shell: Shell,
): Exit {
  if (json) writeJson(shell, { ok: false, diagnostics: diagnostics.map(toJson) });
  else writeDiagnostics(diagnostics, shell);
  return 1;
}

/**
 * Ends a command that an error stopped: its diagnostics, or the error itself as one, at the place its
 * message names, else at the head of `file`.
 */
export function reportError(
  error: VakError,
  { json, file }: { readonly json: boolean; readonly file: string },
  shell: Shell,
): Exit {
  const found = error.diagnostics.filter(isDiagnostic);
  if (found.length === 0 && !json && textOf(file) === '' && !placed.test(error.message)) {
    const { bold, red } = palette(shell);
    const code = bold(red(`error[${error.code}]`));
    shell.out(`${code}: ${printable(saidBy(error))}\n1 error\n`);
    return 1;
  }
  return reportBroken(found.length > 0 ? found : [asDiagnostic(error, file)], json, shell);
}

const isDiagnostic = (value: unknown): value is Diagnostic =>
  typeof value === 'object' && value !== null && 'severity' in value && 'source' in value;

/** A place in a file, as messages name one. */
const placed = /\(([^()\s][^()]*):(\d+):(\d+)\)/;

/** What an error says, without its code. */
const saidBy = ({ code, message }: VakError): string =>
  message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;

function asDiagnostic(error: VakError, file: string): Diagnostic {
  const { code } = error;
  const text = saidBy(error);
  const place = placed.exec(text);
  const [, name = file, line = '1', column = '1'] = place ?? [];
  const source = new Source(name, textOf(name));
  const start = source.offset({ line: Number(line), column: Number(column) });
  return {
    code,
    severity: 'error',
    message: text,
    source,
    span: { start, end: start },
    labels: [],
    fixes: [],
    notes: [],
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
