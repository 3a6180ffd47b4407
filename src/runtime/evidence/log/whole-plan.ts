import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Plan } from '../../../dsl/plan/plan.ts';
import type { Json } from '../../../dsl/values/value.ts';

/** A plan with its places, as it is kept beside the log: its text and the digest of that. */
export interface WholePlan {
  readonly digest: string;
  readonly text: string;
}

const wholes = new WeakMap<Plan, WholePlan>();

/** The plan as canonical JSON, places and docs included. Made once for each plan. */
export function wholePlan(plan: Plan): WholePlan {
  const known = wholes.get(plan);
  if (known !== undefined) return known;
  const text = canonicalJson(JSON.parse(JSON.stringify(plan)) as Json);
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  wholes.set(plan, { digest, text });
  return { digest, text };
}
