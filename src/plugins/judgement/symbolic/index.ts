import { definePlugin, PlanInForce, StageKind } from '../../../runtime/contract/index.ts';
import { needed, ordered } from './checks.ts';

/** Stages of kind `symbolic`: facts that must be known, and constraints asked in order. */
export default definePlugin({
  name: 'vak/symbolic',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [StageKind],
  requires: [PlanInForce],
  setup(api) {
    api.add(StageKind, [PlanInForce], ({ plan }) => ({
      kind: 'symbolic',
      pure: true,
      prepare(stage) {
        const checks = [needed(stage.needs), ordered(plan, stage.orders)];
        return {
          judge(call) {
            for (const check of checks) {
              const finding = check(call);
              if (finding !== undefined) return finding;
            }
            return { verdict: 'valid' };
          },
        };
      },
    }));
  },
});
