import type { Agent, Model, Rule, Tool } from '../../../dsl/model/model.ts';
import type { Definition } from '../names/declared.ts';

/** The most tools and agents a table shows; what is beyond is counted below it. */
const mostRows = 20;
const mostColumns = 8;

/**
 * A Markdown table of what a rule says: agents across, tools down. `—` where the agent does not hold the
 * tool, so that the rule never speaks. Undefined for a rule that is not in the model.
 */
export function verdictTable(model: Model, definition: Definition): string | undefined {
  const rule = model.rules.find(
    (each) =>
      each.module.source.name === definition.document.source.name &&
      each.name === each.module.prefix + definition.name,
  );
  if (rule === undefined) return undefined;
  const agents = rule.agents ?? model.agents;
  if (agents.length === 0 || rule.tools.length === 0) return undefined;
  const columns = agents.slice(0, mostColumns);
  const rows = rule.tools.slice(0, mostRows);
  const lines = [
    ['', ...columns.map((agent) => `\`${agent.name}\``)],
    ['---', ...columns.map(() => '---')],
    ...rows.map((tool) => [`\`${tool.name}\``, ...columns.map((agent) => cell(rule, agent, tool))]),
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const hidden = Math.max(0, rule.tools.length - rows.length);
  const more = Math.max(0, agents.length - columns.length);
  const rest = hidden + more === 0 ? '' : `\n\nand ${hidden} more tools, ${more} more agents`;
  return lines.join('\n') + rest;
}

function cell(rule: Rule, agent: Agent, tool: Tool): string {
  if (!tool.event && !agent.tools.has(tool)) return '—';
  const who =
    rule.from === undefined
      ? rule.verdict
      : `approval from ${rule.from.count > 1 ? `${rule.from.count} of ` : ''}${rule.from.approvers}`;
  return rule.conditions.length === 0 ? who : `${who}, if its conditions hold`;
}
