import type { Json } from '../../../dsl/values/value.ts';
import type { Asked } from '../call.ts';
import { type RefusalCode, refusalCodes } from '../errors.ts';
import type { HostAnswer, HostCalls, HostLimits, Scrubber } from '../execution.ts';
import {
  type Capability,
  type Grantee,
  type HostCall,
  HostRefusal,
  type HostRequest,
  type SessionKey,
} from './capability.ts';

/** Requests of one run where the policy gives no number. */
export const usualCalls = 100;
const parallel = 8;
/** How long one request may take, in ms. */
const longestMs = 10_000;
/** Different requests that a record tells apart; the rest are counted together, for each name on `host`. */
const mostTold = 32;
const further = '…';
/** What is told of one request, in UTF-16 units. */
const longestTold = 200;

/** What one grantee may ask for, worked out once. */
export interface Allowance {
  readonly granted: ReadonlyMap<string, HostCall>;
  /** Names that exist and are not granted. */
  readonly withheld: readonly string[];
  readonly limits: HostLimits;
}

/** Puts together what all capabilities grant one grantee. Throws for a name that two of them offer. */
export function allowanceOf(capabilities: readonly Capability[], to: Grantee): Allowance {
  const granted = new Map<string, HostCall>();
  const offered = new Set<string>();
  for (const capability of capabilities) {
    for (const name of capability.offers) {
      if (offered.has(name)) throw new Error(`two capabilities offer \`host.${name}\``);
      offered.add(name);
    }
    for (const [name, call] of capability.grant(to)) {
      if (capability.offers.includes(name)) granted.set(name, call);
    }
  }
  return {
    granted,
    withheld: [...offered].filter((name) => !granted.has(name)),
    limits: { calls: to.grants.calls ?? usualCalls, parallel, timeMs: longestMs },
  };
}

/** What one run is to its host. */
export type OfRun = Partial<Pick<HostRequest, 'invoke'>> & { readonly session?: SessionKey };

/**
 * Answers what one run of a guest asks, and keeps the record of it. Made for one run and over with it:
 * whatever is asked later is refused. Known secrets are blanked in every answer before the guest sees
 * it. What a capability throws, but for its refusals, is not passed on.
 */
export class HostDesk implements HostCalls {
  readonly offers: readonly string[];
  readonly withholds: readonly string[];
  readonly limits: HostLimits;
  readonly #allowance: () => Allowance;
  readonly #scrubbers: readonly Scrubber[];
  readonly #run: OfRun;
  readonly #asked = new Map<string, { -readonly [K in keyof Asked]: Asked[K] }>();
  readonly #open = new Set<{ readonly call: string; what: string }>();
  #closed = false;
  #served = 0;

  /** @param allowance asked at each request: what was taken back meanwhile is granted no more */
  constructor(allowance: () => Allowance, scrubbers: readonly Scrubber[], run: OfRun = {}) {
    const { granted, withheld, limits } = allowance();
    this.offers = [...granted.keys()];
    this.withholds = withheld;
    this.limits = limits;
    this.#allowance = allowance;
    this.#scrubbers = scrubbers;
    this.#run = run;
  }

  /** What was asked, granted or not, in the order in which it was first asked. */
  get asked(): readonly Asked[] {
    return [...this.#asked.values()];
  }

  /** Counts a request for what was not granted, under the name it was asked by; `answer` counts its own. */
  readonly denied = (name: string): void => {
    if (!this.offers.includes(name)) this.#record(name, '', refusalCodes.capabilityDenied);
  };

  async answer(name: string, args: Json, signal: AbortSignal): Promise<HostAnswer> {
    const open = { call: name, what: '' };
    this.#open.add(open);
    const note = (what: string): void => {
      open.what = what;
    };
    const answer = await this.#serve(name, { args, signal, note });
    if (this.#open.delete(open)) {
      this.#record(name, open.what, answer.ok ? undefined : answer.code);
    }
    return answer;
  }

  /** The run is over: what is not answered by now is on record as cut off, for it may have been done. */
  close(): void {
    this.#closed = true;
    for (const { call, what } of this.#open) this.#record(call, what, refusalCodes.time);
    this.#open.clear();
  }

  async #serve(
    name: string,
    request: { args: Json; signal: AbortSignal; note: (what: string) => void },
  ): Promise<HostAnswer> {
    const { granted, limits } = this.#allowance();
    const call = this.#closed ? undefined : granted.get(name);
    this.#served += 1;
    if (call !== undefined && this.#served > (limits.calls ?? Number.POSITIVE_INFINITY)) {
      const { hostCallLimit: code } = refusalCodes;
      return { ok: false, code, message: `the tool may ask its host ${limits.calls} times` };
    }
    if (call === undefined) {
      return {
        ok: false,
        code: refusalCodes.capabilityDenied,
        message: `\`${name}\` is not granted`,
      };
    }
    try {
      const { invoke, session } = this.#run;
      const value = await call({ ...request, invoke, session });
      return { ok: true, value: this.#clean(value) };
    } catch (cause) {
      if (cause instanceof HostRefusal) {
        return { ok: false, code: cause.code, message: this.#scrub(cause.message) };
      }
      const late = request.signal.aborted;
      const code = late ? refusalCodes.time : refusalCodes.pluginFailed;
      return { ok: false, code, message: late ? 'the time was up' : `\`${name}\` failed` };
    }
  }

  /** Secrets are blanked before a text is cut: of one that was cut in two nobody would find the rest. */
  #record(call: string, what: string, code: RefusalCode | undefined): void {
    const clean = this.#scrub(what);
    const short = clean.length > longestTold ? `${clean.slice(0, longestTold - 1)}…` : clean;
    const told = short.toWellFormed();
    const key = JSON.stringify([call, told, code ?? '']);
    const known = this.#asked.get(key);
    if (known !== undefined) known.times += 1;
    else if (this.#asked.size < mostTold || told === further)
      this.#asked.set(key, { call, what: told, times: 1, ...(code === undefined ? {} : { code }) });
    else this.#record(this.offers.includes(call) ? call : further, further, code);
  }

  #clean(value: Json): Json {
    if (typeof value === 'string') return this.#scrub(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: Json) => this.#clean(item));
    const entries = Object.entries(value as { readonly [key: string]: Json });
    return Object.fromEntries(entries.map(([key, item]) => [this.#scrub(key), this.#clean(item)]));
  }

  #scrub(text: string): string {
    return this.#scrubbers.reduce((left, scrubber) => scrubber.scrub(left).text, text);
  }
}
