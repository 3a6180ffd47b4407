import { definePlugin, OpinionSource, PlanInForce } from '../../../runtime/contract/index.ts';
import { constraintVoice } from './constraints.ts';

/** What must hold for every call of a tool, whatever the rules permit. */
export default definePlugin({
  name: 'vak/constraints',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [OpinionSource],
  requires: [PlanInForce],
  setup(api) {
    api.add(OpinionSource, [PlanInForce], (inForce) => constraintVoice(inForce.plan));
  },
});
