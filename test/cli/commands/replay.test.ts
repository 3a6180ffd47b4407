import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load } from '../../../src/index.ts';
import { folder, vak } from '../vak.ts';

const policy = (most: string): string => `vak 1

tool orders.read {
  effect: read
  args { id: string }
  result: { paid: money }
}

tool refunds.issue {
  effect: irreversible
  args { id: string, amount: money, note: string }
  result: { receipt: string }
  lookup { order: orders.read { id: args.id } }
}

agent desk {
  tools: [refunds.issue]
}

policy refunds for desk {
  rule small {
    permit refunds.issue
    when args.amount <= ${most}
    when args.amount <= lookup.order.paid
  }
}

limit few for desk {
  on refunds.issue
  at most 2 calls per 1h
}

audit {
  to: dir("./audit")
}
`;
const script = {
  agent: 'desk',
  results: {
    'orders.read': { paid: '80.00 EUR' },
    'refunds.issue': { receipt: 'r' },
  },
  calls: [10, 30, 90, 20, 5].map((amount, index) => ({
    tool: 'refunds.issue',
    args: { id: `o${index}`, amount: `${amount}.00 EUR`, note: 'late' },
  })),
};

/** A folder with a log of five calls: two permitted, one over what was paid, two over the limit. */
function recorded(): string {
  const at = folder({
    'desk.vak': policy('100 EUR'),
    'stricter.vak': policy('20 EUR'),
    'script.json': JSON.stringify(script),
  });
  const { status } = vak(at, ['run', 'desk.vak', '--script', 'script.json']);
  expect(status).toBe(0);
  return at;
}

const decisions = (at: string): readonly number[] =>
  readFileSync(join(at, 'audit/entries.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .flatMap((line, index) => (JSON.parse(line).kind === 'decision' ? [index] : []));

describe('vak replay', () => {
  test('decides every call of a log again, look-ups and limits included', () => {
    const { status, json } = vak(recorded(), ['replay', 'audit', '--json']);
    expect(json()).toMatchObject({
      ok: true,
      same: 'yes',
      decisions: 5,
      counts: { yes: 5, no: 0, cannot: 0 },
      changed: [],
    });
    expect(status).toBe(0);
  });

  test('says what another policy would have decided otherwise, by rule, and exits 0', () => {
    const at = recorded();
    const { status, json } = vak(at, ['replay', 'audit', '--policy', 'stricter.vak', '--json']);
    expect(status).toBe(0);
    expect(json()).toMatchObject({ ok: true, same: 'no', counts: { yes: 3, no: 2, cannot: 0 } });
    // The second is too large now, which makes room in the limit for the fourth.
    expect(json().changed).toMatchObject([
      { before: 'permit', after: 'forbid', rule: 'refunds.small' },
      { before: 'forbid', after: 'permit', rule: 'refunds.small' },
    ]);
    expect(json().rules).toMatchObject([
      { rule: 'refunds.small', count: 1, examples: [{ tool: 'refunds.issue' }] },
      { rule: 'refunds.small', count: 1 },
    ]);
  });

  test('a call that another policy would not even admit is forbidden under it', () => {
    const at = recorded();
    const text = readFileSync(join(at, 'stricter.vak'), 'utf8');
    const narrow = text.replace('amount: money', 'amount: money where amount < 10 EUR');
    expect(narrow).not.toBe(text);
    writeFileSync(join(at, 'narrow.vak'), narrow);
    const { json } = vak(at, ['replay', 'audit', '--policy', 'narrow.vak', '--json']);
    expect(json().counts.cannot).toBe(0);
    expect(json().rules).toMatchObject([
      {
        rule: 'default',
        before: 'permit',
        after: 'forbid',
        count: 2,
        examples: [{ because: expect.stringContaining('`args.amount` must be') }, {}],
      },
      { before: 'forbid', after: 'permit', count: 1 },
    ]);
  });

  test('names a decision that the entry does not bear out, and exits 1', () => {
    const at = recorded();
    const file = join(at, 'audit/entries.jsonl');
    const lines = readFileSync(file, 'utf8').split('\n');
    const [, , third = 0] = decisions(at);
    lines[third] = (lines[third] ?? '').replace('90.00 EUR', '70.00 EUR');
    writeFileSync(file, lines.join('\n'));
    const { status, json } = vak(at, ['replay', 'audit', '--json']);
    expect(status).toBe(1);
    expect(json()).toMatchObject({ ok: false, same: 'no', changed: [{ index: third }] });
  });

  test('says what is missing where a plan is gone', () => {
    const at = recorded();
    rmSync(join(at, 'audit/plans'), { recursive: true });
    const { status, json } = vak(at, ['replay', 'audit', '--json']);
    expect(json()).toMatchObject({ ok: true, same: 'cannot', counts: { cannot: 5 } });
    expect(json().missing[0].missing[0]).toContain('is not in the log’s folder'.replace('’', "'"));
    expect(status).toBe(0);
  });

  test('a policy with errors is reported as by check; a folder without a log is wrong usage', () => {
    const at = recorded();
    appendFileSync(join(at, 'stricter.vak'), 'agnet x { }\n');
    const broken = vak(at, ['replay', 'audit', '--policy', 'stricter.vak', '--json']);
    expect([broken.status, broken.json().ok]).toEqual([1, false]);
    expect(vak(at, ['replay', 'nowhere']).status).toBe(2);
  });
});

describe('vak why', () => {
  test('decides one entry again and prints the reasoning with its lines', () => {
    const at = recorded();
    const [, , third = 0] = decisions(at);
    const { status, json } = vak(at, ['why', 'audit', String(third), '--json']);
    expect(status).toBe(0);
    expect(json()).toMatchObject({ same: 'yes', index: third, verdict: 'forbid' });
    expect(json().explanation.silent[0]).toMatchObject({ rule: 'refunds.small' });
    const text = vak(at, ['why', 'audit', String(third)]).stdout;
    expect(text).toContain('decided again: the same');
    expect(text).toMatch(/desk\.vak:\d+:\d+/);
  });

  test('finds the decision that a look-up or an outcome belongs to', () => {
    const at = recorded();
    const [first = 0] = decisions(at);
    for (const index of [first - 1, first + 1]) {
      expect(vak(at, ['why', 'audit', String(index), '--json']).json()).toMatchObject({
        index: first,
      });
    }
    expect(vak(at, ['why', 'audit', '0']).status).toBe(2);
    expect(vak(at, ['why', 'audit', 'x']).status).toBe(2);
  });
});

describe('a log with settled amounts', () => {
  const settled = (most: number): string => `vak 1

tool llm.ask {
  effect: egress
  args { prompt: string, max_tokens: int }
  result: string
}

agent g {
  tools: [llm.ask]
}

policy p for g {
  rule ask {
    permit llm.ask
  }
}

limit tokens for g {
  on model.call
  at most ${most} of args.tokens per 1h for each session.tenant
}

limit asked for g {
  on llm.ask
  at most ${most} of args.max_tokens per 1h
}

audit {
  to: dir("./audit")
}
`;

  /** Estimates that are settled with less and with more, and calls that fit only because of that. */
  async function used(): Promise<string> {
    const at = folder({ 'g.vak': settled(1_000), 'stricter.vak': settled(900) });
    const ask = (_: unknown, host: { used(of: object): void }) => {
      host.used({ max_tokens: 100 });
      return 'text';
    };
    const vak = await load(join(at, 'g.vak'), { tools: { 'llm.ask': ask } });
    const session = vak.agent('g').session();
    const model = async (tokens: number) => await session.model({ model: 'm', tokens });
    const first = await model(900);
    const seen = [first.ok, (await model(200)).ok];
    if (first.ok) await first.settle({ tokens: 150 });
    const second = await model(850);
    seen.push((await model(1)).ok, second.ok);
    if (second.ok) await second.settle({ tokens: 2_000 });
    seen.push((await model(1)).ok);
    for (const max_tokens of [900, 901, 900]) {
      seen.push((await session.call('llm.ask', { prompt: 'x', max_tokens })).ok);
    }
    await vak.stop();
    expect(seen).toEqual([true, false, false, true, false, true, false, true]);
    return at;
  }

  test('gives the same verdicts again', async () => {
    const { status, json } = vak(await used(), ['replay', 'audit', '--json']);
    expect(json()).toMatchObject({ same: 'yes', counts: { yes: 8, no: 0, cannot: 0 } });
    expect(status).toBe(0);
  });

  test('says what a smaller budget would have changed', async () => {
    const at = await used();
    const { json } = vak(at, ['replay', 'audit', '--policy', 'stricter.vak', '--json']);
    const { changed } = json() as { readonly changed: readonly unknown[] };
    expect(changed.length).toBeGreaterThan(0);
    expect(JSON.stringify(changed)).toContain('limit');
  });
});
