import { Capability, definePlugin } from '../../runtime/contract/index.ts';
import { fieldsOf, notGranted, requireText } from './arguments.ts';

/** `vak/environment`: `host.env({ name })`, the variables that a sandbox's `env` names. */
export default definePlugin({
  name: 'vak/environment',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Capability],
  setup({ add }) {
    add(Capability, [], () => ({
      name: 'vak/environment',
      offers: ['env'],
      grant: ({ grants }) => {
        const names = new Set(grants.env);
        if (names.size === 0) return new Map();
        return new Map([
          [
            'env',
            async ({ args, note }) => {
              const name = requireText(fieldsOf(args, ['name']), 'name');
              note(name);
              if (!names.has(name)) throw notGranted(`the variable \`${name}\` is not granted`);
              return process.env[name] ?? null;
            },
          ],
        ]);
      },
    }));
  },
});
