import type { StandardSchema } from '../../runtime/contract/index.ts';

/** What a `use "vak/sandbox" for sandbox { … }` block may set. */
export interface SandboxConfig {
  /** Calls that may run at once, each in a child process of its own; 4 unless set. */
  readonly children?: number;
  /** Children kept ready while nothing runs; 2 unless set, and never more than `children`. */
  readonly ready?: number;
  /** `quickjs` runs tools that name no tier in an interpreter, for hosts without the native engine. */
  readonly engine?: 'isolate' | 'quickjs';
  /** `apart`: a child serves one tenant in its life; `shared` unless set. */
  readonly tenants?: 'shared' | 'apart';
  /** Calls of one tool of one tenant that may run or wait at once; 1,000 unless set. */
  readonly perTool?: number;
  /** Calls of one tenant that may run or wait at once; 2,000 unless set. */
  readonly perTenant?: number;
}

const counts: Readonly<Record<string, number>> = {
  children: 64,
  ready: 64,
  perTool: 1_000_000,
  perTenant: 1_000_000,
};
const words: Readonly<Record<string, readonly string[]>> = {
  engine: ['isolate', 'quickjs'],
  tenants: ['shared', 'apart'],
};
const keys: readonly string[] = [...Object.keys(counts), ...Object.keys(words)];

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
  if (!keys.includes(key)) return `there is no \`${key}\`; there are ${keys.join(', ')}`;
  const choice = words[key];
  if (choice !== undefined) {
    return choice.includes(set as string) ? undefined : `\`${key}\` is ${choice.join(' or ')}`;
  }
  const most = counts[key] ?? 1;
  const fits = typeof set === 'number' && Number.isInteger(set) && set >= 1 && set <= most;
  return fits ? undefined : `\`${key}\` is a whole number from 1 to ${most}`;
}
