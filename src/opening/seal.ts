import { createHash } from 'node:crypto';
import { canonicalJson, meaning } from '../dsl/plan/canonical.ts';
import type { Plan } from '../dsl/plan/plan.ts';
import type { Analysis } from '../reading/analysis.ts';
import type { PlanInForce } from '../runtime/contract/host.ts';
import { engine } from '../version.ts';

/** What plans without foreign plugins were sealed to; a digest over a whole plan is work. */
const seals = new WeakMap<Plan, PlanInForce>();

/**
 * The plan with the digests of its code and plugins, and the digest over all of that. The same plan with
 * the same code is sealed once.
 */
export function seal(
  plan: Plan,
  code: Analysis['code'],
  plugins: ReadonlyMap<string, string> = new Map(),
): PlanInForce {
  const known = seals.get(plan);
  if (known !== undefined && known.code === code && plugins.size === 0) return known;
  const sealed: Plan = {
    ...plan,
    engine,
    tools: plan.tools.map((tool) => {
      const digest = code.get(tool.name)?.digest;
      return digest === undefined ? tool : { ...tool, code: digest };
    }),
    uses: plan.uses.map((use) => {
      const digest = plugins.get(use.package);
      return digest === undefined ? use : { ...use, digest };
    }),
  };
  const bytes = canonicalJson(meaning(sealed));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const force: PlanInForce = { plan: sealed, digest, code };
  if (plugins.size === 0) seals.set(plan, force);
  return force;
}
