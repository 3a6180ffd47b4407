import {
  definePlugin,
  InjectionDetector,
  type StandardSchema,
} from '../../../runtime/contract/index.ts';
import { type DetectorConfig, PromptInjectionDetector } from './detector.ts';

/** Checks the facts of the block: `threshold`, a number above 0 and below 1. */
const config: StandardSchema<DetectorConfig> = {
  '~standard': {
    version: 1,
    vendor: 'vak',
    validate: (value) => {
      const issues = Object.entries(value as Readonly<Record<string, unknown>>).flatMap(
        ([key, set]) => {
          if (key !== 'threshold') {
            return [{ message: `there is no \`${key}\`; there is threshold`, path: [key] }];
          }
          const number = Number(set);
          if (number > 0 && number < 1) return [];
          return [{ message: '`threshold` is a decimal above 0 and below 1', path: [key] }];
        },
      );
      if (issues.length > 0) return { issues };
      const { threshold } = value as { readonly threshold?: unknown };
      return { value: threshold === undefined ? {} : { threshold: Number(threshold) } };
    },
  },
};

/** `vak/injection`: marks text that steers the model, in messages and in results that nobody vouches for. */
export default definePlugin({
  name: 'vak/injection',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [InjectionDetector],
  config,
  setup({ config, add }) {
    add(InjectionDetector, [], () => new PromptInjectionDetector(config));
  },
});
