import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ProcessSandbox } from '../../../src/plugins/isolation/index.ts';
import {
  Capability,
  every,
  HostSide,
  Sandbox,
  Scrubber,
} from '../../../src/runtime/contract/index.ts';
import { isolatedPlugin } from '../../../src/runtime/kernel/isolated/isolated-plugin.ts';
import { given } from '../../../src/runtime/testing/conformance/harness.ts';
import { describePlugin } from '../../../src/runtime/testing/describe-plugin.ts';
import { bundleTool } from '../../../src/tool/bundler.ts';
import { folder } from '../../cli/vak.ts';

// What a package's own tests do: the bundle, over a real sandbox.
const home = folder();
const door = join(import.meta.dirname, '../../../src/isolate/index.ts');
writeFileSync(
  join(home, 'night.ts'),
  `import { definePlugin, OpinionSource, serve } from ${JSON.stringify(door)};
export default serve(definePlugin({
  name: 'night', version: '1.0.0', api: 1, runs: 'isolate', provides: [OpinionSource],
  setup({ add }) {
    add(OpinionSource, [], () => ({
      name: 'night',
      object: ({ tool }) =>
        tool.effect === 'irreversible' ? [{ by: 'night', verdict: 'forbid', because: 'It is late.' }] : [],
    }));
  },
}));
`,
);
const { text } = await bundleTool(join(home, 'night.ts'));
const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
const sandbox = new ProcessSandbox({ least: 1, most: 2 });
beforeAll(() => sandbox.start(), 30_000);
afterAll(() => sandbox.stop());

const host: HostSide = {
  tools: {},
  approve: undefined,
  authorize: undefined,
  state: home,
  base: home,
  audit: undefined,
};

describePlugin(
  isolatedPlugin({
    name: 'night',
    version: '1.0.0',
    api: 1,
    provides: ['opinions'],
    code: { file: 'night.js', text, digest },
    grants: {},
    root: home,
  }),
  {
    provided: () => [
      given(Sandbox, { check: (code) => sandbox.check(code), run: (job) => sandbox.run(job) }),
      given(every(Capability), []),
      given(every(Scrubber), []),
      given(HostSide, { ...host, deadlines: { opinionMs: 20_000 } }),
    ],
  },
);
