import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { Agent, Model, Reach, Tool } from '../model.ts';
import type { Whole } from '../parts/whole.ts';

/** Who is reached at a tool by some kind of block. */
type Coverage = Map<Tool, Set<Agent> | 'every agent'>;

/**
 * Reports tools that change things without limit or approval: those that a rule permits to an agent and
 * that no limit counts and no approval rule asks about.
 */
export function reportUnbounded(whole: Whole, model: Model): void {
  const permits = model.rules.filter((rule) => rule.verdict === 'permit');
  const permitted = coverage(permits);
  const approvals = model.rules.filter((rule) => rule.verdict === 'approval');
  const bounded = coverage([...approvals, ...model.limits]);
  for (const tool of whole.tools.values()) {
    if (tool.effect !== 'write' && tool.effect !== 'irreversible') continue;
    const agent = whole.activeAgents.find(
      (each) =>
        each.tools.has(tool) && covers(permitted, tool, each) && !covers(bounded, tool, each),
    );
    if (agent === undefined) continue;
    const params = { tool: tool.name, agent: agent.name };
    whole.findings.add(meaning.unbounded, tool.module.source, tool.effectSpan, params);
  }
}

function coverage(reaches: readonly Reach[]): Coverage {
  const found: Coverage = new Map();
  for (const { agents, tools } of reaches) {
    for (const tool of tools) {
      const before = found.get(tool);
      if (before === 'every agent') continue;
      if (agents === undefined) found.set(tool, 'every agent');
      else if (before === undefined) found.set(tool, new Set(agents));
      else for (const agent of agents) before.add(agent);
    }
  }
  return found;
}

function covers(by: Coverage, tool: Tool, agent: Agent): boolean {
  const agents = by.get(tool);
  return agents === 'every agent' || agents?.has(agent) === true;
}
