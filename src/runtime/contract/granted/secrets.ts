import type { Json } from '../../../dsl/values/value.ts';
import { facet, slot } from '../token.ts';

/** The name of a secret, which is all that rules, models, entries and configs ever hold. */
export interface SecretRef {
  readonly $secret: string;
}

/**
 * Opens secrets for those they are meant for. Values are never printed, thrown, logged or put into
 * results; a failed opening names the secret, not the value.
 */
export interface Secrets {
  /** The value, for a tool the secret's `for` names; throws a coded error otherwise. */
  open(name: string, tool: string): Promise<string>;
  /** Shows every value that is known now to a scrubber; `visit` must keep no copy beyond its needs. */
  reveal(visit: (name: string, value: string) => void): void;
}
/** The slot `secrets`. */
export const Secrets = slot<Secrets>('Secrets', 'secrets');

/** Where values come from: `env("X")` asks the source named `env` with `["X"]`. */
export interface SecretSource {
  readonly name: string;
  /** Throws when there is no such value. */
  read(args: readonly Json[]): Promise<string>;
}
/** The facet `vaults`. */
export const SecretSource = facet<SecretSource>('SecretSource', 'vaults');
