import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import { expression, type Facts } from '../../../dsl/plan/evaluate.ts';
import type { LimitPlan, ObjectionPlan, WindowPlan } from '../../../dsl/plan/plan.ts';
import { toJson } from '../../../dsl/values/to-json.ts';
import {
  type Json,
  type RecordValue,
  type Unknown,
  unknown,
  type Value,
} from '../../../dsl/values/value.ts';
import type { Call, Objection, Requirement } from '../../contract/call.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { Shortage, Take } from '../../contract/policy.ts';

/** One window of a limit as it stands for a call: what to take, and what to say if it does not fit. */
export interface Demand {
  readonly take: Take;
  readonly limit: LimitPlan;
  readonly window: WindowPlan;
}
/** What a call takes from the limits that speak of it, and where that could not be told. */
export interface Demands {
  readonly demands: readonly Demand[];
  readonly objections: readonly Objection[];
}

interface Compiled {
  readonly limit: LimitPlan;
  readonly keys: readonly ((facts: Facts) => Value | Unknown)[];
  readonly windows: readonly {
    readonly plan: WindowPlan;
    readonly amount: ((facts: Facts) => Value | Unknown) | undefined;
    /** What every take of this window has alike. */
    readonly shape: Omit<Take, 'key' | 'amount'>;
  }[];
}

/** The plan's limits, ready to be asked what a call takes. */
export class Limits {
  readonly #byTool = new Map<string, Compiled[]>();
  readonly #requirement: (objection: ObjectionPlan) => Requirement | undefined;

  constructor(
    limits: readonly LimitPlan[],
    requirement: (objection: ObjectionPlan) => Requirement | undefined,
  ) {
    this.#requirement = requirement;
    for (const limit of limits) {
      const compiled: Compiled = {
        limit,
        keys: limit.forEach.map((key) => expression(key)),
        windows: limit.windows.map((plan, index) => ({
          plan,
          shape: shapeOf(`${limit.name}/${index}`, plan),
          amount: plan.of === undefined ? undefined : expression(plan.of),
        })),
      };
      for (const tool of limit.tools) {
        const list = this.#byTool.get(tool);
        if (list) list.push(compiled);
        else this.#byTool.set(tool, [compiled]);
      }
    }
  }

  /**
   * Amounts and keys from the call's facts; one that is unknown or negative is objected to. A call of a
   * chain of agents is counted for each of them, once for each key.
   */
  of(call: Call): Demands {
    const demands: Demand[] = [];
    const objections: Objection[] = [];
    for (const { limit, keys, windows } of this.#byTool.get(call.tool.name) ?? []) {
      const counted = new Set<string>();
      for (const facts of linksOf(call, limit.agents)) {
        const key = keyOf(call, facts, keys);
        if (key !== undefined && counted.has(key)) continue;
        if (key !== undefined) counted.add(key);
        for (const { plan, shape, amount } of windows) {
          const taken = amount === undefined ? 1n : nanoOf(amount(call.facts), plan);
          if (key === undefined || taken === undefined) {
            const detail =
              key === undefined
                ? 'what it counts by is unknown'
                : 'its amount is unknown or negative';
            const because = `limit \`${limit.name}\` cannot count this call`;
            objections.push({ ...this.#objection(limit, plan), because, detail });
            continue;
          }
          demands.push({ limit, window: plan, take: { ...shape, key, amount: taken } });
        }
      }
    }
    return { demands, objections };
  }

  /**
   * What a call's takes come to with the arguments that were really used; undefined where that cannot be
   * told, or where those would have been counted elsewhere.
   */
  used(call: Call, takes: readonly Take[], args: RecordValue): readonly bigint[] | undefined {
    const { demands, objections } = this.of({ ...call, args, facts: { ...call.facts, args } });
    const alike =
      objections.length === 0 &&
      demands.length === takes.length &&
      demands.every(({ take: { window, key } }, index) => {
        return window === takes[index]?.window && key === takes[index]?.key;
      });
    return alike ? demands.map(({ take }) => take.amount) : undefined;
  }

  /** What the limits whose takes did not fit say. */
  object(demands: readonly Demand[], short: readonly Shortage[]): readonly Objection[] {
    return short.flatMap(({ take, retryAfterMs }) => {
      const demand = demands[take];
      if (demand === undefined) return [];
      const objection = this.#objection(demand.limit, demand.window);
      return [retryAfterMs === undefined ? objection : { ...objection, retryAfterMs }];
    });
  }

  #objection(limit: LimitPlan, window: WindowPlan): Objection {
    const from = this.#requirement(limit.otherwise);
    return {
      by: 'limit',
      verdict: limit.otherwise.verdict,
      rule: limit.name,
      at: window.at,
      code: refusalCodes.limit,
      because: limit.because ?? `limit \`${limit.name}\` is reached`,
      ...(from === undefined ? {} : { from }),
    };
  }
}

function shapeOf(window: string, plan: WindowPlan): Omit<Take, 'key' | 'amount'> {
  const { form, max, perMs, burst } = plan;
  const shape = { window, form, max: BigInt(max), perMs };
  return burst === undefined ? shape : { ...shape, burst: BigInt(burst) };
}

/**
 * The facts to count a call by: its own, and where it was handed on those of each link, with that link's
 * agent and session in place of the acting one's. Links that a limit does not speak of are left out.
 */
function linksOf(call: Call, agents: readonly string[] | null): readonly Facts[] {
  const { chain, facts, agent } = call;
  if (chain.agents.length === 1) return agents === null || agents.includes(agent) ? [facts] : [];
  return chain.agents.flatMap((name, index): readonly Facts[] => {
    if (agents !== null && !agents.includes(name)) return [];
    if (index === chain.agents.length - 1) return [facts];
    const session = withField(facts.session, 'id', chain.sessions?.[index]);
    return [{ ...facts, agent: withField(facts.agent, 'name', name), session }];
  });
}

/** A record with another value in one field; unknown where either is not to be had. */
function withField(
  of: Value | Unknown | undefined,
  name: string,
  value: Value | undefined,
): Value | Unknown {
  if (value === undefined || typeof of !== 'object' || !('kind' in of)) return unknown;
  if (of.kind !== 'record') return unknown;
  return { kind: 'record', fields: new Map([...of.fields, [name, value]]) };
}

function keyOf(call: Call, facts: Facts, keys: Compiled['keys']): string | undefined {
  const parts: Json[] = [call.chain.tenant];
  for (const key of keys) {
    const value = key(facts);
    if (value === unknown) return undefined;
    parts.push(toJson(value));
  }
  return canonicalJson(parts);
}

const billion = 1_000_000_000n;

/** An amount in billionths; undefined when unknown, negative, or of another currency. */
function nanoOf(value: Value | Unknown, plan: WindowPlan): bigint | undefined {
  const nano = rawNano(value, plan.currency);
  return nano === undefined || nano < 0n ? undefined : nano;
}

function rawNano(value: Value | Unknown, currency: string | undefined): bigint | undefined {
  if (typeof value === 'bigint') return value * billion;
  if (typeof value === 'number') return BigInt(value) * billion;
  if (typeof value !== 'object' || !('kind' in value)) return undefined;
  if (value.kind === 'decimal') return value.nano;
  if (value.kind === 'money') return value.currency === currency ? value.nano : undefined;
  if (value.kind === 'size') return BigInt(value.bytes) * billion;
  if (value.kind === 'duration') return BigInt(value.ms) * billion;
  return undefined;
}
