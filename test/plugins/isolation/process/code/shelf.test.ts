import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shelfCaps } from '../../../../../src/plugins/isolation/limits.ts';
import { Shelf } from '../../../../../src/plugins/isolation/process/code/shelf.ts';
import type { Code } from '../../../../../src/plugins/isolation/wire/messages.ts';
import { code } from '../../job.ts';

const given = (file: string, text: string) => ({ name: 'm', file, text, digest: 'sha256:m' });

test('a child always holds, in the slot that a request names, the very code it asks for', () => {
  const sizes = [1, 1000, shelfCaps.units / 3, shelfCaps.units + 1];
  const asked = fc.record({
    n: fc.nat(90),
    size: fc.constantFrom(...sizes),
    js: fc.boolean(),
    modules: fc.constantFrom(
      undefined,
      [given('a.ts', 'a')],
      [given('a.ts', 'a')],
      [given('a.js', 'a')],
      [given('a.ts', 'b'), given('b.ts', 'a')],
    ),
    kept: fc.constantFrom(undefined, Buffer.alloc(1000), Buffer.alloc(shelfCaps.units / 3)),
  });
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 200 }), (all) => {
      const shelf = new Shelf();
      const held = new Map<number, Code>();
      for (const { n, size, js, kept, modules } of all) {
        // A digest is what a loader says; here it is the same for codes of different size.
        const text = `${n}${'x'.repeat(size)}`;
        const own = { ...code(text, js ? 'a.js' : 'a.ts'), digest: `sha256:${n}` };
        const one = modules === undefined ? own : { ...own, modules };
        const slot = shelf.slotOf(one, kept, (told) => {
          if (told.text === '') held.delete(told.slot);
          else held.set(told.slot, told);
        });
        expect(held.get(slot)).toMatchObject({ typed: !js, expression: false });
        expect(held.get(slot)?.cached === kept).toBe(true);
        expect(held.get(slot)?.text === text).toBe(true);
        const told = (modules ?? []).map(({ name, file, text }) => {
          return { name, typed: file.endsWith('.ts'), text };
        });
        expect(held.get(slot)?.modules).toEqual(told);
        const units = [...held.values()].reduce(
          (sum, { text, cached, modules }) =>
            sum + text.length + (cached?.length ?? 0) + modules.length,
          0,
        );
        expect(held.size <= shelfCaps.codes && (units <= shelfCaps.units || held.size === 1)).toBe(
          true,
        );
      }
    }),
    { numRuns: 40 },
  );
});
