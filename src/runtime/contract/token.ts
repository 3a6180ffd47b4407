import type { ServiceIdentifier } from 'inversify';

declare const type: unique symbol;

/** A name that is also a type: what a point gives is known where it is asked for. */
export type Token<T> = symbol & ServiceIdentifier<T> & { readonly [type]?: (value: T) => T };

/** A token of whatever type. */
// biome-ignore lint/suspicious/noExplicitAny: tokens are invariant, so no other type admits them all
export type AnyToken = Token<any>;

/** The values that a list of tokens stands for, in order. */
export type Resolved<D extends readonly AnyToken[]> = {
  -readonly [K in keyof D]: D[K] extends Token<infer T> ? T : never;
};

/** How many may fill a point: a slot exactly one, a facet any number. */
export type Shape = 'slot' | 'facet' | 'capability';

interface PointInfo {
  readonly shape: Shape;
  /** The word after `for` in a `use` block. */
  readonly word: string;
  readonly name: string;
}

const points = new Map<symbol, PointInfo>();

function point<T>(shape: Shape, name: string, word: string): Token<T> {
  const token = Symbol.for(`vak/1/${name}`) as Token<T>;
  points.set(token, { shape, word, name });
  return token;
}

/** A point that exactly one plugin fills. */
export const slot = <T>(name: string, word: string): Token<T> => point<T>('slot', name, word);

/** A point that any number of plugins fill; their contributions merge in no particular order. */
export const facet = <T>(name: string, word: string): Token<T> => point<T>('facet', name, word);

const wholes = new Map<symbol, symbol>();

/** All contributions to a facet, as a dependency: `fill(Secrets, [every(SecretSource)], (sources) => …)`. */
export function every<T>(of: Token<T>): Token<readonly T[]> {
  const whole = Symbol.for(`${String(of.description)}/every`) as Token<readonly T[]>;
  wholes.set(whole, of);
  return whole;
}

/** The facet that `every` was asked about; undefined for any other token. */
export const facetOf = (token: symbol): symbol | undefined => wholes.get(token);

/** Something the host supplies to plugins that ask for it; no plugin fills it. */
export const capability = <T>(name: string): Token<T> => point<T>('capability', name, name);

/** What is known of a point; undefined for a symbol that is none. */
export const pointInfo = (token: symbol): PointInfo | undefined => points.get(token);
