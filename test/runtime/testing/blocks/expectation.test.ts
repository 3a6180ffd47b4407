import { describe, expect, test } from 'vitest';
import type { Decision, Opinion } from '../../../../src/runtime/contract/call.ts';
import { type Expectation, shortfall } from '../../../../src/runtime/testing/blocks/expectation.ts';

const decided = (verdict: Decision['verdict'], ...opinions: Opinion[]): Decision => ({
  verdict,
  because: 'so it is',
  opinions,
  requirements: opinions.flatMap(({ from }) => (from === undefined ? [] : [from])),
  duties: opinions.flatMap(({ duties }) => duties ?? []),
});
const permit: Opinion = { by: 'policy', verdict: 'permit', rule: 'p.ok', at: 'a.vak:3:3' };
const forbid: Opinion = { by: 'limit', verdict: 'forbid', rule: 'few', at: 'a.vak:9:1' };
const nobody: Opinion = { by: 'default', verdict: 'forbid' };
const ask: Opinion = {
  by: 'policy',
  verdict: 'approval',
  rule: 'p.ask',
  from: { approvers: 'board', count: 2, withinMs: 1 },
};

const at = 'a.vak:1:1';
const verdict = (word: 'permit' | 'forbid', by?: string): Expectation => ({
  step: 'expect verdict',
  verdict: word,
  ...(by === undefined ? {} : { by }),
  at,
});
const missed = (expected: Expectation, decision: Decision) =>
  shortfall(expected, { decision, facts: undefined });

describe('expect permit and forbid', () => {
  test.each([
    [verdict('permit'), decided('permit', permit)],
    [verdict('permit', 'p.ok'), decided('permit', permit)],
    [verdict('forbid'), decided('forbid', permit, forbid)],
    [verdict('forbid', 'few'), decided('forbid', permit, forbid)],
    [verdict('forbid', 'default'), decided('forbid', nobody)],
  ])('%j is met', (expected, decision) => {
    expect(missed(expected, decision)).toBeUndefined();
  });

  test.each([
    [
      verdict('permit'),
      decided('forbid', permit, forbid),
      'expected permit, got forbid by few (a.vak:9:1): so it is',
    ],
    [
      verdict('permit', 'p.other'),
      decided('permit', permit),
      'expected permit by p.other, got permit by p.ok (a.vak:3:3): so it is',
    ],
    [
      verdict('forbid', 'default'),
      decided('forbid', permit, forbid),
      'expected forbid by default, got forbid by few (a.vak:9:1): so it is',
    ],
    [
      verdict('forbid', 'p.ok'),
      decided('forbid', permit, forbid),
      'expected forbid by p.ok, got forbid by few (a.vak:9:1): so it is',
    ],
    [
      verdict('permit'),
      decided('approval', permit, ask),
      'expected permit, got approval from 2 of board by p.ask: so it is',
    ],
  ])('%j is missed, and what came instead is said', (expected, decision, message) => {
    expect(missed(expected, decision)).toBe(message);
  });
});

describe('expect approval', () => {
  const from = (approvers: string, count: number): Expectation => ({
    step: 'expect approval',
    from: { approvers, count },
    at,
  });

  test('wants the group and the number of people', () => {
    const decision = decided('approval', permit, ask);
    expect(missed(from('board', 2), decision)).toBeUndefined();
    expect(missed(from('board', 1), decision)).toMatch(
      /^expected approval from board, got approval from 2 of board/,
    );
    expect(missed(from('staff', 2), decision)).toMatch(/^expected approval from 2 of staff, got/);
  });

  test('is not met by a forbid that an approval rule also spoke of', () => {
    expect(missed(from('board', 2), decided('forbid', ask, forbid))).toBeDefined();
  });
});

describe('expect hide', () => {
  const hide = (...path: string[]): Expectation => ({ step: 'expect hide', path, at });
  const hiding = decided('permit', {
    ...permit,
    duties: [
      { duty: 'hide', path: ['person', 'mail'] },
      { duty: 'remove', root: 'args', path: ['note'] },
    ],
  });

  test('is met by the argument itself and by what is inside it', () => {
    expect(missed(hide('person', 'mail'), hiding)).toBeUndefined();
    expect(missed(hide('person', 'mail', 'domain'), hiding)).toBeUndefined();
  });

  test('is not met by a part of it, nor by another duty', () => {
    expect(missed(hide('person'), hiding)).toBe(
      'expected args.person to be hidden from records, and it is not',
    );
    expect(missed(hide('note'), hiding)).toBeDefined();
  });
});

describe('expect E', () => {
  const of = (value: number): Expectation => ({
    step: 'expect',
    at,
    expr: {
      op: '==',
      at,
      left: { op: 'ref', root: 'args', path: ['count'], at },
      right: { op: 'literal', type: 'int', json: value, at },
    },
  });
  const decision = decided('permit', permit);
  const facts = (count?: number) =>
    ({
      args: { kind: 'record', fields: new Map(count === undefined ? [] : [['count', count]]) },
    }) as const;

  test('must be true: false and unknown both miss', () => {
    expect(shortfall(of(2), { decision, facts: facts(2) })).toBeUndefined();
    expect(shortfall(of(3), { decision, facts: facts(2) })).toBe('the expectation is false');
    expect(shortfall(of(3), { decision, facts: facts() })).toBe('the expectation is unknown here');
  });

  test('a call that was turned away has nothing to ask about', () => {
    expect(missed(of(1), decision)).toBe(
      'the call was refused before anything could be asked: so it is',
    );
  });
});
