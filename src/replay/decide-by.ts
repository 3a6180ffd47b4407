import { constraintVoice } from '../plugins/policy/constraints/constraints.ts';
import { policyEngine } from '../plugins/policy/engine/engine.ts';
import { Limiter } from '../plugins/policy/limits/limiter.ts';
import type { DecideBy } from '../runtime/evidence/replay/redecider.ts';

/**
 * The built-ins that decide by a plan alone, for replaying a log and for trying a plan on it. No code that
 * a log names is ever loaded.
 */
export const decideBy: DecideBy = ({ plan }) => ({
  policy: policyEngine(plan),
  voices: [constraintVoice(plan)],
  limiter: new Limiter(),
});
