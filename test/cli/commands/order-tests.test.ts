import { expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';

const policy = `vak 1

tool orders.read {
  effect: read
  args { id: string }
  result: { total: int }
}

tool refunds.issue {
  effect: irreversible
  args { order_id: string }
}

agent desk { tools: [orders.read, refunds.issue] }

policy p for desk { rule all { permit orders.read, refunds.issue } }

limit refunds for desk { on refunds.issue at most 100 calls per 1h }

constraint order_of_work {
  per session
  before refunds.issue always orders.read matching earlier.args.id == later.args.order_id
  after refunds.issue eventually orders.read within 10m
}

pipeline decide for desk {
  stage prove: symbolic { check: [order_of_work] }
}

test "an order is read, refunded, and read again" for desk {
  call orders.read { id: "other" }
  expect permit
  call refunds.issue { order_id: "o1" }
  expect forbid by order_of_work
  call orders.read { id: "o1" }
  call refunds.issue { order_id: "o1" }
  expect permit
  wait 11m
  expect missed order_of_work
  call refunds.issue { order_id: "o1" }
  expect forbid by order_of_work
  call orders.read { id: "o1" }
  call refunds.issue { order_id: "o1" }
  expect permit
}
`;
const asked = (text: string, ...args: string[]) =>
  vak(folder({ 'desk.vak': text }), ['test', 'desk.vak', ...args, '--json']);

test('tests see the order of calls, what is missed, and a stage that orders the constraint', () => {
  const { json, status } = asked(policy, '--coverage');
  expect(json()).toMatchObject({ ok: true, passed: 1 });
  expect(json().coverage.constraints).toMatchObject([{ name: 'order_of_work', spoke: true }]);
  expect(status).toBe(0);
});

test('and say what was not missed', () => {
  const { json, status } = asked(policy.replace('wait 11m', 'wait 9m'));
  expect(status).toBe(1);
  expect(json().tests[0].message).toContain('nothing of `order_of_work` is overdue');
});

test('a mutant of a clause is noticed by tests that call what it concerns', () => {
  const { mutation } = asked(policy, '--mutate').json();
  const survived = mutation.survived.filter(({ what }: { what: string }) =>
    what.startsWith('constraint'),
  );
  expect(survived.map(({ what }: { what: string }) => what)).toEqual([]);
});
