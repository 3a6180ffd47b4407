import type { Json } from '../../../dsl/values/value.ts';
import type { Outcome } from '../../contract/call.ts';
import { hide } from './entries.ts';

/** A shorter value is looked for as a word of its own only: any text may hold it otherwise. */
const shortest = 4;
/** Of a longer value this much is looked for, and all behind it blanked; of more values all of a text is. */
const longest = 64;
const mostValues = 200;
/** What stands at the end of a text that was cut. */
const cut = '…';
const stands = '[hidden]';
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
  const blank = blanker(args, paths);
  if (blank === undefined) return outcome;
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

/**
 * What a look-up asks as the log keeps it: without its own arguments that are hidden, and without what it holds of
 * those of the call that it is made for.
 */
export function askedWithoutHidden(
  asked: Json,
  args: Json,
  paths: readonly (readonly string[])[],
): Json {
  const own = hide(asked, paths);
  const blank = blanker(args, paths);
  return blank === undefined ? own : blanked(own, (text) => (blank(text) === text ? text : stands));
}

/** Blanks the values at some paths in a text, what is left of one at its cut end too; undefined where none is there. */
function blanker(
  args: Json,
  paths: readonly (readonly string[])[],
): ((text: string) => string) | undefined {
  const values = [...new Set(paths.flatMap((path) => leavesAt(args, path)))];
  if (values.length === 0) return undefined;
  if (values.length > mostValues) return () => stands;
  const spelled = values.flatMap((value) => [value, encodeURIComponent(value.toWellFormed())]);
  const all = [...new Set(spelled)].sort((a, b) => b.length - a.length);
  const any = new RegExp(all.map(patternOf).join('|'), 'giu');
  return (text) => withoutEnd(text.replace(any, stands), all);
}

function withoutEnd(text: string, values: readonly string[]): string {
  if (!text.endsWith(cut)) return text;
  const left = text.slice(0, -cut.length);
  const lower = left.toLowerCase();
  for (const value of values) {
    for (let most = Math.min(value.length, longest) - 1; most >= shortest; most -= 1) {
      if (!lower.endsWith(value.slice(0, most).toLowerCase())) continue;
      return `${left.slice(0, -most)}${stands}${cut}`;
    }
  }
  return text;
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
  const start = value.slice(0, longest).toWellFormed();
  const text = start.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  if (value.length > longest) return `${text}[^]*`;
  return value.length < shortest ? `(?<!${word})${text}(?!${word})` : text;
}

function blanked(json: Json, blank: (text: string) => string): Json {
  if (typeof json === 'string') return blank(json);
  if (typeof json === 'number') return blank(String(json)) === String(json) ? json : stands;
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item: Json) => blanked(item, blank));
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [blank(key), blanked(value as Json, blank)]),
  );
}
