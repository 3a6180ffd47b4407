import { definePlugin, StageKind } from '../../runtime/contract/index.ts';

/**
 * `vak/prm`: stages of kind `prm`. The gate that a stage names is asked when the stage comes, and once a
 * call; the stage itself objects to nothing.
 */
export default definePlugin({
  name: 'vak/prm',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [StageKind],
  setup({ add }) {
    add(StageKind, [], () => ({
      kind: 'prm',
      pure: true,
      prepare: () => ({ judge: () => ({ verdict: 'valid', objections: [] }) }),
    }));
  },
});
