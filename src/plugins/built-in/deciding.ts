import type { Plugin } from '../../runtime/contract/plugin.ts';
import prmStage from '../judgement/prm-stage.ts';
import symbolic from '../judgement/symbolic/index.ts';
import approvals from '../policy/approvals/index.ts';
import constraints from '../policy/constraints/index.ts';
import policy from '../policy/engine/index.ts';
import limits from '../policy/limits/index.ts';

/** What decides of all that is here from the start, and nothing that runs, asks, opens or writes. */
export const deciding: readonly Plugin[] = [
  policy,
  limits,
  constraints,
  symbolic,
  prmStage,
  approvals,
];
