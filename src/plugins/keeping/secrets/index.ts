import {
  definePlugin,
  every,
  PlanInForce,
  SecretSource,
  Secrets,
} from '../../../runtime/contract/index.ts';
import { Keeper } from './keeper.ts';

/** `vak/secrets`: opens the secrets of the plan for the tools they name. */
export default definePlugin({
  name: 'vak/secrets',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Secrets],
  requires: [PlanInForce, SecretSource],
  setup({ fill }) {
    fill(
      Secrets,
      [PlanInForce, every(SecretSource)],
      ({ plan }, sources) => new Keeper(plan.secrets, sources),
    );
  },
});
