import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  definePlugin,
  HostSide,
  type Json,
  type Plugin,
  SecretSource,
} from '../../../runtime/contract/index.ts';

/**
 * `vak/vaults`: the sources `env("NAME")`, a variable of the process, and `file("path")`, a file in
 * UTF-8 relative to the entry file's folder, without the line end that editors put after it.
 */
export default definePlugin({
  name: 'vak/vaults',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [SecretSource],
  requires: [HostSide],
  setup({ add }) {
    add(SecretSource, [], () => ({
      name: 'env',
      read: async (args) => present(process.env[only(args)]),
    }));
    add(SecretSource, [HostSide], ({ base }) => ({
      name: 'file',
      read: async (args) => withoutLineEnd(await readFile(resolve(base, only(args)), 'utf8')),
    }));
  },
});

/**
 * Makes the source `memory("name")` of values that the embedder holds. The values are not kept where
 * inspecting, printing or cloning the plugin would show them.
 *
 * @example
 * const vak = await load('refunds.vak', { plugins: [memorySecrets({ stripe: process.env.STRIPE_KEY })] });
 */
export function memorySecrets(values: Readonly<Record<string, string | undefined>>): Plugin {
  const held = new Map(Object.entries(values));
  return definePlugin({
    name: 'vak/memory-secrets',
    version: '0.1.0',
    api: 1,
    runs: 'process',
    provides: [SecretSource],
    setup({ add }) {
      add(SecretSource, [], () => ({
        name: 'memory',
        read: async (args) => present(held.get(only(args))),
      }));
    },
  });
}

function only(args: readonly Json[]): string {
  const [name, ...rest] = args;
  if (typeof name !== 'string' || name === '' || rest.length > 0) {
    throw new Error('a source of secrets takes one name, as a string');
  }
  return name;
}

function present(value: string | undefined): string {
  if (value === undefined) throw new Error('there is no such value');
  return value;
}

const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, '');
