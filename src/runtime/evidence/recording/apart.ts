import { Buffer } from 'node:buffer';
import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { ContentStore, EntryJson } from '../../contract/records.ts';

/** Where a value lies that its entry names by digest. */
interface ContentRef {
  /** `sha256:<hex>` over the value's canonical JSON. */
  readonly digest: string;
  /** The length of that. */
  readonly bytes: number;
}

/** What stands in an entry in the place of a value that lies elsewhere. */
const byDigest = '[by digest]';

/** Fields that may be large, and how long their canonical JSON may be within an entry. */
const fields = ['args', 'context', 'lookups', 'message', 'result', 'usage'] as const;
const longest = 8 * 1024;

/** The fields of an entry that are too large for it; undefined where all may stay. */
export function largeIn(entry: EntryJson): readonly string[] | undefined {
  let large: string[] | undefined;
  for (const name of fields) {
    const value = entry[name];
    if (value === undefined || room(value, longest) >= 0) continue;
    large ??= [];
    large.push(name);
  }
  return large;
}

/**
 * The entry with its large fields in the content store, under their digests: `content` names them by
 * JSON Pointer. They are durable when this resolves, which is before the entry is written.
 */
export async function setApart(
  entry: EntryJson,
  large: readonly string[],
  store: ContentStore,
): Promise<EntryJson> {
  const content: Record<string, Json> = {};
  const left: Record<string, Json> = { ...entry };
  for (const name of large) {
    const bytes = Buffer.from(canonicalJson(entry[name] as Json));
    content[`/${name}`] = { digest: await store.put(bytes), bytes: bytes.length };
    left[name] = byDigest;
  }
  return { ...left, content };
}

/**
 * The entry with what lies in the content store back in its place. What was forgotten stays the word
 * that stands for it. Rejects when the store holds another value than the entry names.
 */
export async function putBack(
  entry: EntryJson,
  store: Pick<ContentStore, 'get'> | undefined,
): Promise<EntryJson> {
  const refs = contentOf(entry);
  if (refs.length === 0 || store === undefined) return entry;
  const whole: Record<string, Json> = { ...entry };
  for (const [pointer, { digest }] of refs) {
    const bytes = await store.get(digest);
    if (bytes !== undefined) whole[pointer.slice(1)] = JSON.parse(Buffer.from(bytes).toString());
  }
  return whole;
}

/** What an entry names by digest, by JSON Pointer. */
function contentOf(entry: EntryJson): readonly (readonly [string, ContentRef])[] {
  const { content } = entry;
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content as unknown as Readonly<Record<string, ContentRef>>);
}

/** What is left of `most` after a value's text, nearly; negative when it is longer. Stops there. */
function room(json: Json, most: number): number {
  if (typeof json === 'string') return most - json.length - 2;
  if (typeof json !== 'object' || json === null) return most - 4;
  let left = most - 2;
  for (const [key, value] of Object.entries(json)) {
    if (left < 0) return left;
    left = room(value, left - (Array.isArray(json) ? 1 : key.length + 4));
  }
  return left;
}
