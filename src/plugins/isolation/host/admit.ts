import type { Json } from '../../../runtime/contract/index.ts';
import { caps } from '../limits.ts';

/** What a guest hands over, taken in, or why it stays outside. */
export type Admitted =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly large: boolean; readonly why: string; readonly over?: Over };

/** Which of the bounds it goes past, and how far it was counted. */
export interface Over {
  readonly what: keyof Bounds;
  readonly bound: number;
  readonly used: number;
}

/** How much of it there may be: UTF-8 bytes, nesting, and values. */
export interface Bounds {
  readonly bytes: number;
  readonly depth: number;
  readonly values: number;
}

const resultBounds: Bounds = { bytes: caps.resultBytes, depth: caps.depth, values: caps.nodes };
const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads what a guest hands over as hostile text, trusting nothing that the guest's side has checked already: bytes
 * before parsing, then nesting, number of values and names of fields, without recursion.
 */
export function admit(what: string, json: string, bounds: Bounds = resultBounds): Admitted {
  const size = Buffer.byteLength(json);
  if (size > bounds.bytes) {
    const over = { what: 'bytes', bound: bounds.bytes, used: size } as const;
    return { ...refused(`${what} is larger than the sandbox passes on`, true), over };
  }
  let value: Json;
  try {
    value = JSON.parse(json) as Json;
  } catch {
    return refused(`${what} is not JSON`, false);
  }
  let values = 0;
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    values += level.length;
    if (values > bounds.values) {
      const over = { what: 'values', bound: bounds.values, used: values } as const;
      return { ...refused(`${what} has more values than the sandbox passes on`, true), over };
    }
    if (depth > bounds.depth + 1) {
      const over = { what: 'depth', bound: bounds.depth, used: depth - 1 } as const;
      return { ...refused(`${what} is nested deeper than the sandbox passes on`, true), over };
    }
    const below: Json[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      if (Array.isArray(item)) {
        for (const element of item as readonly Json[]) below.push(element);
        continue;
      }
      for (const key of Object.keys(item)) {
        if (refusedKeys.has(key)) return refused(`${what} has a field that is refused`, false);
        below.push((item as { readonly [key: string]: Json })[key] as Json);
      }
    }
    level = below;
  }
  return { ok: true, value };
}

const refused = (why: string, large: boolean) => ({ ok: false, large, why }) as const;
