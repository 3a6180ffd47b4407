import type { ProposalRequest, ProposedAction, Proposer, SessionTool } from 'vak';

interface Completion {
  readonly choices: readonly {
    readonly message: {
      readonly content: string | null;
      readonly tool_calls?: readonly {
        readonly function: { readonly name: string; readonly arguments: string };
      }[];
    };
  }[];
}

const system = 'You run a refund desk. Call one tool at a time. Say so in words when all is done.';

/**
 * Proposes what a model behind a chat completions API calls next. What was done and what was refused is
 * written to it as JSON, apart from the task, so that no text among it can pass for an instruction.
 */
export function chatProposer(url: string, tools: readonly SessionTool[]): Proposer {
  const offered = tools.map(({ name, description, inputSchema }) => ({
    type: 'function',
    function: { name, description, parameters: inputSchema },
  }));
  return {
    name: 'chat',
    async propose(request, signal) {
      const body = JSON.stringify({
        model: 'scripted',
        messages: written(request),
        tools: offered,
      });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body, signal });
      if (!response.ok) throw new Error(`the model answered ${response.status}`);
      return actionOf((await response.json()) as Completion);
    },
  };
}

const written = ({ task, done, critiques }: ProposalRequest) => [
  { role: 'system', content: system },
  { role: 'user', content: task },
  ...done.map(({ action, value }) => ({
    role: 'user',
    content: JSON.stringify({ action, value }),
  })),
  ...critiques.map((refused) => ({ role: 'user', content: JSON.stringify({ refused }) })),
];

function actionOf({ choices }: Completion): ProposedAction | null {
  const [choice] = choices;
  if (choice === undefined) throw new Error('the model answered nothing');
  const { content, tool_calls: calls = [] } = choice.message;
  const [call] = calls;
  if (call === undefined) return null;
  const thought = content === null ? {} : { thought: content };
  return { tool: call.function.name, args: JSON.parse(call.function.arguments), ...thought };
}
