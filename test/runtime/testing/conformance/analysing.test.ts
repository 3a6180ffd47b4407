import constraints from '../../../../src/plugins/policy/constraints/index.ts';
import { ConstraintAnalyst, definePlugin } from '../../../../src/runtime/contract/index.ts';
import { describeConstraintAnalyst } from '../../../../src/runtime/testing/conformance/judgement/constraint-analyst.ts';
import { describePlugin } from '../../../../src/runtime/testing/describe-plugin.ts';

const silent = definePlugin({
  name: 'test/silent',
  version: '1.0.0',
  api: 1,
  runs: 'process',
  provides: [ConstraintAnalyst],
  setup: ({ add }) =>
    add(ConstraintAnalyst, [], () => ({
      analyse: async () => ({ findings: [], shown: [], undecided: [] }),
    })),
});

describePlugin(silent);
describeConstraintAnalyst(constraints);
