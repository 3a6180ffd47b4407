import type { Plugin } from '../../runtime/contract/plugin.ts';

/** A plugin that is here but idle until a file names it; nobody else pays for it. */
export interface Available {
  readonly name: string;
  /** Facts of its `use` that name files. What they hold is part of the plan's digest. */
  readonly files: readonly string[];
  readonly load: () => Promise<Plugin>;
}

/** What `use "…" for` finds by name without a package of its own. */
export const available: readonly Available[] = [
  {
    name: 'vak/steps',
    files: [],
    load: async () => (await import('../judgement/steps/index.ts')).default,
  },
  {
    name: 'vak/judge',
    files: ['calibration', 'recorded'],
    load: async () => (await import('../judgement/judge/index.ts')).default,
  },
  {
    name: 'vak/cedar',
    files: ['policies', 'schema', 'entities'],
    load: async () => (await import('../policy/cedar/index.ts')).default,
  },
  {
    name: 'vak/z3',
    files: [],
    load: async () => (await import('../policy/z3/index.ts')).default,
  },
];
