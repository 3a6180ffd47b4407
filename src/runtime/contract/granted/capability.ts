import type { GrantsPlan } from '../../../dsl/plan/grants.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { RefusalCode } from '../errors.ts';
import type { HostAnswer } from '../execution.ts';
import { facet, slot } from '../token.ts';

/** Whose code asks: a tool's, or that of a plugin which runs in an isolate. */
export interface Grantee {
  readonly kind: 'tool' | 'plugin';
  readonly name: string;
  /** What it may reach, with folders as absolute paths. */
  readonly grants: GrantsPlan;
  /** The absolute folder that relative paths of its requests are meant from. */
  readonly root: string;
}

/** Puts a call of another tool on the road, under the chain of the call that asks. */
export type Invoke = (tool: string, args: Json, signal: AbortSignal) => Promise<HostAnswer>;

/** A session of a tenant. */
export interface SessionKey {
  readonly tenant: string;
  readonly session: string;
}

/** One request of a guest for something it was granted. */
export interface HostRequest {
  /** What a guest wrote: JSON within bounds, and nothing more is known of it. */
  readonly args: Json;
  /** Aborts when the guest's run ends or the request's time is up. */
  readonly signal: AbortSignal;
  /** Undefined for a guest that has no call of its own, such as a plugin. */
  readonly invoke: Invoke | undefined;
  /** The session that the guest's call belongs to; undefined where it has none. */
  readonly session: SessionKey | undefined;
  /** Says in a few words, without values, what was asked for; the record of the call keeps it. */
  readonly note: (what: string) => void;
}

/** Serves one kind of request. Throws a `HostRefusal` for what it will not do. */
export type HostCall = (request: HostRequest) => Promise<Json>;

/**
 * Something of the host that guests can be granted. `grant` is asked for each grantee at start, and again
 * with less when some of it is taken back; a name that is offered and not granted is answered with VAK7007 and recorded.
 */
export interface Capability {
  readonly name: string;
  /** What it answers to, as names on a guest's `host`: words joined by dots. */
  readonly offers: readonly string[];
  /** The requests that a grantee may make, by name; empty where it is granted nothing of this. */
  grant(to: Grantee): ReadonlyMap<string, HostCall>;
}
/** The facet `capabilities`. */
export const Capability = facet<Capability>('Capability', 'capabilities');

/** Finds the addresses of hosts. */
export interface Resolver {
  /** IP addresses of a canonical name, at least one. Rejects where there is none. */
  resolve(host: string, signal: AbortSignal): Promise<readonly string[]>;
}
/** The slot `resolver`. */
export const Resolver = slot<Resolver>('Resolver', 'resolver');

/** Why a guest does not get what it asked for; the message is shown to it. */
export class HostRefusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'HostRefusal';
    this.code = code;
  }
}
