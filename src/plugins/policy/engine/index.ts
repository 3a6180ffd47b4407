import { definePlugin, PlanInForce, PolicyEngine } from '../../../runtime/contract/index.ts';
import { policyEngine } from './engine.ts';

/** The policy engine that vak brings: the rules of the plan, in three truth values. */
export default definePlugin({
  name: 'vak/policy',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [PolicyEngine],
  requires: [PlanInForce],
  setup(api) {
    api.fill(PolicyEngine, [PlanInForce], (inForce) => policyEngine(inForce.plan));
  },
});
