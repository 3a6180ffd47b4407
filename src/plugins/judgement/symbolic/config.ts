import type { Json, StandardSchema } from '../../../runtime/contract/index.ts';
import { ruleFiles } from './rules/sources.ts';

/** The facts of `use "vak/symbolic" for opinions { … }`. */
export interface SymbolicConfig {
  /** Files of rules, and `"vak/safety"`. Without it nothing is asked of every call. */
  readonly rules?: Json;
}

/** Takes `rules`: a file or a list of files. */
export const symbolicConfig: StandardSchema<SymbolicConfig> = {
  '~standard': {
    version: 1,
    vendor: 'vak',
    validate(value) {
      const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
        Record<string, Json>
      >;
      const issues = Object.keys(given)
        .filter((key) => key !== 'rules')
        .map((key) => ({ path: [key], message: 'there is no such key' }));
      const { rules } = given;
      if (rules === undefined) return issues.length > 0 ? { issues } : { value: {} };
      const named = ruleFiles(rules).length;
      if (named === 0 || named !== (Array.isArray(rules) ? rules.length : 1)) {
        issues.push({ path: ['rules'], message: '`rules` names a file, or a list of files' });
      }
      return issues.length > 0 ? { issues } : { value: { rules } };
    },
  },
};
