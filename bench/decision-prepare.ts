import { fromJson } from '../dist/dsl/values/from-json.js';
import { withLabels } from '../dist/runtime/call/inspection/suspect.js';
import { callOf, record } from '../dist/runtime/testing/policy-plan.js';
import type { Result } from './result.ts';
import { inTurns, quantile } from './rounds.ts';

// What comes before a decision and is not in its figure: arguments read and brought into their canonical
// form by kind, once a call, and the labels of the session put among the facts, once they changed.

const field = (name: string, type: string) => ({
  name,
  type: { type },
  optional: false,
  at: 'bench.vak:1:1',
});

const plain = {
  type: [field('customer', 'string'), field('amount', 'money')],
  args: { customer: 'customer-77', amount: '20.00 EUR' },
};
const kinds = {
  type: [
    field('file', 'path'),
    field('page', 'url'),
    field('server', 'host'),
    field('to', 'email'),
    field('line', 'command'),
  ],
  args: {
    file: 'reports/../reports/%32026/q1.csv',
    page: 'HTTPS://Example.com:443/a/./b?x=1',
    server: 'EXAMPLE.com.',
    to: 'Ada@Example.COM',
    line: 'tar -xzf "a.tgz" | grep -ri --count todo > out.txt',
  },
};

const batch = 64;

/** Times one piece of work in batches, since it takes little longer than a look at the clock. */
async function timed(name: string, work: () => unknown): Promise<Result> {
  const once = (): void => {
    for (let turn = 0; turn < batch; turn += 1) work();
  };
  const times = await inTurns([{ name, once }], { rounds: 1_000, warm: 300 });
  const value = quantile(times.get(name), 0.5) / batch;
  return { name: `decision/${name}`, value, unit: 'us', better: 'lower' };
}

/** A call's arguments of two plain fields, and of one field of each kind; and a session's labels. */
export async function preparing(): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [name, { type, args }] of Object.entries({ plain, kinds })) {
    const read = (): unknown => {
      const reading = fromJson(args, { type: 'record', fields: type } as never, { root: '/srv' });
      if (!reading.ok) throw new Error(JSON.stringify(reading));
      return reading;
    };
    results.push(await timed(`canonicalise/${name}`, read));
  }
  const session = record({ id: 's', principal: 'p', tenant: 't', labels: [] });
  const call = callOf('refund', { args: record({ customer: 'c' }), session });
  const label = (): unknown => withLabels(call, ['untrusted', 'confidential']);
  return [...results, await timed('labels/2', label)];
}
