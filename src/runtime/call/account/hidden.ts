import type { Json } from '../../../dsl/values/value.ts';
import type { Outcome } from '../../contract/call.ts';

/** A shorter value is looked for as a word of its own only: any text may hold it otherwise. */
const shortest = 4;
const word = '[\\p{L}\\p{N}_]';

/**
 * An outcome as the log keeps it where arguments are hidden: what the code of the tool said in words and asked of
 * its host, and the record of an exact run, hold none of their values as they stand or as URLs have them. The
 * result is left as it is, for it is what a repeated call is given.
 */
export function withoutHidden(
  outcome: Outcome,
  args: Json,
  paths: readonly (readonly string[])[],
): Outcome {
  const values = new Set<string>();
  for (const path of paths) for (const value of leavesAt(args, path)) values.add(value);
  if (values.size === 0) return outcome;
  const spelled = [...values].flatMap((value) => [value, encodeURIComponent(value.toWellFormed())]);
  const patterns = [...new Set(spelled)].sort((a, b) => b.length - a.length).map(patternOf);
  const any = new RegExp(patterns.join('|'), 'giu');
  const blank = (text: string): string => text.replace(any, '[hidden]');
  const { usage, recorded } = outcome;
  return {
    ...outcome,
    ...(outcome.status === 'done' ? {} : { message: blank(outcome.message) }),
    ...(usage?.asked === undefined
      ? {}
      : {
          usage: { ...usage, asked: usage.asked.map((one) => ({ ...one, what: blank(one.what) })) },
        }),
    ...(recorded === undefined ? {} : { recorded: blanked(recorded as never, blank) as never }),
  } as Outcome;
}

function leavesAt(json: Json, path: readonly string[]): readonly string[] {
  const [key, ...rest] = path;
  if (typeof json === 'string' || typeof json === 'number')
    return json === '' ? [] : [String(json)];
  if (typeof json !== 'object' || json === null) return [];
  if (Array.isArray(json)) return json.flatMap((item: Json) => leavesAt(item, path));
  const record = json as { readonly [key: string]: Json };
  if (key === undefined) return Object.values(record).flatMap((value) => leavesAt(value, []));
  return Object.hasOwn(record, key) ? leavesAt(record[key] as Json, rest) : [];
}

function patternOf(value: string): string {
  const text = value.toWellFormed().replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return value.length < shortest ? `(?<!${word})${text}(?!${word})` : text;
}

function blanked(json: Json, blank: (text: string) => string): Json {
  if (typeof json === 'string') return blank(json);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item: Json) => blanked(item, blank));
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [blank(key), blanked(value as Json, blank)]),
  );
}
