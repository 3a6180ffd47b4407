import type { Json } from '../../dsl/values/value.ts';
import type { Requirement } from './call.ts';
import { facet, slot } from './token.ts';

/** What a ticket is bound to; a resumed call must agree in every part. */
export interface Binding {
  readonly tenant: string;
  readonly principal: string;
  readonly session: string;
  readonly agent: string;
  readonly call: string;
  readonly tool: string;
  /** Digest of the tool's code, empty for the host's tools. */
  readonly code: string;
  readonly hash: string;
  /** SHA-256 over the look-ups and labels that were shown. */
  readonly shown: string;
}

/** A recorded fact about a ticket. The state is nothing but these, taken in order. */
export type TicketFact =
  | {
      readonly fact: 'opened';
      readonly ticket: string;
      readonly at: number;
      readonly expires: number;
      readonly binding: Binding;
      readonly requirements: readonly Requirement[];
    }
  | {
      readonly fact: 'answered';
      readonly ticket: string;
      readonly at: number;
      /** The identity that answers; never the session's principal. */
      readonly by: string;
      readonly answer: 'grant' | 'deny';
      /** Which requirement is answered. */
      readonly approvers: string;
      readonly attested: 'host' | 'channel' | 'approver key';
      readonly comment?: string;
    }
  | { readonly fact: 'used'; readonly ticket: string; readonly at: number };

/** How a ticket stands. `granted` means that every requirement is met and it is unused. */
export type TicketStatus =
  | { readonly status: 'open' | 'granted' | 'used'; readonly ticket: TicketOpened }
  | { readonly status: 'denied'; readonly ticket: TicketOpened; readonly by: string }
  | { readonly status: 'expired'; readonly ticket: TicketOpened };
/** The fact that a ticket was opened: what it is bound to. */
export type TicketOpened = Extract<TicketFact, { fact: 'opened' }>;

/**
 * Keeps tickets. `apply` is called with each fact after it is durable, and again in the same order at
 * a restart; whoever keeps tickets elsewhere makes it idempotent.
 */
export interface Approvals {
  /** Takes a fact that is durable into the state. */
  apply(fact: TicketFact): void | Promise<void>;
  /** Undefined for a ticket never opened. */
  status(ticket: string, now: number): TicketStatus | undefined | Promise<TicketStatus | undefined>;
  /** How many tickets were opened for a principal since a time, answered or not. */
  openedSince(tenant: string, principal: string, since: number): number | Promise<number>;
}
/** The slot `approvals`. */
export const Approvals = slot<Approvals>('Approvals', 'approvals');

/** The question as a person sees it. All text is escaped; nothing in it is markup. */
export interface Card {
  readonly ticket: string;
  readonly approvers: string;
  readonly count: number;
  readonly agent: string;
  readonly tenant: string;
  readonly principal: string;
  readonly tool: string;
  readonly effect: string;
  /** Canonical arguments, rendered one a line; look-alike characters are marked. */
  readonly args: readonly { readonly name: string; readonly text: string }[];
  readonly lookups: Json;
  readonly labels: readonly string[];
  readonly because: readonly string[];
  readonly expires: number;
}

/** A person's answer to a question. `by` has 1,024 characters at most; what a `comment` has beyond 8,192 is not kept. */
export interface Answer {
  readonly by: string;
  readonly answer: 'grant' | 'deny';
  readonly comment?: string;
}

/**
 * The identity that a name stands for: two spellings that differ by case, width or outer spaces are one.
 *
 * @example
 * identityOf(' Alice ') === identityOf('alice'); // true
 */
export const identityOf = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/**
 * A way to reach people, named by `ask:` in an `approvers` block; the name `host` asks when there is no
 * `ask`. `ask` resolves with an answer, or with undefined when the answer will come another way. What
 * it throws leaves the question open until it expires.
 */
export interface ApprovalChannel {
  readonly name: string;
  /** Puts the question to people. */
  ask(card: Card, args: readonly Json[], signal: AbortSignal): Promise<Answer | undefined>;
  /** Follows a `notify` duty; failures are counted and never change a call. */
  notify?(approvers: string, message: string): void | Promise<void>;
}
/** The facet `channels`. */
export const ApprovalChannel = facet<ApprovalChannel>('ApprovalChannel', 'channels');
