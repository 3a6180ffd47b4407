import z3 from '../../../../src/plugins/policy/z3/index.ts';
import { ConstraintSolver, definePlugin } from '../../../../src/runtime/contract/index.ts';
import { describePlugin } from '../../../../src/runtime/testing/describe-plugin.ts';

const humble = definePlugin({
  name: 'test/humble',
  version: '1.0.0',
  api: 1,
  runs: 'process',
  provides: [ConstraintSolver],
  setup: ({ add }) =>
    add(ConstraintSolver, [], () => ({
      name: 'humble',
      decide: async () => ({ state: 'undecided', because: 'it knows nothing' }),
    })),
});

describePlugin(humble);
describePlugin(z3, { config: { deadline: '60s' } });
