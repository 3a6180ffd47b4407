import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type CallResult, load } from 'vak';
import { Orders, shopTools } from './orders.ts';
import { type Answer, type Customer, type Step, steps } from './steps.ts';
import { cameOf, differences, Timeline } from './timeline.ts';

const policy = new URL('./refunds.vak', import.meta.url);
const vakCommand = fileURLToPath(new URL('../../bin/vak', import.meta.url));

const stock = [
  { id: 'ord_1001', kind: 'goods', status: 'delivered', paid: 8_000 },
  { id: 'ord_1002', kind: 'goods', status: 'delivered', paid: 60_000 },
  { id: 'ord_1003', kind: 'download', status: 'delivered', paid: 900 },
  { id: 'ord_1004', kind: 'goods', status: 'delivered', paid: 9_000 },
  { id: 'ord_1005', kind: 'goods', status: 'delivered', paid: 20_000 },
  { id: 'ord_1006', kind: 'goods', status: 'delivered', paid: 1_500 },
  { id: 'ord_1007', kind: 'goods', status: 'delivered', paid: 4_000 },
] as const;

/** How the demonstration prints, and the `vak` command that verifies its log. */
export interface DemoOptions {
  readonly coloured?: boolean;
  readonly command?: string;
}

/**
 * Plays the script against the real runtime and prints a timeline, then verifies the log it wrote.
 * Gives how many things came out otherwise than the script expects.
 */
export async function demo(
  print: (line: string) => void,
  { coloured = false, command = vakCommand }: DemoOptions = {},
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'vak-demo-'));
  const log = join(folder, 'audit');
  const timeline = new Timeline(print, coloured);
  const key = `key-${randomUUID()}`;
  process.env.GATEWAY_KEY = key;

  timeline.note(
    `A model works at a refund desk. Its policy: ${relative('', fileURLToPath(policy))}\n`,
  );
  const orders = new Orders(stock);
  const vak = await load(policy, { tools: shopTools(orders), state: folder, audit: log });
  let wrong = 0;
  try {
    wrong += await play(vak, orders, timeline);
  } finally {
    await vak.stop();
  }
  return wrong + (await examine(log, key, timeline, command));
}

type Desk = Awaited<ReturnType<typeof load<ReturnType<typeof shopTools>>>>;

async function play(vak: Desk, orders: Orders, timeline: Timeline): Promise<number> {
  const desk = vak.agent('support_desk');
  const open = (customer: Customer) =>
    desk.session({ principal: customer.email, context: { customer: { ...customer } } });
  const sessions = new Map<string, ReturnType<typeof open>>();
  const tickets = new Map<string, string>();

  const carryOut = async (step: Step | Answer): Promise<CallResult<unknown>> => {
    if ('answers' in step) {
      const ticket = tickets.get(step.answers) ?? '';
      await vak.answer(ticket, { by: step.by, answer: step.with });
      return vak.resume(ticket);
    }
    const session = sessions.get(step.for.email) ?? open(step.for);
    sessions.set(step.for.email, session);
    const ticket = step.ticket === undefined ? undefined : tickets.get(step.ticket);
    return session.call<string>(step.tool, step.args, ticket === undefined ? {} : { ticket });
  };

  let wrong = 0;
  for (const step of steps) {
    const before = performance.now();
    const result = await carryOut(step);
    const came = cameOf(result, performance.now() - before);
    if ('opens' in step && step.opens !== undefined && !result.ok && result.pending !== undefined) {
      tickets.set(step.opens, result.pending.ticket);
    }
    if (result.ok) book(orders, step, steps);
    const found = differences(came, step.expect);
    wrong += found.length;
    timeline.row(step.what, callOf(step), came, found);
  }
  return wrong;
}

/** The shop books what the desk paid back. */
function book(orders: Orders, step: Step | Answer, all: typeof steps): void {
  const call = 'answers' in step ? all.find((each) => isOpening(each, step.answers)) : step;
  if (call === undefined || 'answers' in call || call.tool !== 'refunds.issue') return;
  const { order_id, amount } = call.args as { order_id: string; amount: string };
  orders.book(order_id, amount);
}

const isOpening = (step: Step | Answer, ticket: string): boolean =>
  'opens' in step && step.opens === ticket;

function callOf(step: Step | Answer): string {
  if ('answers' in step) return `${step.by}: ${step.with}`;
  const ticket = step.ticket === undefined ? '' : ' with the ticket';
  return `${step.tool} ${JSON.stringify(step.args)}${ticket}`;
}

/** The log verifies, holds every call, and holds the gateway's key nowhere. */
async function examine(
  log: string,
  key: string,
  timeline: Timeline,
  command: string,
): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[command, 'audit', 'verify', log, '--json'],
  ]).catch((failed: { stdout?: string }) => ({ stdout: failed.stdout ?? '{}' }));
  const verified = JSON.parse(stdout || '{}') as { ok?: boolean; entries?: number; root?: string };
  const entries = await readFile(join(log, 'entries.jsonl'), 'utf8');
  const wrong = [
    ...(verified.ok === true ? [] : ['the log does not verify']),
    ...(entries.includes(key) ? ['the log holds the key of the gateway'] : []),
  ];
  const found = verified.ok === true ? 'verifies' : 'DOES NOT VERIFY';
  timeline.note(`The log ${found}: ${verified.entries ?? 0} entries, root ${verified.root ?? '-'}`);
  timeline.note(`It lies in ${log}\nRead it: npm run -s vak -- audit show ${log}`);
  for (const each of wrong) timeline.note(`✗ ${each}`);
  return wrong.length;
}

if (import.meta.main) {
  const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const wrong = await demo((line) => console.log(line), { coloured });
  const calls = steps.length;
  console.log(
    wrong === 0
      ? `\nAll ${calls} calls came out as the script expects.`
      : `\n${wrong} things came out otherwise than the script expects.`,
  );
  process.exitCode = wrong === 0 ? 0 : 1;
}
