import symbolic from '../../../../src/plugins/judgement/symbolic/index.ts';
import {
  Compensator,
  definePlugin,
  HostSide,
  PlanInForce,
  Proposer,
  StageKind,
} from '../../../../src/runtime/contract/index.ts';
import { given } from '../../../../src/runtime/testing/conformance/harness.ts';
import { describeCompensator } from '../../../../src/runtime/testing/conformance/judgement/compensator.ts';
import { describeStageKind } from '../../../../src/runtime/testing/conformance/judgement/stage-kind.ts';
import { describePlugin } from '../../../../src/runtime/testing/describe-plugin.ts';

const order = definePlugin({
  name: 'test/orders',
  version: '1.0.0',
  api: 1,
  runs: 'process',
  provides: [Proposer, Compensator, StageKind],
  setup({ add }) {
    add(Proposer, [], () => ({
      name: 'orders',
      propose: ({ done, critiques }) =>
        done.length > 0 ? (critiques.at(-1)?.nearest ?? null) : { tool: 'orders.place', args: {} },
    }));
    add(Compensator, [], () => ({
      tool: 'orders.place',
      undo: ({ call, value }) =>
        value === undefined ? null : { tool: 'orders.cancel', args: { of: call } },
    }));
    add(StageKind, [], () => ({
      kind: 'quiet',
      pure: true,
      prepare: () => ({
        judge: ({ tool }) =>
          tool.effect === 'irreversible'
            ? { verdict: 'violated', because: 'Not at night.', evidence: { tool: tool.name } }
            : { verdict: 'valid' },
        review: (_, result) => ({ verdict: result === null ? 'undecided' : 'valid' }),
      }),
    }));
  },
});

describePlugin(order);
describeCompensator(order, {
  done: [
    { action: { tool: 'orders.place', args: {} }, call: 'c-1', value: 'o-1' },
    { action: { tool: 'orders.place', args: {} }, call: 'c-2' },
  ],
});

const plan = { file: 'test.vak', constraints: [], approvers: [], uses: [], agents: [], tools: [] };
describeStageKind(symbolic, {
  facts: { rules: 'vak/safety' },
  provided: () => [
    given(PlanInForce, { plan, digest: '', code: new Map() } as never),
    given(HostSide, { base: '.' } as never),
  ],
});
