import type { AgentPlan, Plan, ToolPlan } from '../../plan/plan.ts';
import { constraintSentence, limitSentence, ruleSentence, rulesAbout, spell } from './sentence.ts';

/**
 * A policy as one page of Markdown: for each agent a table of its tools and, in plain sentences, what
 * permits each, what needs a person, what forbids it, and how much. Text of the author stays text.
 */
export function policyPage(plan: Plan): string {
  const name = plan.file.replace(/^.*[\\/]/, '');
  return `${[
    `# Who may do what: ${escaped(name)}`,
    'A call that no rule permits is forbidden. Any rule that forbids wins; an approval that is needed is asked for on top of a permit.',
    ...plan.agents.flatMap((agent) => agentPart(plan, agent)),
    ...approversPart(plan),
  ].join('\n\n')}\n`;
}

function agentPart(plan: Plan, agent: AgentPlan): readonly string[] {
  const tools = agent.tools.flatMap((name) => plan.tools.find((tool) => tool.name === name) ?? []);
  return [
    `## ${escaped(agent.name)}`,
    ...(agent.doc === undefined ? [] : [escaped(agent.doc)]),
    [
      '| tool | effect | permitted | needs approval | forbidden | limits |',
      '| --- | --- | --- | --- | --- | --- |',
      ...tools.map((tool) => rowOf(plan, agent, tool)),
    ].join('\n'),
    ...tools.flatMap((tool) => toolPart(plan, agent, tool)),
  ];
}

function rowOf(plan: Plan, agent: AgentPlan, tool: ToolPlan): string {
  const rules = rulesAbout(plan, agent, tool);
  const named = (verdict: string): string => {
    const found = rules.filter((rule) => rule.verdict === verdict);
    return found.map((rule) => code(rule.name)).join(', ') || '–';
  };
  const limits = about(plan.limits, agent, tool).map((limit) => code(limit.name));
  const cells = [
    code(tool.name),
    tool.effect,
    named('permit') === '–' ? 'never' : named('permit'),
    named('approval'),
    named('forbid'),
    limits.join(', ') || '–',
  ];
  return `| ${cells.join(' | ')} |`;
}

function toolPart(plan: Plan, agent: AgentPlan, tool: ToolPlan): readonly string[] {
  const sentences = [
    ...rulesAbout(plan, agent, tool).map(ruleSentence),
    ...about(plan.limits, agent, tool).map(limitSentence),
    ...plan.constraints
      .filter(({ agents }) => agents === null || agents.includes(agent.name))
      .flatMap((constraint) => constraintSentence(constraint, tool.name)),
  ];
  const none = ['No rule speaks of it, so it is always forbidden.'];
  return [
    `### ${escaped(tool.name)}`,
    ...(tool.doc === undefined ? [] : [escaped(tool.doc)]),
    (sentences.length === 0 ? none : sentences).map((sentence) => `- ${sentence}`).join('\n'),
  ];
}

function approversPart({ approvers }: Plan): readonly string[] {
  if (approvers.length === 0) return [];
  const lines = approvers.map(({ name, withinMs, otherwise }) => {
    const late =
      otherwise.verdict === 'forbid' ? 'forbidden' : `asked of ${otherwise.from.approvers}`;
    return `- ${code(name)} answers within ${spell(withinMs)}; after that the call is ${late}.`;
  });
  return ['## Who is asked', lines.join('\n')];
}

function about<
  T extends { readonly agents: readonly string[] | null; readonly tools: readonly string[] },
>(parts: readonly T[], agent: AgentPlan, tool: ToolPlan): readonly T[] {
  return parts.filter(
    ({ agents, tools }) =>
      tools.includes(tool.name) && (agents === null || agents.includes(agent.name)),
  );
}

const code = (text: string): string => {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|')}${fence}`;
};
const escaped = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*[\]<>|#]/g, '\\$&');
