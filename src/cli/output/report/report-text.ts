import type {
  AuditReport,
  VerdictCounts,
} from '../../../runtime/evidence/audit/report/audit-report.ts';
import { type Palette, palette, printable } from '../palette.ts';
import type { Shell } from '../shell.ts';

const width = 30;
const most = 15;

/** A report as people read it in a terminal: bars of permitted, asked and forbidden. */
export function reportText(report: AuditReport, shell: Pick<Shell, 'colour'>): string {
  const colours = palette(shell);
  const { first, last, decisions, verdicts, ms } = report;
  if (first === undefined) return 'no entries here\n';
  const lines = [
    `${colours.bold(`${decisions} decisions`)} in ${report.entries} entries, ${first} to ${last}`,
    `${colours.green(`${verdicts.permit} permit`)}  ${colours.yellow(`${verdicts.approval} approval`)}  ${colours.red(`${verdicts.forbid} forbid`)}`,
    ...barsOf('agents', report.agents, colours),
    ...barsOf('tools', report.tools, colours),
    ...barsOf('rules', report.rules, colours),
    ...countsOf('codes', report.codes, colours),
    ...countsOf('outcomes', report.outcomes, colours),
    ...gap(unfinishedLines(report.unfinished)),
    ...countsOf('levels', report.levels, colours),
  ];
  if (ms !== undefined) {
    lines.push(
      '',
      `calls took ${ms.p50} ms (half), ${ms.p95} ms (95 %), ${ms.p99} ms (99 %), ${ms.max} ms at most`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Calls without an outcome, with the first of them by name; nothing where there are none. */
export function unfinishedLines({ count, calls }: AuditReport['unfinished']): readonly string[] {
  if (count === 0) return [];
  const shown = calls.slice(0, most);
  const what = count === 1 ? '1 call was' : `${count} calls were`;
  return [
    `unfinished: ${what} permitted and ${count === 1 ? 'has' : 'have'} no outcome so far`,
    ...shown.map(
      ({ index, tool, session }) =>
        `  entry ${index}: ${nameOf(tool)} in session ${nameOf(session)}`,
    ),
    ...more(count),
  ];
}

const gap = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', ...lines];

function barsOf(title: string, rows: AuditReport['agents'], colours: Palette): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, most);
  const largest = Math.max(...shown.map(sum));
  const names = shown.map(({ name }) => nameOf(name));
  const pad = Math.max(...names.map((name) => name.length));
  const lines = shown.map((row, at) => {
    const part = (count: number, colour: (text: string) => string): string =>
      colour('█'.repeat(Math.ceil((count / largest) * width)));
    const bar = `${part(row.permit, colours.green)}${part(row.approval, colours.yellow)}${part(row.forbid, colours.red)}`;
    const numbers = colours.dim(`${row.permit} / ${row.approval} / ${row.forbid}`);
    return `  ${names[at]?.padEnd(pad)}  ${bar} ${numbers}`;
  });
  return ['', colours.bold(title), ...lines, ...more(rows.length)];
}

function countsOf(title: string, rows: AuditReport['codes'], colours: Palette): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, most);
  const pad = Math.max(...shown.map(({ name }) => nameOf(name).length));
  const lines = shown.map(({ name, count }) => `  ${nameOf(name).padEnd(pad)}  ${count}`);
  return ['', colours.bold(title), ...lines, ...more(rows.length)];
}

const more = (count: number): readonly string[] =>
  count > most ? [`  … and ${count - most} more`] : [];

const sum = ({ permit, approval, forbid }: VerdictCounts): number => permit + approval + forbid;

function nameOf(name: string): string {
  const shown = printable(name);
  return shown.length > 48 ? `${shown.slice(0, 47)}…` : shown;
}
