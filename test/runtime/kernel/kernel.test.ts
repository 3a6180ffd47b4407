import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  Clock,
  definePlugin,
  every,
  facet,
  type Plugin,
  type PluginDefinition,
  slot,
  type VakError,
} from '../../../src/runtime/contract/index.ts';
import type { Installed, Origin } from '../../../src/runtime/kernel/installed.ts';
import { wire } from '../../../src/runtime/kernel/kernel.ts';

interface Box {
  readonly text: string;
}
const BoxA = slot<Box>('BoxA', 'boxes');
const BoxB = slot<Box>('BoxB', 'other');
const Note = facet<string>('Note', 'notes');

const base = { version: '1.0.0', api: 1, runs: 'process' } as const;
const filling = (name: string, more: Partial<PluginDefinition> = {}): Plugin =>
  definePlugin({
    ...base,
    name,
    provides: [BoxA],
    setup: ({ fill }) => fill(BoxA, [], () => ({ text: name })),
    ...more,
  });
const builtIn = (plugin: Plugin): Installed => ({ plugin, origin: { by: 'built-in' } });
const used = (plugin: Plugin, more: Partial<Origin & { by: 'use' }> = {}): Installed => ({
  plugin,
  origin: {
    by: 'use',
    at: 'a.vak:3:1',
    point: 'boxes',
    config: [],
    grant: [],
    foreign: false,
    ...more,
  },
});
const start = (...all: Installed[]) => wire(all, new Map(), []).then((wiring) => wiring.start());
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'started',
    (error: VakError) => error.message,
  );

describe('a slot', () => {
  test('is filled by a built-in', async () => {
    const kernel = await start(builtIn(filling('vak/box')));
    expect(kernel.slot(BoxA).text).toBe('vak/box');
  });

  test('passes from a built-in to the plugin that `use … for` names', async () => {
    const kernel = await start(builtIn(filling('vak/box')), used(filling('@acme/box')));
    expect(kernel.slot(BoxA).text).toBe('@acme/box');
    expect(kernel.plugins.map(({ plugin }) => plugin.name)).toEqual(['@acme/box']);
  });

  test('is not taken by a plugin that was merely installed', async () => {
    const host: Installed = { plugin: filling('@acme/box'), origin: { by: 'host' } };
    expect(await codeOf(start(builtIn(filling('vak/box')), host))).toMatch(
      /VAK5201.*`@acme\/box` \(load\(\)\) and `vak\/box` \(built-in\).*use "…" for boxes/,
    );
  });

  test('claimed twice stops the start and names both lines', async () => {
    const claims = start(
      used(filling('@acme/one')),
      used(filling('@acme/two'), { at: 'a.vak:9:1' }),
    );
    expect(await codeOf(claims)).toMatch(/VAK5201.*a\.vak:3:1.*a\.vak:9:1/);
  });

  test('that is required and unfilled stops the start', async () => {
    expect(await codeOf(wire([], new Map(), [Clock]))).toMatch(/VAK5210.*`Clock`.*the runtime/);
  });
});

describe('a facet', () => {
  const noting = (name: string): Plugin =>
    definePlugin({
      ...base,
      name,
      provides: [Note],
      setup: ({ add }) => add(Note, [], () => name),
    });

  test('gathers contributions by plugin name, in whatever order they are listed', async () => {
    const one = await start(builtIn(noting('b')), builtIn(noting('a')));
    const two = await start(builtIn(noting('a')), builtIn(noting('b')));
    expect(one.facet(Note)).toEqual(['a', 'b']);
    expect(two.facet(Note)).toEqual(['a', 'b']);
  });

  test('may be empty', async () => {
    expect((await start()).facet(Note)).toEqual([]);
  });

  test('is a dependency as a whole', async () => {
    const reading = filling('reader', {
      requires: [Note],
      setup: ({ fill }) => fill(BoxA, [every(Note)], (notes) => ({ text: notes.join() })),
    });
    const kernel = await start(builtIn(reading), builtIn(noting('b')), builtIn(noting('a')));
    expect(kernel.slot(BoxA).text).toBe('a,b');
  });
});

describe('a plugin that is not what it says', () => {
  test.each([
    ['provides more than it makes', { setup: () => undefined }, /VAK5203.*BoxA.*makes none/],
    ['makes what it does not provide', { provides: [] }, /VAK5203.*leaves out/],
    [
      'depends on what it does not require',
      { setup: ({ fill }) => fill(BoxA, [BoxB], (box) => box) },
      /VAK5203.*depends on `BoxB`/,
    ],
    ['is written for another contract', { api: 2 as 1 }, /VAK5207/],
    [
      'throws in setup',
      {
        setup: () => {
          throw new Error('no');
        },
      },
      /VAK5209.*no/,
    ],
  ] satisfies [string, Partial<PluginDefinition>, RegExp][])('%s', async (_, more, message) => {
    expect(await codeOf(start(builtIn(filling('x', more))))).toMatch(message);
  });

  test('is refused when it stands twice', async () => {
    expect(await codeOf(start(builtIn(filling('x')), used(filling('x'))))).toMatch(
      /VAK5201.*twice/,
    );
  });
});

describe('a circle of dependencies', () => {
  test('is named as a path', async () => {
    const a = filling('a', {
      requires: [BoxB],
      setup: ({ fill }) => fill(BoxA, [BoxB], (box) => box),
    });
    const b = filling('b', {
      provides: [BoxB],
      requires: [BoxA],
      setup: ({ fill }) => fill(BoxB, [BoxA], (box) => box),
    });
    expect(await codeOf(start(builtIn(a), builtIn(b)))).toMatch(/VAK5202.*`a`.*→.*`b`.*→.*`a`/);
  });
});

describe('config', () => {
  const configured = filling('c', {
    config: z.object({ size: z.number() }),
    setup: ({ config, fill }) =>
      fill(BoxA, [], () => ({ text: String((config as { size: number }).size) })),
  });
  const fact = (name: string, json: number | string) => ({ name, json, at: 'a.vak:3:20' });

  test('is validated and handed to setup', async () => {
    const kernel = await start(used(configured, { config: [fact('size', 3)] }));
    expect(kernel.slot(BoxA).text).toBe('3');
  });
  test('of a wrong type is refused at its place', async () => {
    const bad = start(used(configured, { config: [fact('size', 'big')] }));
    expect(await codeOf(bad)).toMatch(/VAK5205.*`size` \(a\.vak:3:20\)/);
  });
  test('with a key the schema drops is refused', async () => {
    const bad = start(used(configured, { config: [fact('size', 3), fact('sise', 3)] }));
    expect(await codeOf(bad)).toMatch(/VAK5205.*`sise`/);
  });
  test('given to a plugin that takes none is refused', async () => {
    expect(await codeOf(start(used(filling('x'), { config: [fact('a', 1)] })))).toMatch(/VAK5205/);
  });
});

describe('grants', () => {
  const needy = filling('@acme/n', { needs: { network: ['h:1', 'h:2'] } });
  const grant = (name: string, json: true | string[]) => ({ name, json, at: 'a.vak:3:9' });

  test('a package does not run with the rights of the host without `process: true`', async () => {
    expect(await codeOf(start(used(needy, { foreign: true })))).toMatch(/VAK5206.*process: true/);
  });
  test('what a package needs and is not granted is named', async () => {
    const given = [grant('process', true), grant('network', ['h:1'])];
    const started = start(used(needy, { foreign: true, grant: given }));
    expect(await codeOf(started)).toMatch(/VAK5206.*network `h:2`/);
  });
});

describe('start and stop', () => {
  const living = (name: string, log: string[], fails = false): Plugin =>
    definePlugin({
      ...base,
      name,
      provides: [name === 'low' ? BoxA : BoxB],
      requires: name === 'low' ? [] : [BoxA],
      setup: ({ fill }) => {
        const object = {
          text: name,
          start: async () => {
            log.push(`start ${name}`);
            if (fails) throw new Error('will not');
          },
          stop: async () => {
            log.push(`stop ${name}`);
            throw new Error('cannot');
          },
        };
        if (name === 'low') fill(BoxA, [], () => object);
        else fill(BoxB, [BoxA], () => object);
      },
    });

  test('run along the dependencies, and back', async () => {
    const log: string[] = [];
    const kernel = await start(builtIn(living('high', log)), builtIn(living('low', log)));
    expect(await kernel.stop()).toEqual(['high', 'low']);
    expect(log).toEqual(['start low', 'start high', 'stop high', 'stop low']);
  });

  test('a failed start stops what was started', async () => {
    const log: string[] = [];
    const kernel = start(builtIn(living('high', log, true)), builtIn(living('low', log)));
    expect(await codeOf(kernel)).toMatch(/VAK5208.*`high`.*will not/);
    expect(log).toEqual(['start low', 'start high', 'stop low']);
  });
});

describe('a wiring', () => {
  test('is set up once, and each start of it has objects of its own', async () => {
    const log: string[] = [];
    const box = filling('vak/box', {
      setup: ({ fill }) => {
        log.push('setup');
        fill(BoxA, [], () => ({ text: `made ${log.push('made')}` }));
      },
    });
    const wiring = await wire([builtIn(box)], new Map(), []);
    const around = new Map([[BoxA, (made: unknown) => ({ text: `${(made as Box).text}, held` })]]);
    const [one, other] = [await wiring.start(), await wiring.start(around)];
    expect([one.slot(BoxA).text, other.slot(BoxA).text]).toEqual(['made 2', 'made 3, held']);
    expect(log).toEqual(['setup', 'made', 'made']);
  });

  test('has one maker for a slot, whatever a plugin says', async () => {
    const twice = filling('vak/box', {
      setup: ({ fill }) => {
        fill(BoxA, [], () => ({ text: 'a' }));
        fill(BoxA, [], () => ({ text: 'b' }));
      },
    });
    expect(await codeOf(start(builtIn(twice)))).toMatch(/VAK5203.*`BoxA` twice/);
  });
});

describe('hooks', () => {
  test('run first, unnamed, last, and behind those they name', async () => {
    const hooked = (name: string, order: object): Plugin =>
      definePlugin({
        ...base,
        name,
        provides: [],
        setup: ({ on }) => on('recorded', order, () => undefined),
      });
    const kernel = await start(
      ...[
        hooked('a', { after: ['c'] }),
        hooked('b', {}),
        hooked('c', {}),
        hooked('d', { order: 'first' }),
        hooked('e', { order: 'last' }),
      ].map(builtIn),
    );
    expect(kernel.hooks('recorded').map(({ plugin }) => plugin)).toEqual(['d', 'b', 'c', 'a', 'e']);
  });
});
