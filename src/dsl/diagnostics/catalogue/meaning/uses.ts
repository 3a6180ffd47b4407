import { entry } from '../../catalogue.ts';

/** What a file asks of plugins; codes that the kernel gives as well have their page here. */
export const uses = {
  unknownPoint: entry<{ readonly point: string }>({
    code: 'VAK5221',
    severity: 'error',
    title: 'a point that does not exist',
    message: ({ point }) => `there is no point \`${point}\` that a plugin could fill`,
    page: {
      bad: 'use "./limiter.ts" for limts',
      why: 'After `for` stands a slot (`policy limits approvals sandbox secrets audit clock`) or a facet (`opinions scrubbers channels vaults sources trace`).',
      good: 'use "./limiter.ts" for limits',
    },
  }),
  slotUsedTwice: entry<{ readonly point: string; readonly first: string }>({
    code: 'VAK5201',
    severity: 'error',
    title: 'two plugins for one slot',
    message: ({ point, first }) => `\`${point}\` is filled already, at ${first}`,
    page: {
      bad: 'use "./limiter.ts" for limits\nuse "./other-limiter.ts" for limits',
      why: 'A slot has exactly one provider, a plugin is there once, and a tool is offered by one source. Which of two should win is never guessed from an order. A built-in yields only to `use … for` its slot. Facets such as `trace` and `channels` take any number.',
      good: 'use "./limiter.ts" for limits',
    },
  }),
  displacedByImport: entry<{ readonly point: string }>({
    code: 'VAK5223',
    severity: 'error',
    title: 'an import that would replace a part of vak',
    message: ({ point }) => `only the entry file may say who fills \`${point}\``,
    page: {
      bad: 'import "./limits.vak" as other taking plugins',
      why: 'A built-in yields to a `use … for` in the entry file only, never to an import: who reads the entry file sees every part that was replaced.',
      good: 'import "./limits.vak" as other\nuse "./limiter.ts" for limits',
    },
  }),
  notProvided: entry<{ readonly plugin: string; readonly point: string }>({
    code: 'VAK5204',
    severity: 'error',
    title: 'a plugin that does not fill this point',
    message: ({ plugin, point }) => `\`${plugin}\` does not provide \`${point}\``,
    page: {
      bad: 'use "./known-limiter.ts" for trace',
      why: 'A plugin’s manifest names the points it fills, and `for` names one of them.',
      good: 'use "./known-limiter.ts" for limits { folder: "./counts" }',
    },
  }),
  misfit: entry<{ readonly key: string; readonly plugin: string; readonly wanted: string }>({
    code: 'VAK5205',
    severity: 'error',
    title: 'a config value that does not fit',
    message: ({ key, plugin, wanted }) => `\`${key}\` of \`${plugin}\` is to be ${wanted}`,
    page: {
      bad: 'use "./known-limiter.ts" for limits { folder: 5 }',
      why: 'A plugin’s manifest says which keys its config has and what their values may be. It is read when the file is checked, and the plugin is not run for it; the plugin’s own schema has the last word when it starts.',
      good: 'use "./known-limiter.ts" for limits { folder: "./counts" }',
    },
  }),
  configMissing: entry<{ readonly plugin: string; readonly keys: readonly string[] }>({
    code: 'VAK5226',
    severity: 'error',
    title: 'a config key that a plugin cannot do without',
    message: ({ plugin, keys }) =>
      `\`${plugin}\` needs ${keys.map((each) => `\`${each}\``).join(', ')}`,
    page: {
      bad: 'use "./known-limiter.ts" for limits',
      why: 'A plugin’s manifest says which keys of its config must be given.',
      good: 'use "./known-limiter.ts" for limits { folder: "./counts" }',
    },
  }),
};
