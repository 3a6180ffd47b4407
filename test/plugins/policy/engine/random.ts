import fc from 'fast-check';
import type { ExprPlan, Facts, RulePlan, Value } from '../../../../src/runtime/contract/index.ts';
import {
  and,
  like,
  list,
  lit,
  not,
  op,
  or,
  record,
  ref,
  text,
  value,
} from '../../../dsl/plan/written.ts';
import { rule, unless, when } from './sample.ts';

// Few words and few numbers, so that facts and conditions meet often.
const word = fc.constantFrom('a', 'b', 'c.example', 'd.example', 'not a host', '1');
const folder = fc.constantFrom('/', '/x', '/x/y', '/xy', '/x/y/z', 'x', 'x/y', 'y', '.', '..');
const link = fc.constantFrom(
  'https://c.example/a/b',
  'https://c.example/a%2Fb',
  'https://c.example/a%252Fb',
  'https://d.example/%C3%BC',
);
const number = fc.oneof(
  fc.integer({ min: -2, max: 4 }).map((n) => lit('int', n)),
  fc.constantFrom('0.5', '1', '2.5').map((n) => lit('decimal', n)),
  fc.constant(lit('int', '9007199254740993')),
);
const money = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('EUR', 'USD'))
  .map(([n, currency]) => lit('money', `${n} ${currency}`));
const quantity = fc.oneof(
  number,
  money,
  fc.constantFrom('1h', '2h').map((d) => lit('duration', d)),
  fc.constantFrom('1KB', '2KB').map((s) => lit('size', s)),
  fc.constantFrom('10%', '20%').map((p) => lit('percent', p)),
);
const wordLike = fc.oneof(
  word.map(text),
  fc.constantFrom('c.example', 'd.example').map((host) => lit('host', host)),
  fc.constantFrom('a@c.example', 'b@c.example').map((email) => lit('email', email)),
  folder.map((path) => lit('path', path)),
  link.map((url) => lit('url', url)),
  link.map(text),
);
const anyLiteral = fc.oneof(
  wordLike,
  quantity,
  fc.boolean().map((b) => lit('bool', b)),
);
const place = fc.constantFrom('args.a', 'args.b', 'args.c', 'context.a').map(ref);
const order = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
const part: fc.Arbitrary<ExprPlan> = fc.oneof(
  fc.tuple(place, anyLiteral).map(([of, is]) => op(of, '==', is)),
  fc.tuple(anyLiteral, place).map(([is, of]) => op(is, '==', of)),
  fc
    .tuple(place, fc.array(anyLiteral, { maxLength: 4 }))
    .map(([of, all]) => op(of, 'in', list(...all))),
  fc.tuple(place, word, word).map(([of, a, b]) => op(of, 'in', list(text(a), text(b)))),
  fc
    .tuple(place, folder, fc.boolean())
    .map(([of, path, typed]) => op(of, 'in', typed ? lit('path', path) : text(path))),
  fc.tuple(place, order, quantity).map(([of, by, is]) => op(of, by, is)),
  fc.tuple(quantity, order, place).map(([is, by, of]) => op(is, by, of)),
  place.map((of) => like(of, '*x*')),
);
const condition = fc.oneof(
  { weight: 6, arbitrary: part },
  { weight: 3, arbitrary: fc.tuple(part, part).map(([a, b]) => and(a, b)) },
  { weight: 1, arbitrary: fc.tuple(part, part).map(([a, b]) => or(a, not(b))) },
);
const clause = fc
  .tuple(condition, fc.boolean())
  .map(([expr, positive]) => (positive ? when(expr) : unless(expr)));
/** Rules about one tool, with names of their own. */
export const rules: fc.Arbitrary<readonly RulePlan[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom<RulePlan['verdict']>('permit', 'forbid', 'approval'),
      fc.array(clause, { maxLength: 3 }),
    ),
    { minLength: 14, maxLength: 60, size: 'max' },
  )
  .map((all) =>
    all.map(([verdict, clauses], index) => {
      const from = verdict === 'approval' ? { from: { approvers: 'a', count: 1 } } : {};
      return rule(`p.r${index}`, verdict, clauses, from);
    }),
  );

const fact: fc.Arbitrary<Value | undefined> = fc.oneof(
  fc.constant(undefined),
  word,
  fc.constantFrom('c.example', 'd.example', 'e.example').map((host) => value('host', host)),
  fc.constantFrom('a@c.example', 'z@c.example').map((email) => value('email', email)),
  folder.map((path) => value('path', path, '/x')),
  folder.map((path) => value('path', path, '/x/y')),
  folder.map((path) => value('path', path)),
  link.map((url) => value('url', url)),
  quantity.map((of) => (of.op === 'literal' ? value(of.type, of.json) : 0)),
  fc.boolean(),
  fc.constant(['a', 'b']),
  fc.constant(value('json', { a: 1 })),
);
/** What they read: some of it missing, some of another type than they ask for. */
export const facts: fc.Arbitrary<Facts> = fc
  .record({ a: fact, b: fact, c: fact, context: fact })
  .map(({ context, ...args }) => ({
    args: record(
      Object.fromEntries(
        Object.entries(args).filter((entry): entry is [string, Value] => entry[1] !== undefined),
      ),
    ),
    ...(context === undefined ? {} : { context: record({ a: context }) }),
  }));
