import type { Model } from '../model.ts';
import type { Whole } from '../parts/whole.ts';
import { reportConstraints } from './constraints.ts';
import { reportContradictions } from './contradiction.ts';
import { understood } from './implication.ts';
import { reportInert } from './inert.ts';
import { reportUnusedLabels } from './labels.ts';
import { reportOverlaps } from './overlap.ts';
import { reportRecordDecisions } from './records.ts';
import { reportSecrets } from './secrets.ts';
import { reportUnbounded } from './unbounded.ts';

/**
 * Reports what blocks mean together: what can never matter, and what is left open. Asked only when
 * nothing else is wrong, so that one slip does not draw a second report.
 */
export function analyse(whole: Whole, model: Model): void {
  if (whole.findings.errors > 0) return;
  reportInert(whole, model);
  if (whole.findings.errors > 0) return;
  const rules = model.rules.map(understood);
  reportContradictions(whole, rules);
  reportOverlaps(whole, rules);
  reportConstraints(whole, model);
  reportUnbounded(whole, model);
  reportUnusedLabels(whole, model);
  reportSecrets(whole, model);
  reportRecordDecisions(whole, model);
}
