import type {
  AuditReport,
  VerdictCounts,
} from '../../../runtime/evidence/audit/report/audit-report.ts';
import { printable } from '../palette.ts';
import { escaped } from './escaped.ts';

const verdicts = ['permit', 'approval', 'forbid'] as const;
const most = 30;
const wide = 900;

/** Horizontal bars, one a name, permitted, asked and forbidden end to end. */
export function barChart(rows: AuditReport['agents']): string {
  const shown = rows.slice(0, most);
  if (shown.length === 0) return '';
  const [left, right, row] = [260, 140, 22];
  const largest = Math.max(...shown.map(sum));
  const scale = (wide - left - right) / largest;
  const bars = shown.map((counts, at) => {
    let x = left;
    const parts = verdicts.map((verdict) => {
      const width = counts[verdict] * scale;
      const part = rect(verdict, x, at * row + 3, width, row - 6, `${verdict} ${counts[verdict]}`);
      x += width;
      return part;
    });
    const y = at * row + 15;
    const numbers = verdicts.map((verdict) => counts[verdict]).join(' / ');
    return `<text x="${left - 8}" y="${y}" text-anchor="end">${label(counts.name)}</text>${parts.join('')}<text x="${number(x + 6)}" y="${y}">${numbers}</text>`;
  });
  const rest = rows.length > most ? `<p>… and ${rows.length - most} more</p>` : '';
  return `<svg viewBox="0 0 ${wide} ${shown.length * row}" role="img" aria-label="permitted, asked and forbidden, each a bar">${bars.join('')}</svg>${rest}`;
}

/** Columns over time. */
export function timeChart(steps: AuditReport['timeline']): string {
  const [height, bottom] = [180, 20];
  const largest = Math.max(1, ...steps.map(sum));
  const width = wide / steps.length;
  const columns = steps.map((counts, at) => {
    let y = height;
    const parts = verdicts.map((verdict) => {
      const tall = (counts[verdict] / largest) * (height - 12);
      y -= tall;
      const title = `${counts.at}: ${verdict} ${counts[verdict]}`;
      return rect(verdict, at * width + 0.5, y, Math.max(0.5, width - 1), tall, title);
    });
    return parts.join('');
  });
  const [first, last] = [steps[0]?.at ?? '', steps.at(-1)?.at ?? ''];
  const axis = `<line class="axis" x1="0" x2="${wide}" y1="${height}" y2="${height}"/>`;
  const ends = `<text x="0" y="${height + 15}">${escaped(first)}</text><text x="${wide}" y="${height + 15}" text-anchor="end">${escaped(last)}</text>`;
  const top = `<text x="0" y="10">${largest}</text>`;
  return `<svg viewBox="0 0 ${wide} ${height + bottom}" role="img" aria-label="permitted, asked and forbidden over time">${columns.join('')}${axis}${ends}${top}</svg>`;
}

function rect(
  verdict: string,
  x: number,
  y: number,
  width: number,
  height: number,
  title: string,
): string {
  if (width <= 0 || height <= 0) return '';
  return `<rect class="${verdict}" x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"><title>${escaped(title)}</title></rect>`;
}

const number = (of: number): string => String(Math.round(of * 100) / 100);
const sum = ({ permit, approval, forbid }: VerdictCounts): number => permit + approval + forbid;

function label(name: string): string {
  const shown = printable(name);
  return escaped(shown.length > 36 ? `${shown.slice(0, 35)}…` : shown);
}
