import { isList } from '../../../dsl/values/to-json.ts';
import type { RecordValue, Value } from '../../../dsl/values/value.ts';
import type { Call, Opinion } from '../../contract/call.ts';

import type { Admission, RateLimiter, Take } from '../../contract/policy.ts';
import { PluginFailed } from '../../kernel/timed.ts';

/**
 * A counter whose answers are held against what was asked: one that is neither an admission nor names
 * takes that were short becomes a `PluginFailed`, for it would let through what nobody counted.
 */
export function heldToAnswers(limiter: RateLimiter, plugin: string): RateLimiter {
  const held = (answer: Admission, takes: readonly Take[]): Admission => {
    if (isAdmission(answer, takes)) return answer;
    throw new PluginFailed(plugin, 'what it answered is no admission');
  };
  const ask = (answer: Admission | Promise<Admission>, takes: readonly Take[]) =>
    answer instanceof Promise ? answer.then((late) => held(late, takes)) : held(answer, takes);
  return {
    reserve: (reservation, takes, now) => ask(limiter.reserve(reservation, takes, now), takes),
    peek: (takes, now) => ask(limiter.peek(takes, now), takes),
    release: (reservation) => limiter.release(reservation),
    settle: (reservation, actual) => limiter.settle(reservation, actual),
    restore: (reservation, takes, at) => limiter.restore(reservation, takes, at),
  };
}

function isAdmission(answer: Admission | undefined, takes: readonly Take[]): boolean {
  if (answer?.ok === true) return true;
  if (answer?.ok !== false || !Array.isArray(answer.short) || answer.short.length === 0)
    return false;
  return answer.short.every((one) => takes[one?.take] !== undefined);
}

/**
 * A call for those who may only object: with facts of their own, so that nothing they do to them is read by
 * the rules, the limits or the tool.
 */
export function apart(call: Call): Call {
  const facts = Object.entries(call.facts).map(([root, value]) => {
    return [root, typeof value === 'symbol' ? value : copy(value)] as const;
  });
  const own = Object.fromEntries(facts);
  return Object.freeze({ ...call, args: own.args as RecordValue, facts: Object.freeze(own) });
}

function copy(value: Value): Value {
  if (typeof value !== 'object') return value;
  if (isList(value)) return Object.freeze(value.map(copy));
  if (value.kind !== 'record') return value;
  const fields = new Map([...value.fields].map(([name, field]) => [name, copy(field)]));
  return Object.freeze({ kind: 'record', fields });
}

/** What an objection says, each property read once, so that it cannot say something else later. */
export function readOnce(said: Opinion): Opinion {
  if (typeof said !== 'object' || said === null) return said;
  const { from, ...rest } = { ...said };
  return from === undefined ? rest : { ...rest, from: { ...from } };
}
