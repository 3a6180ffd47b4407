import type { Json, StandardSchema } from '../../../runtime/contract/index.ts';

/** The facts as they are written. */
export type GivenConfig = Readonly<Record<string, Json>>;

/** What the facts of `use "vak/judge" for scorers { … }` mean. */
export interface JudgeConfig {
  /** Names of models that the host gives to `load`; all are asked. */
  readonly models: readonly string[];
  readonly samples: number;
  readonly rubric?: string;
  readonly tokensPerDay?: bigint;
  readonly microsPerDay?: bigint;
  readonly maxTokens: number;
}

type Check = readonly [wanted: string, fits: (value: Json) => boolean];
const text: Check = ['a text', (value) => typeof value === 'string' && value !== ''];
const count: Check = [
  'a whole number above 0',
  (value) => Number.isSafeInteger(value) && Number(value) > 0,
];
const names: Check = [
  'a name or a list of names',
  (value) => namesIn(value).length > 0 && namesIn(value).every((each) => text[1](each)),
];

/** Every key, and what it takes. */
const keys: Readonly<Record<string, Check>> = {
  model: names,
  samples: count,
  rubric: text,
  tokens_per_day: count,
  micros_per_day: count,
  max_tokens: count,
};

const namesIn = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Refuses keys it does not know and values that do not fit. */
export const judgeConfig: StandardSchema<GivenConfig> = {
  '~standard': {
    version: 1,
    vendor: 'vak',
    validate(value) {
      const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
        Record<string, Json>
      >;
      const issues = Object.entries(given).flatMap(([key, each]) => {
        const check = Object.hasOwn(keys, key) ? keys[key] : undefined;
        if (check === undefined) return [{ path: [key], message: 'there is no such key' }];
        return check[1](each) ? [] : [{ path: [key], message: `\`${key}\` takes ${check[0]}` }];
      });
      if (given.model === undefined) {
        issues.push({ path: ['model'], message: '`model` names a model that the host gives' });
      }
      return issues.length > 0 ? { issues } : { value: given };
    },
  },
};

/** What a config that fits means, with what it leaves out. */
export function configOf(given: GivenConfig): JudgeConfig {
  const { tokens_per_day: tokens, micros_per_day: micros } = given;
  return {
    models: namesIn(given.model) as readonly string[],
    samples: Number(given.samples ?? 3),
    maxTokens: Number(given.max_tokens ?? 512),
    ...(given.rubric === undefined ? {} : { rubric: String(given.rubric) }),
    ...(tokens === undefined ? {} : { tokensPerDay: BigInt(Number(tokens)) }),
    ...(micros === undefined ? {} : { microsPerDay: BigInt(Number(micros)) }),
  };
}
