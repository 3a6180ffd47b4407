import type { Capability } from '../../runtime/contract/index.ts';
import { fieldsOf, notGranted, requireText } from './arguments.ts';

/** Variables that the log's key and the token of those who read it come from; no policy can grant them. */
const own = /^VAK_AUDIT_/i;

/** `host.env({ name })`: the value of a variable that a sandbox's `env` names; null where it has none. */
export const environment: Capability = {
  name: 'environment',
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
          if (!names.has(name) || own.test(name))
            throw notGranted(`the variable \`${name}\` is not granted`);
          return Object.hasOwn(process.env, name) ? (process.env[name] ?? null) : null;
        },
      ],
    ]);
  },
};
