import { definePlugin, Scorer } from '../../../runtime/contract/index.ts';
import { StepScorer } from './step-scorer.ts';

/** `vak/steps`: scores a step by what the session has seen, without a model. */
export default definePlugin({
  name: 'vak/steps',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Scorer],
  setup({ add }) {
    add(Scorer, [], () => new StepScorer());
  },
});
