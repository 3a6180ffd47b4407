import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { newEnforcer, newModelFromString } from 'casbin';
import { policyEngine } from '../dist/plugins/policy/engine/engine.js';
import { combine } from '../dist/runtime/call/decision/verdict.js';
import { callOf, record, spelled } from '../dist/runtime/testing/policy-plan.js';
import { beside, type Result } from './result.ts';
import { inTurns, quantile, type Work } from './rounds.ts';

// What a decision costs when one tool has N rules: "this customer may be refunded up to this amount",
// N customers, the call is one of theirs. Cedar has its policies parsed beforehand and casbin its model
// loaded; both are asked by their synchronous entry. Before anything is timed, all three must agree.

const sizes = [10, 100, 1_000, 10_000];
const at = 'bench.vak:1:1';
const bound = (index: number): number => 20 + (index % 50);
const customer = (index: number): string => `customer-${index}`;

/** What is asked: whose refund, of how many euros. Every other one is above its bound. */
interface Question {
  readonly id: string;
  readonly euros: number;
  readonly permitted: boolean;
}
const question = (index: number): Question => ({
  id: customer(index),
  euros: bound(index) + (index % 2),
  permitted: index % 2 === 0,
});

const ref = (name: string) => ({ op: 'ref', root: 'args', path: [name], at }) as const;
const rule = (index: number) =>
  ({
    name: `refunds.r${index}`,
    verdict: 'permit',
    agents: ['agent'],
    tools: ['refund'],
    duties: [],
    examples: [],
    at,
    conditions: [
      {
        word: 'when',
        at,
        expr: {
          op: '==',
          left: ref('customer'),
          right: { op: 'literal', type: 'string', json: customer(index), at },
          at,
        },
      },
      {
        word: 'when',
        at,
        expr: {
          op: '<=',
          left: ref('amount'),
          right: { op: 'literal', type: 'money', json: `${bound(index)}.00 EUR`, at },
          at,
        },
      },
    ],
  }) as const;

type Ask = (of: Question) => boolean;

const planOf = (size: number) => ({
  rules: Array.from({ length: size }, (_, index) => rule(index)),
  approvers: [],
  agents: [{ name: 'agent', tools: ['refund'], delegates: [], at }],
});

/** Calls are admitted beforehand: what is timed is the decision, with its opinions. */
function vak(size: number, questions: readonly Question[]): Ask {
  const engine = policyEngine(planOf(size));
  const calls = new Map(
    questions.map((of) => {
      const amount = spelled('money', `${of.euros}.00 EUR`);
      return [of, callOf('refund', { args: record({ customer: of.id, amount }) })];
    }),
  );
  return (of) => (engine.decide(calls.get(of) as never) as readonly unknown[]).length > 0;
}

function cedar(size: number): Ask {
  const id = `set-${size}`;
  const staticPolicies = Array.from(
    { length: size },
    (_, index) => `permit(principal, action == Action::"refund", resource)
      when { context.customer == "${customer(index)}" && context.amount <= ${bound(index)} };`,
  ).join('\n');
  const parsed = preparsePolicySet(id, { staticPolicies });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
  return (of) => {
    const answer = statefulIsAuthorized({
      principal: { type: 'Agent', id: 'agent' },
      action: { type: 'Action', id: 'refund' },
      resource: { type: 'Tool', id: 'refund' },
      context: { customer: of.id, amount: of.euros },
      preparsedPolicySetId: id,
      entities: [],
    });
    return answer.type === 'success' && answer.response.decision === 'allow';
  };
}

async function casbin(size: number): Promise<Ask> {
  const model = newModelFromString(`
    [request_definition]
    r = tool, customer, amount
    [policy_definition]
    p = tool, customer, most
    [policy_effect]
    e = some(where (p.eft == allow))
    [matchers]
    m = r.customer == p.customer && r.tool == p.tool && r.amount <= p.most`);
  const enforcer = await newEnforcer(model);
  await enforcer.addPolicies(
    Array.from({ length: size }, (_, index) => ['refund', customer(index), String(bound(index))]),
  );
  return (of) => enforcer.enforceSync('refund', of.id, of.euros);
}

async function measure(size: number): Promise<readonly Result[]> {
  const questions = Array.from({ length: 64 }, (_, index) =>
    question(Math.floor((index * size) / 64)),
  );
  const asks = { vak: vak(size, questions), cedar: cedar(size), casbin: await casbin(size) };
  for (const [name, ask] of Object.entries(asks)) {
    const wrong = questions.find((of) => ask(of) !== of.permitted);
    if (wrong !== undefined) throw new Error(`${name} disagrees about ${JSON.stringify(wrong)}`);
  }
  const next = (ask: Ask): (() => unknown) => {
    let turn = 0;
    return () => ask(questions[turn++ % questions.length] as Question);
  };
  const works: readonly Work[] = Object.entries(asks).map(([name, ask]) => ({
    name,
    once: next(ask),
  }));
  const together = await inTurns(works, { rounds: size > 1_000 ? 60 : 300, warm: 40 });
  const alone = await inTurns([{ name: 'vak', once: next(asks.vak) }], {
    rounds: 20_000,
    warm: 20_000,
  });
  // A decision takes no longer than a look at the clock does, so the median is over whole turns of all
  // questions; the 99th percentile is over single ones, the clock's own cost included.
  const turn = (): void => {
    for (const of of questions) asks.vak(of);
  };
  const turns = await inTurns([{ name: 'vak', once: turn }], { rounds: 2_000, warm: 300 });
  const ours = quantile(turns.get('vak'), 0.5) / questions.length;
  return [
    {
      name: `decision/bare/${size}`,
      value: ours,
      unit: 'us',
      better: 'lower',
      peers: [
        beside('cedar-wasm, preparsed', quantile(together.get('cedar'), 0.5), ours),
        beside('casbin', quantile(together.get('casbin'), 0.5), ours),
      ],
    },
    {
      name: `decision/bare-p99/${size}`,
      value: quantile(alone.get('vak'), 0.99),
      unit: 'us',
      better: 'lower',
    },
  ];
}

/** A decision with its opinions put together: verdict, reason, requirements and duties. */
async function full(size: number): Promise<readonly Result[]> {
  const engine = policyEngine(planOf(size));
  const calls = Array.from({ length: 64 }, (_, index) => {
    const { id, euros } = question(Math.floor((index * size) / 64));
    const amount = spelled('money', `${euros}.00 EUR`);
    return callOf('refund', { args: record({ customer: id, amount }) });
  });
  let turn = 0;
  const once = (): unknown =>
    combine(engine.decide(calls[turn++ % calls.length] as never) as never, true);
  const times = await inTurns([{ name: 'full', once }], { rounds: 20_000, warm: 20_000 });
  const figure = (name: string, of: number): Result => ({
    name: `decision/${name}/${size}`,
    value: quantile(times.get('full'), of),
    unit: 'us',
    better: 'lower',
  });
  return [figure('full', 0.5), figure('full-p99', 0.99)];
}

/** The engine's making, index included, for rules that are compiled already. */
async function build(size: number): Promise<Result> {
  const plan = planOf(size);
  const times = await inTurns([{ name: 'build', once: () => policyEngine(plan) }], {
    rounds: 9,
    warm: 3,
  });
  return {
    name: `decision/build/${size}`,
    value: quantile(times.get('build'), 0.5) / 1_000,
    unit: 'ms',
    better: 'lower',
  };
}

/** Measures decisions at every size whose names begin as wanted. */
export async function run(filter: string): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const size of sizes) {
    const names = [`decision/bare/${size}`, `decision/bare-p99/${size}`];
    if (names.some((name) => name.startsWith(filter))) results.push(...(await measure(size)));
  }
  const fullNames = ['decision/full/1000', 'decision/full-p99/1000'];
  if (fullNames.some((name) => name.startsWith(filter))) results.push(...(await full(1_000)));
  if ('decision/build/10000'.startsWith(filter)) results.push(await build(10_000));
  return results;
}
