import type { Json } from '../values/value.ts';
import type { Plan } from './plan.ts';

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
  return write(json, [], 0);
}

function write(json: unknown, path: (string | number)[], depth: number): string {
  if (depth > deepest) throw refuse(path, `nested deeper than ${deepest}`);
  switch (typeof json) {
    case 'string':
      return text(json, path);
    case 'boolean':
      return json ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(json)) throw refuse(path, `the number ${json} is not finite`);
      return JSON.stringify(json);
    case 'object':
      if (json === null) return 'null';
      return Array.isArray(json)
        ? list(json, path, depth)
        : object(json as Record<string, unknown>, path, depth);
    default:
      throw refuse(path, `a ${typeof json} is no JSON`);
  }
}

function list(items: readonly unknown[], path: (string | number)[], depth: number): string {
  let out = '[';
  for (let index = 0; index < items.length; index += 1) {
    path.push(index);
    out += (index === 0 ? '' : ',') + write(items[index], path, depth + 1);
    path.pop();
  }
  return `${out}]`;
}

function object(of: Record<string, unknown>, path: (string | number)[], depth: number): string {
  let out = '{';
  for (const key of Object.keys(of).sort()) {
    path.push(key);
    out += `${out === '{' ? '' : ','}${text(key, path)}:${write(of[key], path, depth + 1)}`;
    path.pop();
  }
  return `${out}}`;
}

function text(of: string, path: readonly (string | number)[]): string {
  if (!of.isWellFormed()) throw refuse(path, 'text with a lone surrogate');
  return JSON.stringify(of);
}

function refuse(path: readonly (string | number)[], why: string): NotCanonicalError {
  const steps = path.map((step) =>
    typeof step === 'number' ? `[${step}]` : `.${step.toWellFormed()}`,
  );
  return new NotCanonicalError(`$${steps.join('')}`, why);
}

/** Keys that say where something stands or how it is explained, never what it means. */
const places: ReadonlySet<string> = new Set(['at', 'doc', 'declaredIn', 'file']);

/**
 * What a plan means: the plan without places, docs and names of files. What an author wrote as free
 * JSON, under the key `json`, is kept whole. `canonicalJson(meaning(plan))` is what is digested.
 */
export function meaning(plan: Plan): Json {
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
