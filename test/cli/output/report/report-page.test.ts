import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reportPage } from '../../../../src/cli/output/report/report-page.ts';
import { reportText } from '../../../../src/cli/output/report/report-text.ts';
import {
  type AuditReport,
  reportOf,
} from '../../../../src/runtime/evidence/audit/report/audit-report.ts';

async function* logOf(name: string) {
  for (let index = 0; index < 3; index += 1) {
    yield {
      index,
      entry: {
        kind: 'decision',
        at: `2026-01-0${index + 1}T00:00:00.000Z`,
        agent: name,
        tool: name,
        verdict: (['permit', 'approval', 'forbid'] as const)[index] as string,
        code: name,
        opinions: [{ rule: name }],
      },
    };
  }
  yield { index: 3, entry: { kind: name, status: name } };
}

/** Its report, with a call that has no outcome and more of them that are not named. */
async function reportFor(name: string): Promise<AuditReport> {
  const unfinished = { count: 3, calls: [{ index: 1, call: 'c', session: name, tool: name }] };
  return { ...(await reportOf(logOf(name), new Set())), unfinished };
}

/** The tags of a page, by name. */
const tagsOf = (page: string): readonly string[] =>
  [...new Set([...page.matchAll(/<\/?([^\s>]+)/g)].map(([, name]) => name as string))].sort();

describe('a report as a page', () => {
  test('whatever a log says is text in it: no tag, no attribute, no script comes of it', async () => {
    const sound = tagsOf(reportPage(await reportFor('desk'), 'a log'));
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onload='x",
        '</style><b>',
        '</title><i>',
        ']]>--><u>',
        '\u001b[31m\u202e',
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (name, title) => {
        const page = reportPage(await reportFor(name), title);
        expect(tagsOf(page)).toEqual(sound);
        const within = page.replace(/<style>.*?<\/style>/s, '');
        for (const [tag] of within.matchAll(/<[^>]*>/g)) {
          expect(tag).toMatch(/^<!?\/?[a-z0-9]+( [a-zA-Z0-9-]+(="[^"<>]*")?)*\/?>$/);
          expect(tag).not.toMatch(/\son[a-z]+=|javascript:/i);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('as text it carries no control character either', async () => {
    const text = reportText(await reportFor('\u001b[2J\u202eevil\n\nline'), {
      colour: false,
    });
    expect(text).toContain('\\u001b[2J\\u202eevil');
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  });

  test('draws each verdict over time, in steps from the first day to the last', async () => {
    const report = await reportFor('desk');
    expect(report.timeline.length).toBeLessThanOrEqual(60);
    expect(report.timeline.filter(({ permit }) => permit > 0)).toHaveLength(1);
    const page = reportPage(report, 'a log');
    expect(page).toContain('<rect class="forbid"');
    expect(page).toContain('2026-01-01T00:00:00.000Z: permit 1');
  });
});
