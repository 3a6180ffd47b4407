import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { VerdictClause, Who as WhoNode } from '../../syntax/ast.ts';
import type { Objection, Who } from '../model.ts';
import type { Module } from '../modules/module.ts';
import type { Whole } from './whole.ts';

/** What tightens when nothing else is said. */
const forbid: Objection = { verdict: 'forbid' };

/** Who is asked; the approvers of an import come along with its own objections. */
export function whoOf(whole: Whole, module: Module, who: WhoNode | undefined): Who | undefined {
  if (who === undefined) return undefined;
  const named = whole.symbols.find(module, 'approvers', who.approvers);
  if (!Number.isInteger(who.count) || who.count < 1) {
    whole.findings.add(meaning.nobodyAsked, module.source, who.span, {});
    return undefined;
  }
  return named === undefined ? undefined : { count: who.count, approvers: named.name };
}

/** The objection that a clause states, `forbid` where there is none. */
export function objectionOf(
  whole: Whole,
  module: Module,
  clause: VerdictClause | undefined,
): Objection {
  if (clause?.verdict !== 'approval') return forbid;
  const from = whoOf(whole, module, clause.from);
  return from === undefined ? forbid : { verdict: 'approval', from };
}
