import type { Diagnostic } from '../diagnostic.ts';

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * Diagnostics as workflow commands of GitHub Actions, one line each, which the run shows at their lines.
 * Whatever a text holds stays inside its own command.
 */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((one) => `${annotation(one)}\n`).join('');
}

function annotation({ code, severity, message, source, span, help }: Diagnostic): string {
  const start = source.position(span.start);
  const end = source.position(span.end);
  const columns = start.line === end.line ? { col: start.column, endColumn: end.column } : {};
  const properties = Object.entries({
    file: source.name,
    line: start.line,
    endLine: end.line,
    ...columns,
    title: code,
  }).map(([key, value]) => `${key}=${property(String(value))}`);
  const text = help === undefined ? message : `${message}\n${help}`;
  return `::${commands[severity]} ${properties.join(',')}::${data(text)}`;
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
