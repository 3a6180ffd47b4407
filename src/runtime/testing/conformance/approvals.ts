import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import {
  Approvals,
  type Binding,
  type TicketFact,
  type TicketStatus,
} from '../../contract/approvals.ts';
import type { Requirement } from '../../contract/call.ts';
import type { Plugin } from '../../contract/plugin.ts';
import { seeded } from '../seeded.ts';
import { type SuiteOptions, suite } from '../suite.ts';

/** Declares the tests that every keeper of approval tickets must pass. */
export function describeApprovals(plugin: Plugin, options: SuiteOptions = {}): void {
  suite('Approvals', plugin, options, {
    'knows nothing of a ticket never opened': async (wired) => {
      const approvals = wired.get(Approvals);
      const ticket = randomUUID();
      await approvals.apply(grant(ticket, 'alice'));
      await approvals.apply({ fact: 'used', ticket, at: 5 });
      expect(await approvals.status(ticket, 5)).toBeUndefined();
    },
    'keeps a ticket open until it is answered, and gives back what was asked': async (wired) => {
      const [approvals, fact] = [wired.get(Approvals), opened()];
      await approvals.apply(fact);
      expect(await approvals.status(fact.ticket, 10)).toEqual({ status: 'open', ticket: fact });
    },
    'is granted by one identity when one is asked for': async (wired) => {
      const [approvals, fact] = [wired.get(Approvals), opened()];
      await play(approvals, [fact, grant(fact.ticket, 'alice')]);
      expect(await word(approvals, fact.ticket)).toBe('granted');
    },
    'needs two identities where two are asked for, and one twice is one': async (wired) => {
      const [approvals, fact] = [wired.get(Approvals), opened([needs('leads', 2)])];
      await play(approvals, [
        fact,
        grant(fact.ticket, 'alice', 'leads'),
        grant(fact.ticket, 'alice', 'leads'),
        grant(fact.ticket, ' alice', 'leads'),
      ]);
      expect(await word(approvals, fact.ticket)).toBe('open');
      await approvals.apply(grant(fact.ticket, 'bob', 'leads'));
      expect(await word(approvals, fact.ticket)).toBe('granted');
    },
    'needs every requirement of the set, each answered by its own name': async (wired) => {
      const fact = opened([needs('leads', 1), needs('legal', 1)]);
      const approvals = wired.get(Approvals);
      await play(approvals, [
        fact,
        grant(fact.ticket, 'alice', 'leads'),
        grant(fact.ticket, 'bob', 'leads'),
        grant(fact.ticket, 'carol', 'nobody asked'),
      ]);
      expect(await word(approvals, fact.ticket)).toBe('open');
      await approvals.apply(grant(fact.ticket, 'dora', 'legal'));
      expect(await word(approvals, fact.ticket)).toBe('granted');
    },
    'never lets the principal of the session answer, grant or deny': async (wired) => {
      const [approvals, fact] = [wired.get(Approvals), opened()];
      await play(approvals, [
        fact,
        grant(fact.ticket, 'mallory'),
        grant(fact.ticket, ''),
        { ...grant(fact.ticket, 'mallory'), answer: 'deny' },
      ]);
      expect(await word(approvals, fact.ticket)).toBe('open');
    },
    'is denied by one deny, for good, and names who denied': async (wired) => {
      const [approvals, fact] = [wired.get(Approvals), opened([needs('leads', 2)])];
      await play(approvals, [
        fact,
        grant(fact.ticket, 'alice', 'leads'),
        { ...grant(fact.ticket, 'bob', 'leads'), answer: 'deny' },
        grant(fact.ticket, 'carol', 'leads'),
        grant(fact.ticket, 'dora', 'leads'),
      ]);
      expect(await approvals.status(fact.ticket, 10)).toMatchObject({
        status: 'denied',
        by: 'bob',
      });
    },
    'expires, open or granted, and no answer after that counts': async (wired) => {
      const [approvals, fact, other] = [wired.get(Approvals), opened(), opened()];
      await play(approvals, [fact, other, grant(fact.ticket, 'alice')]);
      expect(await word(approvals, fact.ticket, 999)).toBe('granted');
      expect(await word(approvals, fact.ticket, 1_000)).toBe('expired');
      await approvals.apply({ ...grant(other.ticket, 'alice'), at: 1_000 });
      expect(await word(approvals, other.ticket, 999)).toBe('open');
    },
    'gives each requirement its own time': async (wired) => {
      const fact = opened([
        { ...needs('leads', 1), withinMs: 100 },
        { ...needs('legal', 1), withinMs: 900 },
      ]);
      const approvals = wired.get(Approvals);
      await play(approvals, [fact, { ...grant(fact.ticket, 'alice', 'leads'), at: 100 }]);
      expect(await word(approvals, fact.ticket, 99)).toBe('open');
      expect(await word(approvals, fact.ticket, 100)).toBe('expired');
    },
    'is used once and stays used': async (wired) => {
      const [approvals, fact] = [wired.get(Approvals), opened()];
      await play(approvals, [
        fact,
        grant(fact.ticket, 'alice'),
        { fact: 'used', ticket: fact.ticket, at: 20 },
        { ...grant(fact.ticket, 'bob'), answer: 'deny' },
        grant(fact.ticket, 'carol'),
        fact,
      ]);
      expect(await word(approvals, fact.ticket)).toBe('used');
      expect(await word(approvals, fact.ticket, 10_000)).toBe('used');
    },
    'is never granted when nothing was asked': async (wired) => {
      const [approvals, fact] = [wired.get(Approvals), opened([])];
      await approvals.apply(fact);
      expect(await word(approvals, fact.ticket)).toBe('open');
    },
    'counts the questions put to a principal, answered or not': async (wired) => {
      const approvals = wired.get(Approvals);
      const tenant = randomUUID();
      for (const at of [10, 20, 30]) {
        const fact = opened(undefined, { tenant });
        await play(approvals, [{ ...fact, at, expires: at + 5 }, grant(fact.ticket, 'alice')]);
        await approvals.apply({ ...fact, at, expires: at + 5 });
      }
      await approvals.apply(opened(undefined, { tenant, principal: 'other' }));
      expect(await approvals.openedSince(tenant, 'mallory', 0)).toBe(3);
      expect(await approvals.openedSince(tenant, 'mallory', 20)).toBe(2);
      expect(await approvals.openedSince(tenant, 'mallory', 31)).toBe(0);
      expect(await approvals.openedSince(randomUUID(), 'mallory', 0)).toBe(0);
    },
    'stands the same when every fact is applied twice': async (wired) => {
      const approvals = wired.get(Approvals);
      for (let seed = 1; seed <= 50; seed += 1) {
        const [once, twice] = [history(seed), history(seed)];
        await play(approvals, once.facts);
        await play(
          approvals,
          twice.facts.flatMap((fact) => [fact, fact]),
        );
        for (const now of [0, 50, 150, 400, 999, 2_000]) {
          const [first, second] = [once.ticket, twice.ticket].map((id) =>
            approvals.status(id, now),
          );
          expect((await second)?.status, `seed ${seed}`).toBe((await first)?.status);
        }
      }
    },
  });
}

const needs = (approvers: string, count: number): Requirement => ({
  approvers,
  count,
  withinMs: 1_000,
});

function opened(
  requirements: readonly Requirement[] = [needs('leads', 1)],
  binding: Partial<Binding> = {},
) {
  return {
    fact: 'opened',
    ticket: randomUUID(),
    at: 0,
    expires: 1_000,
    binding: {
      tenant: 't',
      principal: 'mallory',
      session: 's',
      agent: 'a',
      call: 'c',
      tool: 'x.y',
      code: '',
      hash: 'h',
      shown: 'l',
      ...binding,
    },
    requirements,
  } as const;
}

const grant = (ticket: string, by: string, approvers = 'leads') =>
  ({ fact: 'answered', ticket, at: 10, by, answer: 'grant', approvers, attested: 'host' }) as const;

async function play(approvals: Approvals, facts: readonly TicketFact[]): Promise<void> {
  for (const fact of facts) await approvals.apply(fact);
}

async function word(
  approvals: Approvals,
  ticket: string,
  now = 50,
): Promise<TicketStatus['status'] | undefined> {
  return (await approvals.status(ticket, now))?.status;
}

/** A ticket with random answers; one seed gives one story, under a new ticket each time. */
function history(seed: number): { ticket: string; facts: readonly TicketFact[] } {
  const random = seeded(seed);
  const fact = opened([needs('leads', 1 + random.below(2)), needs('legal', 1)]);
  const { ticket } = fact;
  const facts: TicketFact[] = [fact];
  let at = 0;
  for (let step = 0; step < 8; step += 1) {
    at += random.below(200);
    const by = random.pick(['alice', 'bob', 'carol', 'mallory']);
    const approvers = random.pick(['leads', 'legal']);
    const answer = random.below(8) === 0 ? 'deny' : 'grant';
    if (random.below(12) === 0) facts.push({ fact: 'used', ticket, at });
    else facts.push({ ...grant(ticket, by, approvers), at, answer });
  }
  return { ticket, facts };
}
