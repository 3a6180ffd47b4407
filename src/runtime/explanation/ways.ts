import type { DecidingRoad } from '../call/road.ts';
import type { Call, Decision } from '../contract/call.ts';
import type { Session } from '../session/session.ts';
import { explain } from './explain.ts';
import { type ExplainedDecision, explainable } from './explanation.ts';
import { repair } from './repair.ts';

/** A decision that can say why, and what would have been permitted; nothing is searched before it is asked. */
export const waysOf = (
  road: DecidingRoad,
  session: Session,
  decision: Decision,
  call: Call | undefined,
): ExplainedDecision =>
  explainable(decision, {
    explain: () => explain(road, session, decision, call),
    repair: () => repair(road, session, decision, call),
  });
