import { definePlugin, Scrubber, Secrets } from '../../../runtime/contract/index.ts';
import { SecretScrubber } from './secret-scrubber.ts';

/** `vak/scrubber`: blanks known secret values, however they are encoded. */
export default definePlugin({
  name: 'vak/scrubber',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Scrubber],
  requires: [Secrets],
  setup({ add }) {
    add(Scrubber, [Secrets], (secrets) => new SecretScrubber(secrets));
  },
});
