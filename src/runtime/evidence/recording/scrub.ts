import type { Json } from '../../../dsl/values/value.ts';
import type { Scrubber } from '../../contract/execution.ts';
import { PluginFailed } from '../../kernel/timed.ts';

/** Every string of a value, keys included, through every scrubber. */
export function scrubJson(
  scrubbers: readonly Scrubber[],
  json: Json,
): { readonly json: Json; readonly found: readonly string[] } {
  if (scrubbers.length === 0) return { json, found: [] };
  const found = new Set<string>();
  const scrub = (text: string): string => {
    const result = scrubText(scrubbers, text);
    for (const name of result.found) found.add(name);
    return result.text;
  };
  const walk = (value: Json): Json => {
    if (typeof value === 'string') return scrub(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(walk);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [scrub(key), walk(item)]));
  };
  return { json: walk(json), found: [...found].sort() };
}

/** One text through every scrubber. */
export function scrubText(
  scrubbers: readonly Scrubber[],
  text: string,
): { readonly text: string; readonly found: readonly string[] } {
  let left = text;
  const found: string[] = [];
  for (const scrubber of scrubbers) {
    const result = scrubbed(scrubber, left);
    left = result.text;
    found.push(...result.found);
  }
  return { text: left, found };
}

function scrubbed(scrubber: Scrubber, text: string): ReturnType<Scrubber['scrub']> {
  try {
    const result = scrubber.scrub(text);
    if (typeof result.text !== 'string') throw new TypeError('no text');
    return { text: result.text, found: [...result.found] };
  } catch (cause) {
    // Not even the message is passed on: it may hold what was to be blanked.
    throw new PluginFailed(scrubber.name, 'scrub failed', cause);
  }
}
