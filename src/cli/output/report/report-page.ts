import type { AuditReport } from '../../../runtime/evidence/audit/report/audit-report.ts';
import { printable } from '../palette.ts';
import { barChart, timeChart } from './charts.ts';
import { escaped } from './escaped.ts';

const style = `
:root { color-scheme: light dark; --permit: #2e7d32; --approval: #b26a00; --forbid: #c62828; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.tiles { display: flex; gap: 1rem; flex-wrap: wrap; }
.tiles div { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem; min-width: 7rem; }
.tiles b { display: block; font-size: 1.6rem; font-weight: 600; }
svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; } text { fill: currentColor; }
.permit { fill: var(--permit); color: var(--permit); } .approval { fill: var(--approval); color: var(--approval); }
.forbid { fill: var(--forbid); color: var(--forbid); } .axis { stroke: var(--line); }
table { border-collapse: collapse; } td, th { padding: .15rem .8rem .15rem 0; text-align: left; }
td + td, th + th { text-align: right; font-variant-numeric: tabular-nums; }
`;

/** A report as one page of HTML that loads nothing and runs nothing; whatever stands in the log is text in it. */
export function reportPage(report: AuditReport, title: string): string {
  const { first = '', last = '', verdicts, decisions, entries, ms } = report;
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const range = first === '' ? 'no entries' : `${first} to ${last}`;
  const tiles = [
    ['permit', verdicts.permit],
    ['approval', verdicts.approval],
    ['forbid', verdicts.forbid],
    ['decisions', decisions],
    ['entries', entries],
    ...(ms === undefined
      ? []
      : [['ms, half of the calls', ms.p50] as const, ['ms, 95 %', ms.p95] as const]),
  ] as const;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}: decisions</title>
<style>${style}</style>
</head>
<body>
<h1>Decisions in ${text(title)}</h1>
<p>${text(range)}</p>
<div class="tiles">${tiles.map(([name, count]) => `<div${isVerdict(name) ? ` class="${name}"` : ''}><b>${count}</b>${name}</div>`).join('')}</div>
${section('Over time', report.timeline.length === 0 ? '' : timeChart(report.timeline))}
${section('Agents', barChart(report.agents))}
${section('Tools', barChart(report.tools))}
${section('Rules', barChart(report.rules))}
${section('Codes', table(report.codes))}
${section('Outcomes', table(report.outcomes))}
${section('Unfinished calls', unfinished(report.unfinished))}
${section('Levels', table(report.levels))}
</body>
</html>
`;
}

const isVerdict = (name: string): boolean => ['permit', 'approval', 'forbid'].includes(name);

const text = (of: string): string => escaped(printable(of));

const section = (title: string, body: string): string =>
  body === '' ? '' : `<section><h2>${title}</h2>${body}</section>`;

function unfinished({ count, calls }: AuditReport['unfinished']): string {
  if (count === 0) return '';
  const rows = calls.map(
    ({ index, tool, session }) =>
      `<tr><td>entry ${index}</td><td>${text(tool)}</td><td>${text(session)}</td></tr>`,
  );
  const rest = count > rows.length ? `<p>… and ${count - rows.length} more</p>` : '';
  return `<p>${count} permitted without an outcome so far</p><table>${rows.join('')}</table>${rest}`;
}

function table(rows: AuditReport['codes']): string {
  if (rows.length === 0) return '';
  const lines = rows
    .slice(0, 100)
    .map(({ name, count }) => `<tr><td>${text(name)}</td><td>${count}</td></tr>`);
  return `<table>${lines.join('')}</table>`;
}
