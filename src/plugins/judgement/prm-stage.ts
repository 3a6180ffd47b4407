import { definePlugin, StageKind } from '../../runtime/contract/index.ts';

/**
 * `vak/prm`: stages of kind `prm`. A gate is asked of every call once, wherever a stage names it; the stage
 * says where it belongs in the order of the work and objects to nothing itself.
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
