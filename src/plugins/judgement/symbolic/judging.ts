import type {
  ApproversPlan,
  Call,
  Objection,
  Plan,
  StageFinding,
} from '../../../runtime/contract/index.ts';
import { refusalCodes } from '../../../runtime/contract/index.ts';
import type { Derived, Rulebook } from './rules/rulebook.ts';

/** How much one call may make rules derive. */
const limits = { facts: 100_000, ms: 200 };
/** A derivation told to the host has at most so many characters. */
const longestDetail = 4_096;

/** What rules object to a call, with the derivation of each objection. */
export function judgeByRules(
  book: Rulebook,
  plan: Pick<Plan, 'approvers'>,
  call: Call,
  by: string,
): StageFinding {
  const ruling = book.ask(call, limits);
  if (ruling.state === 'undecided') {
    return { verdict: 'undecided', because: `rules could not decide: ${ruling.why}` };
  }
  const { derived } = ruling;
  if (derived.length === 0) return { verdict: 'valid' };
  return {
    verdict: 'violated',
    because: derived.map(({ because }) => because).join(' '),
    objections: derived.map((each) => objectionOf(each, book, plan.approvers, by)),
    evidence: derived.map(({ rule, verdict, tree }) => ({ rule, verdict, why: book.json(tree) })),
  };
}

/** One that asks nobody there is forbids: what cannot be met is never passed over. */
function objectionOf(
  { verdict, rule, because, approvers, at, tree }: Derived,
  book: Rulebook,
  groups: readonly ApproversPlan[],
  by: string,
): Objection {
  const group = groups.find(({ name }) => name === approvers);
  const base = { by, rule, at, because, code: refusalCodes.stageObjects };
  const detail = book.draw(tree).join('\n').slice(0, longestDetail);
  if (verdict === 'forbid' || group === undefined) return { ...base, verdict: 'forbid', detail };
  const from = { approvers: group.name, count: 1, withinMs: group.withinMs };
  return { ...base, verdict: 'approval', from, detail };
}
