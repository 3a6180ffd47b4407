import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { Opinion, Outcome, TakeEntry } from '../../contract/call.ts';
import type { SandboxError } from '../../contract/errors.ts';
import type { Take } from '../../contract/policy.ts';
import type { OpinionEntry } from '../../evidence/decision-entry.ts';
import type { OutcomeEntry } from '../../evidence/entry.ts';

/** An opinion as the log keeps it. */
export function opinionEntry(opinion: Opinion): OpinionEntry {
  const { by, verdict, rule, at, because, code, detail, from, duties, retryAfterMs } = opinion;
  // One field after another: an object for each that may be missing would be most of what this costs.
  const entry: { -readonly [K in keyof OpinionEntry]: OpinionEntry[K] } = { by, verdict };
  if (rule !== undefined) entry.rule = rule;
  if (at !== undefined) entry.at = at;
  if (because !== undefined) entry.because = because;
  if (code !== undefined) entry.code = code;
  if (detail !== undefined) entry.detail = detail;
  if (from !== undefined) entry.from = from;
  if (duties !== undefined && duties.length > 0) entry.duties = duties;
  if (retryAfterMs !== undefined) entry.retryAfterMs = retryAfterMs;
  return entry;
}

/** A count as the log keeps it. */
export function takeEntry({ window, key, form, amount, max, perMs, burst }: Take): TakeEntry {
  const entry = { window, key, form, amount: String(amount), max: String(max), perMs };
  return burst === undefined ? entry : { ...entry, burst: String(burst) };
}

/** The count that an entry keeps, for the limiter of a new process. */
export function takeOf(entry: TakeEntry): Take {
  const { window, key, form, perMs, burst } = entry;
  const take = { window, key, form, amount: BigInt(entry.amount), max: BigInt(entry.max), perMs };
  return burst === undefined ? take : { ...take, burst: BigInt(burst) };
}

/**
 * Arguments with the values at some paths replaced by a word; paths that are absent are nothing, and one
 * that leads through a value without parts hides all of that.
 */
export function hide(json: Json, paths: readonly (readonly string[])[]): Json {
  return paths.reduce<Json>((left, path) => hideOne(left, path), json);
}

function hideOne(json: Json, path: readonly string[]): Json {
  const [key, ...rest] = path;
  if (json === null) return json;
  if (key === undefined || typeof json !== 'object') return '[hidden]';
  if (Array.isArray(json)) return json.map((item: Json) => hideOne(item, path));
  const record = json as { readonly [key: string]: Json };
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  return value === undefined ? json : { ...record, [key]: hideOne(value, rest) };
}

/** What an execution cost, and of an exact run what its host answered. */
export function costOf({
  usage,
  recorded,
  offered,
}: Outcome): Pick<OutcomeEntry, 'usage' | 'recorded' | 'offered'> {
  return {
    ...(usage === undefined ? {} : { usage: { ...usage } }),
    ...(recorded === undefined ? {} : { recorded: recorded as unknown as Json }),
    ...(offered === undefined ? {} : { offered }),
  };
}

/** Which bound of the sandbox was run into, where it was one. */
export const exceededOf = (of: {
  readonly exceeded?: SandboxError;
}): { readonly exceeded?: SandboxError } =>
  of.exceeded === undefined ? {} : { exceeded: of.exceeded };

/**
 * Refused arguments as far as they can be written down: they are whatever a model made up. What JSON would tell as
 * something else is told as no JSON, so that no replay takes it for what was refused.
 */
export function recordable(args: unknown): Json {
  try {
    const text = JSON.stringify(args, asItIs);
    if (text.length > 8_192) return `[${text.length} characters]`;
    const json = JSON.parse(text) as Json;
    canonicalJson(json);
    return json;
  } catch {
    return '[not JSON]';
  }
}

/** A value of JSON as it is, for `JSON.stringify`. Throws for all that would be written as another, or left out of a list. */
function asItIs(this: { readonly [key: string]: unknown }, key: string, value: unknown): unknown {
  const own = this[key];
  if (own === value && (isAtom(own) || isPlain(own))) return own;
  // A field without a value is no field.
  if (own === undefined && key !== '' && !Array.isArray(this)) return own;
  throw new TypeError('no JSON');
}

const isAtom = (value: unknown): boolean =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
