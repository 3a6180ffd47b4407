import { expect } from 'vitest';
import { Scrubber } from '../../../contract/execution.ts';
import { Secrets } from '../../../contract/granted/secrets.ts';
import type { Plugin } from '../../../contract/plugin.ts';
import { type SuiteOptions, suite } from '../../suite.ts';
import { given } from '../harness.ts';

const values: readonly (readonly [string, string])[] = [
  ['stripe_key', 'sk_live_51HxQ/+"z"'],
  ['db_password', 'p\u00e4ss wort&=%41'],
];

/**
 * Declares the tests that every scrubber of secrets must pass. The suite provides `Secrets` that know
 * two values. A scrubber that looks for something else skips the cases about them, with its reason.
 */
export function describeScrubber(plugin: Plugin, options: SuiteOptions = {}): void {
  const secrets: Secrets = {
    open: async () => '',
    reveal: (visit) => {
      for (const [name, value] of values) visit(name, value);
    },
  };
  const provided = () => [given(Secrets, secrets), ...(options.provided?.() ?? [])];

  suite(
    'Scrubber',
    plugin,
    { ...options, provided },
    {
      'leaves innocent text as it is': (wired) => {
        const text = 'a list of orders, 50 EUR each: sk_live, secret, 100 %\n\\n{"a":"\\u00e9"}';
        expect(wired.get(Scrubber).scrub(text)).toEqual({ text, found: [] });
        expect(wired.get(Scrubber).scrub('')).toEqual({ text: '', found: [] });
      },
      'replaces a value by its name and reports the name': (wired) => {
        for (const [name, value] of values) {
          const { text, found } = wired.get(Scrubber).scrub(`before ${value} after`);
          expect(text).not.toContain(value);
          expect(text).toMatch(/^before .* after$/);
          expect(text).toContain(name);
          expect(found).toEqual([name]);
        }
      },
      'finds every value in one text, however often it stands there': (wired) => {
        const [[, first], [, second]] = values as [[string, string], [string, string]];
        const { text, found } = wired.get(Scrubber).scrub(`${first}${second}${first}\n${second}`);
        expect(text).not.toContain(first);
        expect(text).not.toContain(second);
        expect([...found].sort()).toEqual(['db_password', 'stripe_key']);
      },
      'finds values in the encodings that results come in': (wired) => {
        for (const [name, value] of values) {
          for (const encode of encodings) {
            const { text, found } = wired.get(Scrubber).scrub(`x=${encode(value)};`);
            expect(found, encode(value)).toEqual([name]);
            expect(text).not.toContain(encode(value));
          }
        }
      },
      'finds nothing more in what it has cleaned': (wired) => {
        const scrubber = wired.get(Scrubber);
        for (const encode of encodings) {
          const { text } = scrubber.scrub(values.map(([, value]) => encode(value)).join(' and '));
          expect(scrubber.scrub(text)).toEqual({ text, found: [] });
        }
      },
      'answers in reasonable time on text made to be slow': (wired) => {
        const [, value] = values[0] as [string, string];
        const text = value.slice(0, -1).repeat(40_000);
        expect(wired.get(Scrubber).scrub(text)).toEqual({ text, found: [] });
      },
    },
  );
}

const encodings: readonly ((value: string) => string)[] = [
  (value) => JSON.stringify(value),
  (value) => encodeURIComponent(value),
  (value) => encodeURIComponent(value).replace(/%../g, (escaped) => escaped.toLowerCase()),
  (value) => new URLSearchParams({ q: value }).toString(),
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(`.${value}.`).toString('base64url'),
  (value) => Buffer.from(`..${value}...`).toString('base64'),
  (value) => Buffer.from(value).toString('hex'),
  (value) => Buffer.from(value).toString('hex').toUpperCase(),
];
