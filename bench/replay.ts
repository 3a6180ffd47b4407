import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from '../dist/index.js';
import { replayWhole } from '../dist/replay/whole-log.js';
import { readLog } from '../dist/runtime/evidence/log/read.js';
import { beside, type Result } from './result.ts';

// How many decisions of a log are decided again in a second: read from the disk, checked to be canonical,
// decided by the road's own code and compared value by value. The log is written by real calls, and holds their
// entries many times over, as that of a busy day does: of a short one, the engine's compiler has a third of the time.

const calls = 4_000;
const times = 80;
const rounds = 3;

const policy = `vak 1

context { customer: { email: email, frozen: bool } }

tool orders.read {
  effect: read
  args { id: string }
  result: { owner: email, paid: money }
}

tool refunds.issue {
  effect: write
  labels: [payments]
  args { order: string, amount: money where amount > 0 EUR, reason: string }
  result: { receipt: string }
  lookup { order: orders.read { id: args.order } }
}

approvers finance { within: 4h, otherwise: forbid }

agent desk { tools: [orders.read, refunds.issue] }

policy refunds for desk {
  rule look { permit orders.read }
  rule small {
    permit refunds.issue
    when args.amount <= 500 EUR
    when lookup.order.owner == context.customer.email
    because "Refunds up to 500 EUR."
  }
  rule large {
    require approval from finance for refunds.issue
    when args.amount > 400 EUR
  }
  rule frozen {
    forbid any tool labelled payments
    when context.customer.frozen
    because "Frozen accounts never receive money."
  }
}

limit many for desk {
  on refunds.issue
  at most 100000 calls per 1h
}
`;

const context = { customer: { email: 'alice@example.com', frozen: false } };

/** A log of so many calls: most permitted, some forbidden, some that wait for a person. */
async function written(folder: string): Promise<string> {
  writeFileSync(join(folder, 'desk.vak'), policy);
  const audit = join(folder, 'audit');
  const vak = await load(join(folder, 'desk.vak'), {
    tools: {
      'orders.read': () => ({ owner: 'alice@example.com', paid: '80.00 EUR' }),
      'refunds.issue': ({ order }: { order: string }) => ({ receipt: order }),
    },
    audit,
  });
  const session = vak.agent('desk').session({ context, principal: 'bench' });
  for (let done = 0; done < calls; done += 64) {
    const batch = Array.from({ length: Math.min(64, calls - done) }, (_, n) => {
      const number = done + n;
      if (number % 4 === 0) return session.call('orders.read', { id: `o-${number}` });
      const amount = `${1 + ((number * 37) % 540)}.00 EUR`;
      return session.call('refunds.issue', { order: `o-${number}`, amount, reason: 'late' });
    });
    await Promise.all(batch);
  }
  await vak.stop();
  const entries = readFileSync(join(audit, 'entries.jsonl'));
  for (let time = 1; time < times; time += 1) appendFileSync(join(audit, 'entries.jsonl'), entries);
  return audit;
}

/** Measures a replay of a whole log, beside reading its entries alone. */
export async function run(): Promise<readonly Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vak-bench-'));
  try {
    const audit = await written(folder);
    const [rates, readings]: [number[], number[]] = [[], []];
    for (let round = -1; round < rounds; round += 1) {
      const begun = performance.now();
      const { counts } = await replayWhole(audit);
      const middle = performance.now();
      if (counts.no + counts.cannot > 0) throw new Error('a decision that is not the same');
      for await (const _ of readLog(audit));
      const end = performance.now();
      if (round < 0) continue;
      rates.push((counts.yes * 1000) / (middle - begun));
      readings.push((counts.yes * 1000) / (end - middle));
    }
    const mid = (of: number[]): number => of.sort((a, b) => a - b)[of.length >> 1] as number;
    const value = mid(rates);
    const peers = [beside('reading the same log alone, in one thread', mid(readings), value)];
    return [{ name: 'replay/decisions', value, unit: 'decisions/s', better: 'higher', peers }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
