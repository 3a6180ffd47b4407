import type { ObjectionPlan } from '../../../dsl/plan/plan.ts';
import type { Json } from '../../../dsl/values/value.ts';
import {
  type Answer,
  type Binding,
  type Card,
  identityOf,
  type TicketFact,
} from '../../contract/approvals.ts';
import type { Call, Opinion, Requirement } from '../../contract/call.ts';
import { refusalCodes, VakError } from '../../contract/errors.ts';
import { stamp } from '../../evidence/entry.ts';
import { inShort, longestName } from '../../session/options.ts';
import type { Pending, Request, Road } from '../road.ts';
import { cardOf } from './card.ts';

/** How many questions a principal may cause in an hour before further ones are forbidden. */
const perHour = 20;
/** How long a question stands where nobody says otherwise. */
export const defaultWithinMs = 4 * 3_600_000;

interface Asked {
  readonly request: Request;
  readonly session: string;
  readonly expires: number;
  readonly abort: AbortController;
}

/** The questions of this process that wait: who may be woken, and what would be called. */
export class Questions {
  readonly #asked = new Map<string, Asked>();
  readonly #waiting = new Map<string, Set<() => void>>();

  /** The call that a ticket was opened for, when it was opened in this process. */
  request(ticket: string): { readonly request: Request; readonly session: string } | undefined {
    return this.#asked.get(ticket);
  }

  /** Gives the signal by which its channels are called off. */
  remember(ticket: string, asked: Omit<Asked, 'abort'>): AbortSignal {
    const abort = new AbortController();
    this.#asked.set(ticket, { ...asked, abort });
    return abort.signal;
  }

  /** Until when a session is kept for an answer that may come; undefined when none is awaited. */
  awaitedUntil(session: string): number | undefined {
    const until = [...this.#asked.values()]
      .filter((asked) => asked.session === session)
      .map(({ expires }) => expires);
    return until.length === 0 ? undefined : Math.max(...until);
  }

  /** Forgets a ticket that is used, denied or expired, and calls its channels off. */
  close(ticket: string): void {
    this.#asked.get(ticket)?.abort.abort();
    this.#asked.delete(ticket);
    this.wake(ticket);
  }

  wake(ticket: string): void {
    for (const resolve of this.#waiting.get(ticket) ?? []) resolve();
    this.#waiting.delete(ticket);
  }

  /** Resolves at the next answer to a ticket. */
  next(ticket: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const set = this.#waiting.get(ticket) ?? new Set();
    this.#waiting.set(ticket, set.add(resolve));
    return promise;
  }

  stop(): void {
    for (const ticket of [...this.#asked.keys()]) this.close(ticket);
  }
}

/** What an objection's `require approval from` asks for, with the group's own time. */
export function requirementOf(
  approvers: Road['approvers'],
  objection: ObjectionPlan,
): Requirement | undefined {
  if (objection.verdict === 'forbid') return undefined;
  const { approvers: name, count } = objection.from;
  return { approvers: name, count, withinMs: approvers.get(name)?.withinMs ?? defaultWithinMs };
}

/** Why a question was not put. */
export interface NotAsked {
  readonly code: typeof refusalCodes.approvalRefused | typeof refusalCodes.limit;
  readonly because: string;
}

/**
 * Opens a ticket for requirements: recorded first, then asked. Returns without waiting for an answer.
 * The record is durable when this resolves.
 */
export async function ask(
  road: Road,
  call: Call,
  question: {
    readonly request: Request;
    readonly binding: Binding;
    readonly requirements: readonly Requirement[];
    readonly lookups: Json;
    readonly labels: readonly string[];
    readonly opinions: readonly Opinion[];
  },
): Promise<Pending | NotAsked> {
  const now = call.at;
  const { tenant, principal } = call.chain;
  if ((await road.approvals.openedSince(tenant, principal, now - 3_600_000)) >= perHour) {
    return { code: refusalCodes.limit, because: 'too many questions are open' };
  }
  const { requirements, lookups, labels, opinions } = question;
  const ticket = road.newId();
  const expires = now + Math.min(...requirements.map(({ withinMs }) => withinMs));
  const [first] = requirements;
  if (first === undefined) throw new Error('a question needs somebody to ask');
  const card = cardOf(call, { ticket, ...asked(first), expires, lookups, labels, opinions });
  if (card === undefined) {
    const because = 'the arguments are too long to be shown to a person';
    return { code: refusalCodes.approvalRefused, because };
  }
  const { binding, request } = question;
  await take(road, { fact: 'opened', ticket, at: now, expires, binding, requirements });
  const signal = road.questions.remember(ticket, {
    request,
    session: call.chain.session,
    expires,
  });
  for (const requirement of requirements) {
    reach(road, requirement, { ...card, ...asked(requirement) }, signal);
  }
  return { ticket, expires, card };
}

const asked = ({ approvers, count }: Requirement) => ({ approvers, count });

/**
 * Records an answer.
 * @throws VakError VAK6205 when this identity may not give it; VAK6202 when it is no answer
 */
export async function answer(
  road: Road,
  ticket: string,
  given: Answer & { readonly approvers?: string },
  attested: 'host' | 'channel',
): Promise<void> {
  requireAnswer(given);
  const now = road.clock.now();
  const status = await road.approvals.status(ticket, now);
  if (status === undefined) throw new VakError('VAK6205', `there is no ticket \`${ticket}\``);
  if (status.status !== 'open' && status.status !== 'granted') {
    throw new VakError('VAK6205', `ticket \`${ticket}\` is ${status.status}`);
  }
  const { requirements, binding } = status.ticket;
  const groups = requirements.map(({ approvers }) => approvers);
  const approvers = given.approvers ?? (groups.length === 1 ? groups[0] : undefined);
  if (approvers === undefined || !groups.includes(approvers)) {
    const list = groups.map((group) => `\`${group}\``).join(', ');
    throw new VakError('VAK6205', `say for whom is answered: ${list}`);
  }
  if (identityOf(given.by) === identityOf(binding.principal)) {
    throw new VakError('VAK6205', 'whom a session is for never answers its questions');
  }
  if (road.host.authorize !== undefined && !(await road.host.authorize(given.by, approvers))) {
    throw new VakError('VAK6205', `\`${given.by}\` may not answer for \`${approvers}\``);
  }
  await take(road, {
    fact: 'answered',
    ticket,
    at: now,
    by: given.by,
    answer: given.answer,
    approvers,
    attested,
    ...(given.comment === undefined ? {} : { comment: inShort(given.comment, longestComment) }),
  });
  road.questions.wake(ticket);
}

/** Of a longer comment the rest is not kept: whoever has more to say has answered all the same. */
const longestComment = 8 * 1024;

/** What a form or a channel hands on may be anything; only an answer by somebody enters the log. */
function requireAnswer(given: Answer): void {
  const { by, answer: word, comment = '' } = given ?? {};
  if (typeof by !== 'string' || by === '') {
    throw new VakError('VAK6202', 'an answer needs `by`, the identity that gives it');
  }
  if (word !== 'grant' && word !== 'deny') {
    throw new VakError('VAK6202', 'an answer is `grant` or `deny`');
  }
  if (typeof comment !== 'string') throw new VakError('VAK6202', 'a `comment` is text');
  if (by.length > longestName) {
    throw new VakError('VAK6202', `\`by\` of an answer has ${longestName} characters at most`);
  }
}

/** A fact of a ticket: durable first, then part of the state. */
async function take(road: Road, fact: TicketFact): Promise<void> {
  await road.recorder.record({ v: 1, kind: 'ticket', at: stamp(fact.at), fact });
}

/** Asks once for each identity that is needed. A channel's failure leaves the question open. */
function reach(road: Road, requirement: Requirement, card: Card, signal: AbortSignal): void {
  const plan = road.approvers.get(requirement.approvers)?.ask;
  const name = plan?.name ?? 'host';
  const channel = road.channels.get(name);
  if (channel === undefined) return;
  const asking = async (): Promise<void> => {
    for (let count = 0; count < requirement.count && !signal.aborted; count += 1) {
      const given = await channel.ask(card, plan?.json ?? [], signal);
      if (given === undefined) return;
      const attested = name === 'host' ? 'host' : 'channel';
      await answer(road, card.ticket, { ...given, approvers: requirement.approvers }, attested);
      if (given.answer === 'deny') return;
    }
  };
  asking().catch((cause: unknown) => road.faults.add(`channel ${name}`, cause));
}
