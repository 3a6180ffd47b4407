import type { DutyPlan } from '../../../dsl/plan/plan.ts';
import type { Decision, Opinion, Requirement, StageRecord } from '../../contract/call.ts';
import { type RefusalCode, refusalCodes } from '../../contract/errors.ts';

/**
 * One grants, the others object. Any forbid wins; without a grant the call is forbidden; otherwise
 * the required approvals form a set and each must be met. The order of opinions cannot matter.
 * @param needsPermit false for events, which may pass when nobody objects
 */
export function combine(
  opinions: readonly Opinion[],
  needsPermit: boolean,
  stages: readonly StageRecord[] = [],
): Decision {
  const decision = combined(opinions, needsPermit);
  return stages.length === 0 ? decision : { ...decision, stages };
}

function combined(opinions: readonly Opinion[], needsPermit: boolean): Decision {
  const duties = dutiesOf(opinions);
  const forbid = foremost(opinions, forbidding);
  if (forbid !== undefined) {
    return {
      verdict: 'forbid',
      code: forbid.code ?? codeOf(forbid),
      because: reasonOf(forbid),
      opinions,
      requirements: none,
      duties,
    };
  }
  const grant = foremost(opinions, granting);
  if (needsPermit && grant === undefined) return unpermitted(opinions, duties);
  const asking = foremost(opinions, approving);
  const speaking = asking ?? grant;
  return {
    verdict: asking === undefined ? 'permit' : 'approval',
    because: speaking === undefined ? 'nobody objects' : reasonOf(speaking),
    opinions,
    requirements: asking === undefined ? none : requirementsOf(opinions),
    duties,
  };
}

const none: readonly never[] = Object.freeze([]);

function dutiesOf(opinions: readonly Opinion[]): readonly DutyPlan[] {
  let duties: DutyPlan[] | undefined;
  for (const opinion of opinions) {
    if (opinion.duties !== undefined) duties = [...(duties ?? none), ...opinion.duties];
  }
  return duties ?? none;
}

/** The first by weight of those that are meant. */
function foremost(
  opinions: readonly Opinion[],
  isMeant: (opinion: Opinion) => boolean,
): Opinion | undefined {
  let first: Opinion | undefined;
  for (const opinion of opinions) {
    if (!isMeant(opinion)) continue;
    if (first === undefined || byWeight(opinion, first) < 0) first = opinion;
  }
  return first;
}

const absent: Opinion = Object.freeze<Opinion>({
  by: 'default',
  verdict: 'forbid',
  code: refusalCodes.noRule,
  because: 'no rule permits this call',
});

function unpermitted(opinions: readonly Opinion[], duties: readonly DutyPlan[]): Decision {
  return {
    verdict: 'forbid',
    code: refusalCodes.noRule,
    because: 'no rule permits this call',
    opinions: opinions.length === 0 ? [absent] : [...opinions, absent],
    requirements: none,
    duties,
  };
}

/** The author's words, or the plainest there are. */
export const reasonOf = (opinion: Opinion): string => opinion.because ?? wordsFor(opinion);

const verb = { permit: 'permitted', approval: 'needs approval', forbid: 'forbidden' } as const;

function wordsFor(opinion: Opinion): string {
  const by = opinion.by === 'policy' ? 'rule' : opinion.by;
  return opinion.rule === undefined
    ? `${verb[opinion.verdict]} by ${by}`
    : `${verb[opinion.verdict]} by ${by} \`${opinion.rule}\``;
}

/** The same group asked twice is asked once, for the larger number and the shorter time. */
function requirementsOf(opinions: readonly Opinion[]): readonly Requirement[] {
  const set = new Map<string, Requirement>();
  for (const { verdict, from } of opinions) {
    if (verdict !== 'approval' || from === undefined) continue;
    const known = set.get(from.approvers);
    set.set(from.approvers, {
      approvers: from.approvers,
      count: Math.max(from.count, known?.count ?? 1),
      withinMs: Math.min(from.withinMs, known?.withinMs ?? Number.POSITIVE_INFINITY),
    });
  }
  return [...set.values()].sort((a, b) => compare(a.approvers, b.approvers));
}

/** An approval that names nobody to ask can never be met. */
const forbidding = ({ verdict, from }: Opinion): boolean =>
  verdict === 'forbid' || (verdict === 'approval' && from === undefined);

const granting = ({ verdict }: Opinion): boolean => verdict === 'permit';
const approving = ({ verdict }: Opinion): boolean => verdict === 'approval';

const weights = ['policy', 'default', 'limit', 'constraint', 'gate', 'pipeline', 'label'];

function byWeight(a: Opinion, b: Opinion): number {
  const weight = (opinion: Opinion): number => {
    // Where a look-up failed, every rule about it is unknown; the look-up is what to tell.
    if (opinion.code === refusalCodes.lookupFailed) return -1;
    const index = weights.indexOf(opinion.by);
    return index === -1 ? weights.length : index;
  };
  return weight(a) - weight(b) || compareTexts(a, b);
}

const texts = ['rule', 'at', 'by', 'because', 'code', 'detail'] as const;

/** No two opinions that say something else are equal here, so that no order of asking shows. */
function compareTexts(a: Opinion, b: Opinion): number {
  for (const name of texts) {
    const order = compare(a[name] ?? '', b[name] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function codeOf(opinion: Opinion): RefusalCode {
  if (opinion.by === 'limit') return refusalCodes.limit;
  if (opinion.by === 'constraint') return refusalCodes.constraint;
  return refusalCodes.forbiddenByRule;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
