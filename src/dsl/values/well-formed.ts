import type { Json } from './value.ts';

/**
 * The same value with every lone surrogate, in texts and in names of fields, replaced by U+FFFD, so that it
 * has a canonical form; the value itself where there is none.
 */
export function wellFormed(json: Json): Json {
  if (typeof json === 'string') return json.toWellFormed();
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) {
    const items = json.map(wellFormed);
    return items.every((item, index) => item === json[index]) ? json : items;
  }
  const fields = Object.entries(json as { readonly [key: string]: Json });
  const sound = fields.map(([key, item]) => [key.toWellFormed(), wellFormed(item)] as const);
  const same = sound.every(
    ([key, item], at) => key === fields[at]?.[0] && item === fields[at]?.[1],
  );
  return same ? json : Object.fromEntries(sound);
}
