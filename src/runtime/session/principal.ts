import type { Json } from '../../dsl/values/value.ts';
import { requireSessionOptions } from './options.ts';
import type { ContextSource, SessionOptions } from './session.ts';

/** On whose behalf an agent acts, with what the host knows of them. */
export interface Principal {
  readonly id: string;
  /** Fields of the file's `context`; a field of the session's own context stands before them. */
  readonly attributes?: { readonly [name: string]: Json };
}

/** How a session is opened, with the principal by name and its attributes laid below the context. */
export interface OpenOptions extends SessionOptions {
  readonly principal?: string;
}

/**
 * A principal's attributes become context, so that rules, entries and explanations see them alike.
 * @throws VakError VAK6202 for an option that does not fit
 */
export function identified(options: SessionOptions): OpenOptions {
  requireSessionOptions(options);
  const { principal, context, ...rest } = options;
  const more = context === undefined ? {} : { context };
  if (principal === undefined) return { ...rest, ...more };
  if (typeof principal === 'string') return { ...rest, ...more, principal };
  const { id, attributes } = principal;
  if (attributes === undefined) return { ...rest, ...more, principal: id };
  const source: ContextSource =
    typeof context === 'function'
      ? async () => laidBelow(await context(), attributes)
      : laidBelow(context ?? {}, attributes);
  return { ...rest, principal: id, context: source };
}

/** A context that is no record is left as it is: it is refused when it is read. */
function laidBelow(context: Json, attributes: { readonly [name: string]: Json }): Json {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return context;
  return { ...attributes, ...context };
}
