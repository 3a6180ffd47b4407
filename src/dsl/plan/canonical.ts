import type { Json } from '../values/value.ts';
import type { FieldPlan, Plan } from './plan.ts';

const deepest = 512;

/** Thrown by `canonicalJson` for what has no canonical form; `path` says where, from `$`. */
export class NotCanonicalError extends Error {
  readonly path: string;

  constructor(path: string, why: string) {
    super(`no canonical JSON at ${path}: ${why}`);
    this.name = 'NotCanonicalError';
    this.path = path;
  }
}

/**
 * The one spelling of a JSON value by RFC 8785: no white space, keys in the order of their UTF-16
 * code units, numbers as ECMAScript prints them. Equal values give equal texts.
 *
 * Throws `NotCanonicalError` for lone surrogates, non-finite numbers, what is no JSON at all, and
 * nesting beyond 512. Never reads a property twice.
 */
export function canonicalJson(json: Json): string {
  try {
    return write(json, 0);
  } catch (error) {
    throw error instanceof Refused ? new NotCanonicalError(error.path(), error.why) : error;
  }
}

/** Carries a refusal up to the root; each level adds its step, so that success pays for no path. */
class Refused {
  readonly why: string;
  readonly #steps: (string | number)[] = [];

  constructor(why: string) {
    this.why = why;
  }

  within(step: string | number): this {
    this.#steps.push(step);
    return this;
  }

  path(): string {
    const steps = this.#steps.map((step) =>
      typeof step === 'number' ? `[${step}]` : `.${step.toWellFormed()}`,
    );
    return `$${steps.reverse().join('')}`;
  }
}

const at = (error: unknown, step: string | number): unknown =>
  error instanceof Refused ? error.within(step) : error;

function write(json: unknown, depth: number): string {
  if (depth > deepest) throw new Refused(`nested deeper than ${deepest}`);
  switch (typeof json) {
    case 'string':
      return text(json);
    case 'boolean':
      return json ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(json)) throw new Refused(`the number ${json} is not finite`);
      return `${json}`;
    case 'object':
      if (json === null) return 'null';
      return Array.isArray(json) ? list(json, depth) : object(json as Fields, depth);
    default:
      throw new Refused(`a ${typeof json} is no JSON`);
  }
}

function list(items: readonly unknown[], depth: number): string {
  let out = '[';
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) out += ',';
    try {
      out += write(items[index], depth + 1);
    } catch (error) {
      throw at(error, index);
    }
  }
  return `${out}]`;
}

type Fields = Readonly<Record<string, unknown>>;

function object(of: Fields, depth: number): string {
  let out = '{';
  const keys = sorted(Object.keys(of));
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    try {
      out += (index > 0 ? ',' : '') + opening(key) + write(of[key], depth + 1);
    } catch (error) {
      throw at(error, key);
    }
  }
  return `${out}}`;
}

const few = 32;

/** Sorts in place by code units; few keys, often in order already, are not worth a general sort. */
function sorted(keys: string[]): readonly string[] {
  if (keys.length > few) return keys.sort();
  for (let index = 1; index < keys.length; index += 1) {
    const key = keys[index] as string;
    let before = index - 1;
    for (; before >= 0 && key < (keys[before] as string); before -= 1) {
      keys[before + 1] = keys[before] as string;
    }
    keys[before + 1] = key;
  }
  return keys;
}

/** Texts of keys with their colon: the same few words come again and again. At most 4,096 short ones. */
const openings = new Map<string, string>();

function opening(key: string): string {
  const known = openings.get(key);
  if (known !== undefined) return known;
  const made = `${text(key)}:`;
  if (openings.size < 4096 && key.length <= 64) openings.set(key, made);
  return made;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what JSON escapes
const special = /["\\\u0000-\u001f\ud800-\udfff]/;

function text(of: string): string {
  if (!special.test(of)) return `"${of}"`;
  if (!of.isWellFormed()) throw new Refused('text with a lone surrogate');
  return JSON.stringify(of);
}

/** Keys that say where something stands or how it is explained, never what it means. */
const places: ReadonlySet<string> = new Set(['at', 'doc', 'declaredIn', 'file']);

/**
 * What a plan, or a part of one, means: the plan without places, docs and names of files. What an author wrote as free
 * JSON, under the key `json`, is kept whole. `canonicalJson(meaning(plan))` is what is digested.
 */
export function meaning(plan: Plan | FieldPlan): Json {
  return strip(plan as unknown as Json);
}

function strip(json: Json): Json {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map(strip);
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(json as { readonly [key: string]: Json })) {
    if (places.has(key) || value === undefined) continue;
    kept[key] = key === 'json' ? value : strip(value);
  }
  return kept;
}
