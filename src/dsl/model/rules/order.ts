import type { OrderPlan } from '../../plan/plan.ts';
import type { ConstraintClause } from '../../syntax/ast.ts';
import { condition } from '../expressions/elaborate.ts';
import type { RootView, Scope } from '../expressions/scope.ts';
import type { Tool } from '../model.ts';
import type { Module } from '../modules/module.ts';
import { amountOf } from '../parts/facts.ts';
import { toolsOf } from '../parts/selection.ts';
import type { Whole } from '../parts/whole.ts';
import { recordOf, single } from '../types/type.ts';

type Temporal = Extract<ConstraintClause, { kind: 'temporal' }>;

/** A clause about the order of calls, with the tools whose calls it may object to. */
export interface Ordered {
  readonly tools: readonly Tool[];
  readonly plan: OrderPlan;
}

/** A clause about the order of calls: its tools resolved, and what it matches by typed. */
export function orderOf(
  whole: Whole,
  module: Module,
  node: Temporal,
  agents: Parameters<typeof toolsOf>[3],
): Ordered {
  const first = toolsOf(whole, module, node.first, agents);
  const second = toolsOf(whole, module, node.second, agents);
  const isBefore = node.form === 'before always';
  const [earlier, later] = isBefore ? [second, first] : [first, second];
  const matching =
    node.matching === undefined
      ? undefined
      : condition(node.matching, matchingScope(whole, module, earlier, later));
  const within =
    node.within === undefined
      ? undefined
      : amountOf(node.within as Parameters<typeof amountOf>[0], 'duration');
  const names = (tools: readonly Tool[]): readonly string[] => tools.map(({ name }) => name).sort();
  return {
    tools: node.form === 'after eventually' ? earlier : later,
    plan: {
      form: node.form,
      earlier: names(earlier),
      later: names(later),
      ...(within === undefined ? {} : { withinMs: within }),
      ...(matching === undefined ? {} : { matching }),
      at: module.source.at(node.span),
    },
  };
}

/** What `matching` may read: arguments of both calls, and what came of the earlier one. */
function matchingScope(
  whole: Whole,
  module: Module,
  earlier: readonly Tool[],
  later: readonly Tool[],
): Scope {
  const record = (fields: (tool: Tool) => Parameters<typeof recordOf>[0], of: readonly Tool[]) =>
    of.map((tool) => ({ of: tool.name, type: recordOf(fields(tool)) }));
  const roots = new Map<string, RootView>([
    [
      'earlier',
      {
        root: 'earlier',
        views: record(
          ({ args, result }) => [
            ['args', args],
            ['result', result ?? single('json')],
          ],
          earlier,
        ),
      },
    ],
    ['later', { root: 'later', views: record(({ args }) => [['args', args]], later) }],
  ]);
  return { module, findings: whole.findings, roots, guards: new Set() };
}
