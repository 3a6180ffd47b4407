import { describe, test } from 'vitest';
import type { Json } from '../../dsl/values/value.ts';
import type { Plugin } from '../contract/plugin.ts';
import { type Provided, type Wired, wire } from './conformance/harness.ts';

/** How a conformance suite sets a plugin up, and which cases it leaves out. */
export interface SuiteOptions {
  /** The facts of the `use` block, as JSON. */
  readonly config?: Readonly<Record<string, Json>>;
  /** What the plugin requires, made afresh for each case. */
  readonly provided?: () => readonly Provided[];
  /** Cases left out, each with its reason; a name that is no case is an error. */
  readonly skip?: Readonly<Record<string, string>>;
}

/** Cases by name; each gets the plugin newly wired and started. */
export type Cases = Readonly<Record<string, (wired: Wired) => void | Promise<void>>>;

/**
 * Declares one test per case, each on a plugin of its own that is started before and stopped after,
 * whether the case fails or not.
 * @throws Error when `skip` names a case that does not exist.
 */
export function suite(point: string, plugin: Plugin, options: SuiteOptions, cases: Cases): void {
  const { config, provided = () => [], skip = {} } = options;
  const stray = Object.keys(skip).find((name) => !Object.hasOwn(cases, name));
  if (stray !== undefined) throw new Error(`there is no case \`${stray}\` of ${point} to skip`);

  describe(`${plugin.name} as ${point}`, () => {
    for (const [name, body] of Object.entries(cases)) {
      const reason = Object.hasOwn(skip, name) ? skip[name] : undefined;
      if (reason !== undefined) {
        test.skip(`${name} (left out: ${reason})`);
        continue;
      }
      test(name, async () => {
        const wired = await wire(plugin, provided(), config === undefined ? {} : { config });
        await wired.start();
        try {
          await body(wired);
        } finally {
          await wired.stop();
        }
      });
    }
    test('can be stopped twice, and without having started', async () => {
      const wired = await wire(plugin, provided(), config === undefined ? {} : { config });
      await wired.stop();
      await wired.stop();
    });
  });
}
