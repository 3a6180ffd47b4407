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
