import { type Json, readScalar, type StandardSchema } from '../../../runtime/contract/index.ts';
import type { Budget } from './model/purse.ts';

/** The facts as they are written. */
export type GivenConfig = Readonly<Record<string, Json>>;

/** What the facts of `use "vak/judge" for scorers { … }` mean. */
export interface JudgeConfig {
  /** Names of models that the host gives to `load`; all are asked. */
  readonly models: readonly string[];
  /** Asked where the others disagree. */
  readonly strong: string | undefined;
  readonly samples: number;
  readonly rubric: string | undefined;
  readonly budgets: readonly Budget[];
  readonly maxTokens: number;
  /** The root of a server of process rewards, its model and its words. */
  readonly server:
    | {
        readonly url: string;
        readonly model: string;
        readonly tag?: string;
        readonly task?: string;
      }
    | undefined;
  /** Files, as written. */
  readonly recorded: string | undefined;
  readonly calibration: string | undefined;
  /** How long after it was made a calibration counts. */
  readonly maxAgeMs: number | undefined;
  readonly cache: number;
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
const address: Check = [
  'an address of http or https without a password',
  (value) => {
    const url = typeof value === 'string' ? URL.parse(value) : null;
    return url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === '';
  },
];

const msIn = (value: Json | undefined): number | undefined => {
  const read = readScalar(value, 'duration');
  return typeof read === 'object' && 'ms' in read ? Number(read.ms) : undefined;
};

/** Every key, and what it takes. */
const keys: Readonly<Record<string, Check>> = {
  model: names,
  strong: text,
  samples: count,
  rubric: text,
  tokens_per_day: count,
  tokens_per_tenant: count,
  tokens_per_session: count,
  micros_per_day: count,
  micros_per_tenant: count,
  micros_per_session: count,
  max_tokens: count,
  server: address,
  server_model: text,
  server_tag: text,
  server_task: text,
  recorded: text,
  calibration: text,
  max_age: ['a duration above 0, such as `90d`', (value) => (msIn(value) ?? 0) > 0],
  cache: ['a whole number', (value) => Number.isSafeInteger(value) && Number(value) >= 0],
};

/** What each bound on the use of models is called. */
const bounds = (['tokens', 'micros'] as const).flatMap((unit) => [
  { key: `${unit}_per_day`, unit, per: 'model' as const },
  { key: `${unit}_per_tenant`, unit, per: 'tenant' as const },
  { key: `${unit}_per_session`, unit, per: 'session' as const },
]);

const namesIn = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Refuses keys it does not know, values that do not fit, and a judge that asks nobody. */
export const judgeConfig: StandardSchema<GivenConfig> = {
  '~standard': {
    version: 1,
    vendor: 'vak',
    validate(value) {
      const given = (typeof value === 'object' && value !== null ? value : {}) as GivenConfig;
      const issues = Object.entries(given).flatMap(([key, each]) => {
        const check = Object.hasOwn(keys, key) ? keys[key] : undefined;
        if (check === undefined) return [{ path: [key], message: 'there is no such key' }];
        return check[1](each) ? [] : [{ path: [key], message: `\`${key}\` takes ${check[0]}` }];
      });
      if (given.model === undefined && given.server === undefined && given.recorded === undefined) {
        const message = 'it asks nobody: give it a `model`, a `server` or `recorded` scores';
        issues.push({ path: ['model'], message });
      }
      if ((given.server === undefined) !== (given.server_model === undefined)) {
        issues.push({ path: ['server'], message: '`server` and `server_model` go together' });
      }
      if (given.max_age !== undefined && given.calibration === undefined) {
        issues.push({ path: ['max_age'], message: '`max_age` is that of a `calibration`' });
      }
      return issues.length > 0 ? { issues } : { value: given };
    },
  },
};

/** What a config that fits means, with what it leaves out. */
export function configOf(given: GivenConfig): JudgeConfig {
  const text = (key: string): string | undefined => {
    const value = given[key];
    return value === undefined ? undefined : String(value);
  };
  const [url, model, tag, task] = ['server', 'server_model', 'server_tag', 'server_task'].map(text);
  return {
    models: namesIn(given.model) as readonly string[],
    strong: text('strong'),
    samples: Number(given.samples ?? 3),
    maxTokens: Number(given.max_tokens ?? 512),
    rubric: text('rubric'),
    budgets: bounds.flatMap(({ key, per, unit }) => {
      const max = given[key];
      return max === undefined ? [] : [{ per, unit, max: BigInt(Number(max)) }];
    }),
    server:
      url === undefined || model === undefined
        ? undefined
        : {
            url,
            model,
            ...(tag === undefined ? {} : { tag }),
            ...(task === undefined ? {} : { task }),
          },
    recorded: text('recorded'),
    calibration: text('calibration'),
    maxAgeMs: msIn(given.max_age),
    cache: Number(given.cache ?? 256),
  };
}
