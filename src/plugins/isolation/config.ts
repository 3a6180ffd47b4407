import type { StandardSchema } from '../../runtime/contract/index.ts';

/** What a `use "vak/sandbox" for sandbox { … }` block may set. */
export interface SandboxConfig {
  /** Calls that may run at once, each in a child process of its own; 4 unless set. */
  readonly children?: number;
  /** Children kept ready while nothing runs; 2 unless set, and never more than `children`. */
  readonly ready?: number;
}

const most = 64;
const keys: readonly string[] = ['children', 'ready'];

/** Checks the facts of the block; every problem names its key. */
export const config: StandardSchema<SandboxConfig> = {
  '~standard': {
    version: 1,
    vendor: 'vak',
    validate: (value) => {
      const given = Object.entries(value as Readonly<Record<string, unknown>>);
      const issues = given.flatMap(([key, set]) => {
        const message = problem(key, set);
        return message === undefined ? [] : [{ message, path: [key] }];
      });
      return issues.length > 0 ? { issues } : { value: value as SandboxConfig };
    },
  },
};

function problem(key: string, set: unknown): string | undefined {
  if (!keys.includes(key)) return `there is no \`${key}\`; there are ${keys.join(' and ')}`;
  const fits = typeof set === 'number' && Number.isInteger(set) && set >= 1 && set <= most;
  return fits ? undefined : `\`${key}\` is a whole number from 1 to ${most}`;
}
