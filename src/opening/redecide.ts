import type { Analysis } from '../reading/analysis.ts';
import type { PlanInForce } from '../runtime/contract/host.ts';
import { seal } from './seal.ts';

/** The plan of an analysis without errors, sealed as if it were in force; undefined where it has some. */
export function sealed({ compiled, code }: Analysis): PlanInForce | undefined {
  return compiled === undefined ? undefined : seal(compiled.plan, code);
}
