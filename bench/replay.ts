import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from '../dist/index.js';
import { replayWhole } from '../dist/replay/whole-log.js';
import { readLog } from '../dist/runtime/evidence/log/read.js';
import { beside, type Result } from './result.ts';

// How many decisions of a log are decided again in a second: read from the disk, checked to be canonical,
// decided by the road's own code and compared value by value. The log is written by real calls, no two of them
// alike, and is as long as that of a busy day: of a short one, the engine's compiler has a third of the time.

const calls = 80_000;
/** So many sessions are served at once. */
const sessions = 500;
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
  at most 1000000 calls per 1h
}
`;

const context = { customer: { email: 'alice@example.com', frozen: false } };

/** A log of so many calls: most permitted, some forbidden, some that wait for a person. */
async function written(folder: string): Promise<string> {
  writeFileSync(join(folder, 'desk.vak'), policy);
  const audit = join(folder, 'audit');
  const vak = await load(join(folder, 'desk.vak'), {
    tools: {
      'orders.read': (_: { id: string }) => ({ owner: 'alice@example.com', paid: '80.00 EUR' }),
      'refunds.issue': ({ order }: { order: string; amount: string; reason: string }) => ({
        receipt: order,
      }),
    },
    audit,
  });
  let number = 0;
  const serve = async (session: ReturnType<ReturnType<typeof vak.agent>['session']>) => {
    while (number < calls) {
      number += 1;
      const order = `o-${number}`;
      const amount = `${1 + ((number * 37) % 540)}.00 EUR`;
      await (number % 4 === 0
        ? session.call('orders.read', { id: order })
        : session.call('refunds.issue', { order, amount, reason: 'late' }));
    }
  };
  const desk = vak.agent('desk');
  const open = Array.from({ length: sessions }, () =>
    desk.session({ context, principal: 'bench' }),
  );
  await Promise.all(open.map(serve));
  await vak.stop();
  return audit;
}

/** Decisions in a second of `vak replay` as a whole: it starts, and looks for contradictions besides. */
function commanded(audit: string): number {
  const vak = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const begun = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [vak, 'replay', audit, '--json'], {
    encoding: 'utf8',
  });
  const took = performance.now() - begun;
  const { counts } = JSON.parse(stdout);
  if (status !== 0 || counts.yes < calls) throw new Error(`vak replay ended with ${status}`);
  return (counts.yes * 1000) / took;
}

/** Measures a replay of a whole log in this process and by the command, beside reading its entries alone. */
export async function run(): Promise<readonly Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vak-bench-'));
  try {
    const audit = await written(folder);
    const [rates, readings, commands]: [number[], number[], number[]] = [[], [], []];
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
      commands.push(commanded(audit));
    }
    const mid = (of: number[]): number => of.sort((a, b) => a - b)[of.length >> 1] as number;
    const reading = mid(readings);
    const figure = (what: string, value: number): Result => {
      const peers = [beside('reading the same log alone, in one thread', reading, value)];
      return { name: `replay/${what}`, value, unit: 'decisions/s', better: 'higher', peers };
    };
    return [figure('decisions', mid(rates)), figure('command', mid(commands))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
