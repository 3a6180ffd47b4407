import type { Json } from '../../../runtime/contract/index.ts';

/** How deep a result may nest. */
const deepest = 200;

/** A value that is not JSON, with its place in the result: `$.order.total is a bigint`. */
class NotJsonError extends Error {
  constructor(place: string, what: string) {
    super(`${place} ${what}`);
    this.name = 'NotJsonError';
  }
}

/**
 * Copies a value that is JSON: null, booleans, finite numbers, strings, arrays and plain objects of
 * them. The copy shares nothing with the original. A field that is undefined is left out, as JSON
 * does; no result at all is null.
 * @throws NotJsonError for anything else, for cycles, nesting past 200 and keys named `__proto__`.
 */
export function plainJson(value: unknown): Json {
  return value === undefined ? null : copy(value, '$', 0);
}

function copy(value: unknown, place: string, depth: number): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotJsonError(place, `is ${value}`);
    return value;
  }
  if (typeof value !== 'object') throw new NotJsonError(place, `is ${kindOf(value)}`);
  if (depth === deepest)
    throw new NotJsonError('$', `nests deeper than ${deepest}, or in a circle`);
  if (Array.isArray(value)) {
    return Array.from(value, (item, index) => copy(item, `${place}[${index}]`, depth + 1));
  }
  const parent: unknown = Object.getPrototypeOf(value);
  if (parent !== null && Object.getPrototypeOf(parent) !== null) {
    throw new NotJsonError(place, 'is an object of a class');
  }
  const fields: Record<string, Json> = {};
  for (const [key, field] of Object.entries(value)) {
    if (key === '__proto__') throw new NotJsonError(place, 'has a key named `__proto__`');
    if (field !== undefined) fields[key] = copy(field, `${place}.${key}`, depth + 1);
  }
  return fields;
}

const kindOf = (value: unknown): string =>
  value === undefined ? 'undefined' : `a ${typeof value}`;
