import type { StandardSchema } from '../../../runtime/contract/index.ts';

/** The facts of `use "vak/cedar" for policy { … }`: files, relative to the one that declares it. */
export interface CedarConfig {
  /** Cedar policies, in Cedar's own syntax. */
  readonly policies: string;
  /** The schema that policies and requests must fit. */
  readonly schema: string;
  /** Entities as Cedar's JSON: groups, attributes and who belongs where. */
  readonly entities?: string;
}

/** The keys whose values are files; all that such an engine decides by is in them. */
const fileKeys = ['policies', 'schema', 'entities'] as const;

/** Requires `policies` and `schema`; every value is the name of a file. */
export const cedarConfig: StandardSchema<CedarConfig> = {
  '~standard': {
    version: 1,
    vendor: 'vak',
    validate(value) {
      const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
        Record<string, unknown>
      >;
      const issues = [
        ...Object.keys(given)
          .filter((key) => !(fileKeys as readonly string[]).includes(key))
          .map((key) => ({ path: [key], message: 'there is no such key' })),
        ...fileKeys
          .filter((key) => (key === 'entities' ? given[key] !== undefined : true))
          .filter((key) => typeof given[key] !== 'string' || given[key] === '')
          .map((key) => ({ path: [key], message: `\`${key}\` must name a file` })),
      ];
      if (issues.length > 0) return { issues };
      return { value: given as unknown as CedarConfig };
    },
  },
};
