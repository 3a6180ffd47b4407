import type { Json } from '../../dsl/values/value.ts';
import type { Plugin } from '../contract/plugin.ts';

/** A fact of a `use` block, with its place. */
export interface UseFact {
  readonly name: string;
  readonly json: Json;
  readonly at: string;
}

/** How a plugin came to be here. */
export type Origin =
  | { readonly by: 'built-in' }
  /** Given to `load({ plugins })` and not named by the file. */
  | { readonly by: 'host' }
  | {
      readonly by: 'use';
      readonly at: string;
      /** The word after `for`. */
      readonly point: string | null;
      readonly config: readonly UseFact[];
      readonly grant: readonly UseFact[];
      /** True for a package, which needs grants; false for a relative path or the host's own plugin. */
      readonly foreign: boolean;
    };

/** A plugin and where it came from. */
export interface Installed {
  readonly plugin: Plugin;
  readonly origin: Origin;
}

/** `vak/limits (built-in)`, `@acme/x (refunds.vak:3:1)`: how messages name a plugin. */
export function naming({ plugin, origin }: Installed): string {
  const place = origin.by === 'use' ? origin.at : origin.by === 'host' ? 'load()' : 'built-in';
  return `\`${plugin.name}\` (${place})`;
}
