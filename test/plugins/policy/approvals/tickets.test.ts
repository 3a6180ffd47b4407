import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import plugin from '../../../../src/plugins/policy/approvals/index.ts';
import { Tickets } from '../../../../src/plugins/policy/approvals/tickets.ts';
import type { TicketFact, TicketOpened } from '../../../../src/runtime/contract/index.ts';
import { describeApprovals } from '../../../../src/runtime/testing/conformance/approvals.ts';

describeApprovals(plugin);

const opened: TicketOpened = {
  fact: 'opened',
  ticket: 't',
  at: 0,
  expires: 1_000,
  binding: {
    tenant: 'acme',
    principal: 'Mallory',
    session: 's',
    agent: 'a',
    call: 'c',
    tool: 'x.y',
    code: '',
    hash: 'h',
    shown: 'l',
  },
  requirements: [
    { approvers: 'leads', count: 2, withinMs: 800 },
    { approvers: 'legal', count: 1, withinMs: 1_000 },
  ],
};

const answers = fc.array(
  fc.record({
    fact: fc.constant('answered' as const),
    ticket: fc.constant('t'),
    at: fc.integer({ min: 1, max: 1_200 }),
    by: fc.constantFrom('alice', 'ALICE ', 'bob', 'carol', 'mallory', 'Ｍａｌｌｏｒｙ', ' '),
    answer: fc.constantFrom('grant' as const, 'grant' as const, 'grant' as const, 'deny' as const),
    approvers: fc.constantFrom('leads', 'legal', 'others'),
    attested: fc.constant('host' as const),
  }),
  { maxLength: 12, size: 'max' },
);

const play = (facts: readonly TicketFact[]): Tickets => {
  const tickets = new Tickets();
  for (const fact of facts) tickets.apply(fact);
  return tickets;
};

describe('tickets', () => {
  test('are granted only by two leads and one of legal, in time, and never by the principal', () => {
    fc.assert(
      fc.property(answers, fc.nat(1_200), (all, now) => {
        if (play([opened, ...all]).status('t', now)?.status !== 'granted') return;
        const counting = all.filter(
          ({ by, answer }) =>
            answer === 'grant' && ['alice', 'ALICE ', 'bob', 'carol'].includes(by),
        );
        const people = (group: string, until: number): number =>
          new Set(
            counting
              .filter(({ approvers, at }) => approvers === group && at < until)
              .map(({ by }) => by.trim().toLowerCase()),
          ).size;
        expect(people('leads', 800)).toBeGreaterThanOrEqual(2);
        expect(people('legal', 1_000)).toBeGreaterThanOrEqual(1);
        expect(now).toBeLessThan(1_000);
        expect(
          all.some(
            ({ by, answer, approvers, at }) =>
              answer === 'deny' &&
              ['alice', 'ALICE ', 'bob', 'carol'].includes(by) &&
              ((approvers === 'leads' && at < 800) || (approvers === 'legal' && at < 1_000)),
          ),
        ).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test('the property above is about something: a story that grants', () => {
    const yes = {
      fact: 'answered',
      ticket: 't',
      at: 5,
      answer: 'grant',
      attested: 'host',
    } as const;
    const tickets = play([
      opened,
      { ...yes, by: 'alice', approvers: 'leads' },
      { ...yes, by: 'bob', approvers: 'leads' },
      { ...yes, by: 'bob', approvers: 'legal' },
    ]);
    expect(tickets.status('t', 900)?.status).toBe('granted');
  });

  test('rebuilt from any prefix and played on, stand as if nothing had stopped', () => {
    fc.assert(
      fc.property(answers, fc.nat(12), fc.nat(1_200), (all, cut, now) => {
        const facts = [opened, ...all];
        const rebuilt = play(facts.slice(0, cut));
        for (const fact of facts) rebuilt.apply(fact);
        expect(rebuilt.status('t', now)).toEqual(play(facts).status('t', now));
      }),
      { numRuns: 1_000, examples: [[[], 0, 0]] },
    );
  });
});
