import { inspect } from 'node:util';
import { expect } from 'vitest';
import type { SecretPlan } from '../../../../dsl/plan/plan.ts';
import { SecretSource, Secrets } from '../../../contract/granted/secrets.ts';
import { PlanInForce } from '../../../contract/host.ts';
import type { Plugin } from '../../../contract/plugin.ts';
import { every } from '../../../contract/token.ts';
import { type SuiteOptions, suite } from '../../suite.ts';
import { given } from '../harness.ts';

const value = 'sk_live_51-conformance/"\u00e9"';
const secret = (name: string, key: string): SecretPlan => ({
  name,
  from: { name: 'test', json: [key] },
  for: ['payments.refund'],
  to: [],
  as: null,
  at: 'test.vak:1:1',
});

/**
 * Declares the tests that every keeper of secrets must pass. The suite provides a plan with the
 * secrets `stripe_key` and `absent_key`, for `payments.refund`, and a source `test` that knows the first.
 */
export function describeSecrets(plugin: Plugin, options: SuiteOptions = {}): void {
  const stored = new Map<string, string>();
  const source: SecretSource = {
    name: 'test',
    read: async ([key]) => {
      const found = stored.get(String(key));
      if (found === undefined) throw new Error(`nothing but ${value} here`);
      return found;
    },
  };
  const plan = { secrets: [secret('stripe_key', 'k'), secret('absent_key', 'none')] };
  const provided = () => {
    stored.clear();
    stored.set('k', value);
    return [
      given(PlanInForce, { plan, digest: 'sha256:0', code: new Map() } as never),
      given(every(SecretSource), [source]),
      ...(options.provided?.() ?? []),
    ];
  };

  suite(
    'Secrets',
    plugin,
    { ...options, provided },
    {
      'opens a secret for a tool that it is meant for': async (wired) => {
        expect(await wired.get(Secrets).open('stripe_key', 'payments.refund')).toBe(value);
      },
      'opens it for no other tool, and names no value when it refuses': async (wired) => {
        const refused = await failure(wired.get(Secrets).open('stripe_key', 'orders.read'));
        expect(refused).toMatchObject({ code: 'VAK7007' });
        expect(inspect(refused, { depth: 9, showHidden: true })).not.toContain('sk_live');
        expect(inspect(refused)).toContain('stripe_key');
      },
      'refuses a secret that the file does not declare': async (wired) => {
        const refused = await failure(wired.get(Secrets).open('other', 'payments.refund'));
        expect(refused).toMatchObject({ code: 'VAK7007' });
      },
      'names the secret and keeps to itself what a failing source said': async (wired) => {
        const failed = await failure(wired.get(Secrets).open('absent_key', 'payments.refund'));
        expect(failed).toMatchObject({ code: 'VAK6106' });
        expect(inspect(failed)).toContain('absent_key');
        expect(inspect(failed, { depth: 9, showHidden: true })).not.toContain('sk_live');
      },
      'takes up a value that was rotated, and still knows the former one': async (wired) => {
        const secrets = wired.get(Secrets);
        await secrets.open('stripe_key', 'payments.refund');
        stored.set('k', 'a-newer-value');
        expect(await secrets.open('stripe_key', 'payments.refund')).toBe('a-newer-value');
        const known: string[] = [];
        secrets.reveal((name, each) => void known.push(`${name}=${each}`));
        expect(known).toContain(`stripe_key=${value}`);
        expect(known).toContain('stripe_key=a-newer-value');
      },
      'knows for blanking what nobody has opened yet': async (wired) => {
        const known: string[] = [];
        wired.get(Secrets).reveal((name, each) => void known.push(`${name}=${each}`));
        expect(known).toContain(`stripe_key=${value}`);
      },
      'shows no value when inspected, printed, listed or cloned': async (wired) => {
        const secrets = wired.get(Secrets);
        await secrets.open('stripe_key', 'payments.refund');
        const seen = [
          inspect(secrets, { depth: 9, showHidden: true, getters: true }),
          JSON.stringify(secrets),
          String(secrets),
          inspect(Object.entries(secrets)),
          inspect(cloned(secrets), { depth: 9 }),
        ];
        for (const text of seen) expect(text).not.toContain('sk_live');
      },
    },
  );
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (cause) {
    return cause;
  }
  throw new Error('it was opened');
}

/** A structured clone, or nothing where the object cannot be cloned at all. */
function cloned(object: object): unknown {
  try {
    return structuredClone(object);
  } catch {
    return undefined;
  }
}
