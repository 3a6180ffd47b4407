import type { ConstraintReport } from '../contract/host.ts';
import type { ConstraintAnalyst } from '../contract/policy.ts';

/** What all who enforce constraints say of them, as one. Rejects where one of them throws. */
export async function reported(
  analysts: readonly ConstraintAnalyst[],
  signal: AbortSignal,
): Promise<ConstraintReport> {
  const reports = await Promise.all(analysts.map((each) => each.analyse(signal)));
  return {
    findings: reports.flatMap(({ findings }) => findings),
    shown: reports.flatMap(({ shown }) => shown),
    undecided: reports.flatMap(({ undecided }) => undecided),
  };
}
