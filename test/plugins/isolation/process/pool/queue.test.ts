import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairQueue } from '../../../../../src/plugins/isolation/process/pool/queue.ts';

const drain = (queue: FairQueue<string>): readonly string[] => {
  const out: string[] = [];
  for (let one = queue.next(); one !== undefined; one = queue.next()) out.push(one);
  return out;
};

const waiting = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });

test('gives everybody out once, each tenant’s in the order they came', () => {
  fc.assert(
    fc.property(waiting, (tenants) => {
      const queue = new FairQueue<string>();
      const items = tenants.map((tenant, i) => `${tenant}${i}`);
      items.forEach((item, i) => {
        queue.add(tenants[i] as string, item);
      });
      expect(queue.size).toBe(items.length);
      const out = drain(queue);
      expect([...out].sort()).toEqual([...items].sort());
      for (const tenant of ['a', 'b', 'c', 'd']) {
        const own = (all: readonly string[]) => all.filter((item) => item.startsWith(tenant));
        expect(own(out)).toEqual(own(items));
      }
    }),
  );
});

test('lets no tenant have two turns while another waits for its first', () => {
  fc.assert(
    fc.property(waiting, (tenants) => {
      const queue = new FairQueue<string>();
      for (const tenant of tenants) queue.add(tenant, `${tenant}${queue.size}`);
      const different = new Set(tenants).size;
      const first = drain(queue).slice(0, different);
      expect(new Set(first.map((item) => item[0])).size).toBe(different);
    }),
  );
});

test('tells who comes before a further one: of each other tenant no more than it would have turns', () => {
  fc.assert(
    fc.property(waiting, fc.constantFrom('a', 'e'), (tenants, tenant) => {
      const queue = new FairQueue<string>();
      for (const one of tenants) queue.add(one, one);
      const ahead = queue.ahead(tenant);
      queue.add(tenant, 'further');
      expect(drain(queue).indexOf('further')).toBeLessThanOrEqual(ahead);
      if (tenant === 'e') expect(ahead).toBe(new Set(tenants).size);
    }),
  );
});

test('forgets who left', () => {
  const queue = new FairQueue<string>();
  queue.add('a', 'x');
  queue.add('b', 'y');
  expect(queue.remove('a', 'x')).toBe(true);
  expect(queue.remove('a', 'x')).toBe(false);
  expect(drain(queue)).toEqual(['y']);
  expect(queue.size).toBe(0);
});
