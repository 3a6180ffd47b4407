import type { ServiceIdentifier } from 'inversify';

declare const type: unique symbol;

/** A name that is also a type: what a point gives is known where it is asked for. */
export type Token<T> = symbol &
  ServiceIdentifier<T> & {
    /** Carries the type; never there at run time. */
    readonly [type]?: (value: T) => T;
  };

/** A token of whatever type. */
// biome-ignore lint/suspicious/noExplicitAny: tokens are invariant, so no other type admits them all
export type AnyToken = Token<any>;

/** The values that a list of tokens stands for, in order. */
export type Resolved<D extends readonly AnyToken[]> = {
  -readonly [K in keyof D]: D[K] extends Token<infer T> ? T : never;
};

/** A slot is filled by exactly one plugin, a facet by any number, a capability by the host. */
export type Shape = 'slot' | 'facet' | 'capability';

/** What a token says of itself. */
export interface Point {
  readonly shape: Shape;
  /** The word after `for` in a `use` block. */
  readonly word: string;
  readonly name: string;
}

/**
 * All of a point is in the symbol's own name, so that two copies of this module agree about it and
 * a third party's point needs no registration.
 */
function point<T>(shape: Shape, name: string, word: string): Token<T> {
  return Symbol.for(`vak/1/${shape}/${word}/${name}`) as Token<T>;
}

/** A point that exactly one plugin fills. */
export const slot = <T>(name: string, word: string): Token<T> => point<T>('slot', name, word);

/** A point that any number of plugins fill; their contributions merge in no particular order. */
export const facet = <T>(name: string, word: string): Token<T> => point<T>('facet', name, word);

/** Something the host supplies to plugins that ask for it; no plugin fills it. */
export const capability = <T>(name: string): Token<T> => point<T>('capability', name, name);

/** All contributions to a facet, as a dependency: `fill(Secrets, [every(SecretSource)], (sources) => …)`. */
export const every = <T>(of: Token<T>): Token<readonly T[]> =>
  Symbol.for(`${of.description}/every`) as Token<readonly T[]>;

/** What is known of a point; undefined for a symbol that is none. For `every(x)`, x is described. */
export function pointOf(token: symbol): (Point & { readonly every: boolean }) | undefined {
  const [vak, version, shape, word, name, whole] = token.description?.split('/') ?? [];
  if (vak !== 'vak' || version !== '1' || word === undefined || name === undefined)
    return undefined;
  if (shape !== 'slot' && shape !== 'facet' && shape !== 'capability') return undefined;
  return { shape, word, name, every: whole === 'every' };
}

/** The point behind a token: x for `every(x)`, itself otherwise. */
export const bare = (token: symbol): symbol =>
  Symbol.for((token.description ?? '').replace(/\/every$/, ''));
