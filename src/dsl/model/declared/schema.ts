import type { Json } from '../../values/value.ts';

type JsonObject = { readonly [key: string]: Json };

/** A JSON value as an object; undefined for anything else. */
export const objectOf = (json: Json | undefined): JsonObject | undefined =>
  json !== null && typeof json === 'object' && !Array.isArray(json)
    ? (json as JsonObject)
    : undefined;

/**
 * What a value would have to be to fit a JSON Schema; undefined when it fits. Looks at `type`, `enum`,
 * `const`, bounds, lengths, `items`, `properties` and `anyOf`; what else a schema says is left to the
 * plugin. A secret fits anywhere.
 */
export function misfit(json: Json, schema: JsonObject): string | undefined {
  if (objectOf(json)?.$secret !== undefined) return undefined;
  if (Array.isArray(schema.anyOf)) return misfitOfAll(json, schema.anyOf);
  if (typeof schema.type === 'string' && !isOf(json, schema.type)) return `of type ${schema.type}`;
  if (Array.isArray(schema.enum) && !schema.enum.some((each) => same(each, json))) {
    return `one of ${schema.enum.map((each) => JSON.stringify(each)).join(', ')}`;
  }
  if (schema.const !== undefined && !same(schema.const, json)) return JSON.stringify(schema.const);
  return misfitInSize(json, schema) ?? misfitInside(json, schema);
}

function misfitOfAll(json: Json, choices: readonly Json[]): string | undefined {
  const wanted = choices.map((each) => {
    const schema = objectOf(each);
    return schema === undefined ? undefined : misfit(json, schema);
  });
  return wanted.includes(undefined) ? undefined : wanted.join(', or ');
}

function misfitInSize(json: Json, schema: JsonObject): string | undefined {
  const isNumber = schema.type === 'number' || schema.type === 'integer';
  const size = isNumber
    ? Number(json)
    : typeof json === 'string'
      ? [...json].length
      : lengthOf(json);
  if (size === undefined) return undefined;
  const suffix = isNumber ? 'imum' : Array.isArray(json) ? 'Items' : 'Length';
  const unit = isNumber ? '' : Array.isArray(json) ? ' long' : ' characters long';
  const [least, most] = [schema[`min${suffix}`], schema[`max${suffix}`]];
  if (typeof least === 'number' && size < least) return `at least ${least}${unit}`;
  if (typeof most === 'number' && size > most) return `at most ${most}${unit}`;
  const [above, below] = isNumber ? [schema.exclusiveMinimum, schema.exclusiveMaximum] : [];
  if (typeof above === 'number' && size <= above) return `more than ${above}`;
  if (typeof below === 'number' && size >= below) return `less than ${below}`;
  return undefined;
}

function misfitInside(json: Json, schema: JsonObject): string | undefined {
  const items = objectOf(schema.items);
  if (Array.isArray(json) && items !== undefined) {
    const wanted = json.map((each) => misfit(each, items)).find((each) => each !== undefined);
    return wanted === undefined ? undefined : `a list in which each is ${wanted}`;
  }
  const record = objectOf(json);
  if (record === undefined) return undefined;
  const properties = objectOf(schema.properties) ?? {};
  for (const [key, value] of Object.entries(record)) {
    const property = Object.hasOwn(properties, key) ? objectOf(properties[key]) : undefined;
    const wanted = property === undefined ? undefined : misfit(value, property);
    if (wanted !== undefined) return `a record whose \`${key}\` is ${wanted}`;
    if (schema.additionalProperties === false && !Object.hasOwn(properties, key)) {
      return `a record without \`${key}\``;
    }
  }
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const missing = required.find((key) => !Object.hasOwn(record, key));
  return missing === undefined ? undefined : `a record with \`${missing}\``;
}

/** Whether a value has a plain type; decimals are written as texts, to stay exact. */
function isOf(json: Json, type: string): boolean {
  switch (type) {
    case 'string':
      return typeof json === 'string';
    case 'number':
      return typeof json === 'number' || (typeof json === 'string' && /^-?[0-9.]+$/.test(json));
    case 'integer':
      return Number.isInteger(json);
    case 'boolean':
      return typeof json === 'boolean';
    case 'array':
      return Array.isArray(json);
    case 'object':
      return objectOf(json) !== undefined;
    case 'null':
      return json === null;
    default:
      return true;
  }
}

const lengthOf = (json: Json): number | undefined =>
  Array.isArray(json) ? json.length : undefined;
const same = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b);
