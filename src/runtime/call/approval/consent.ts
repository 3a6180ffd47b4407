import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { Binding, TicketStatus } from '../../contract/approvals.ts';
import type { Call, Requirement } from '../../contract/call.ts';
import { type RefusalCode, refusalCodes } from '../../contract/errors.ts';
import type { Road } from '../road.ts';

/** What a presented ticket is worth for a call. */
export type Consent =
  | { readonly state: 'none' }
  /** These requirements were met, and only these. */
  | { readonly state: 'granted'; readonly ticket: string; readonly met: readonly Requirement[] }
  | { readonly state: 'open'; readonly ticket: string }
  | {
      readonly state: 'refused';
      readonly ticket: string;
      readonly code: RefusalCode;
      readonly because: string;
    }
  /** Nobody answered in time; whom `otherwise` names may be asked next. */
  | {
      readonly state: 'expired';
      readonly ticket: string;
      readonly unanswered: readonly Requirement[];
    };

/** Asked what the ticket presented with a call is worth, if there is one. */
export type Presented = (
  call: Call,
  lookups: Json,
  labels: readonly string[],
) => Consent | Promise<Consent>;

/** Holds the ticket of a request, if it has one, against the call that it was presented with. */
export const presenting =
  (road: Road, ticket: string | undefined): Presented =>
  (call, lookups, labels) =>
    ticket === undefined
      ? { state: 'none' }
      : consentOf(road, bindingOf(road, call, lookups, labels), ticket, call.at);

/** SHA-256 in hex over what people are shown beside the call itself. */
export const shownOf = (labels: readonly string[], lookups: Json): string =>
  createHash('sha256').update(canonicalJson({ labels, lookups })).digest('hex');

/** What a ticket for this call would be bound to. */
export function bindingOf(
  road: Road,
  call: Call,
  lookups: Json,
  labels: readonly string[],
): Binding {
  const { tenant, principal, session } = call.chain;
  return {
    tenant,
    principal,
    session,
    agent: call.agent,
    call: call.id,
    tool: call.tool.name,
    code: road.force.code.get(call.tool.name)?.digest ?? '',
    hash: call.hash,
    shown: shownOf(labels, lookups),
  };
}

/**
 * Holds a ticket against the call it is presented for. Every part of the binding must agree; a ticket
 * is good for one decision.
 */
async function consentOf(
  road: Road,
  binding: Binding,
  ticket: string,
  at: number,
): Promise<Consent> {
  const status = await road.approvals.status(ticket, at);
  const refused = (code: RefusalCode, because: string): Consent => ({
    state: 'refused',
    ticket: String(ticket).slice(0, 256),
    code,
    because,
  });
  if (status === undefined) return refused(refusalCodes.ticketMismatch, 'there is no such ticket');
  if (status.status === 'used') {
    return refused(refusalCodes.ticketMismatch, 'the ticket was already used');
  }
  const differs = differing(binding, status);
  if (differs !== undefined) {
    return refused(
      refusalCodes.ticketMismatch,
      `the ticket was given for another ${words[differs] ?? differs}`,
    );
  }
  switch (status.status) {
    case 'granted':
      return { state: 'granted', ticket, met: status.ticket.requirements };
    case 'open':
      return { state: 'open', ticket };
    case 'denied':
      return refused(refusalCodes.approvalRefused, 'approval was refused');
    case 'expired':
      return { state: 'expired', ticket, unanswered: status.ticket.requirements };
  }
}

/** Requirements that a consent does not meet. */
export function unmet(
  requirements: readonly Requirement[],
  consent: Consent,
): readonly Requirement[] {
  if (consent.state !== 'granted') return requirements;
  return requirements.filter(
    ({ approvers, count }) =>
      !consent.met.some((met) => met.approvers === approvers && met.count >= count),
  );
}

const words: Partial<Record<keyof Binding, string>> = {
  hash: 'set of arguments',
  code: 'version of the tool',
  shown: 'state of look-ups and labels',
};

function differing(binding: Binding, { ticket }: TicketStatus): keyof Binding | undefined {
  const keys = Object.keys(binding) as (keyof Binding)[];
  return keys.find((key) => ticket.binding[key] !== binding[key]);
}
