import type { LlmConfig, ModelPort } from '../../../../src/runtime/contract/index.ts';
import { folder, started } from '../../mk.ts';

/** A desk that reads pages, each step of it scored by judges. */
export const policy = (config: string, gate = 'forbid when score < 0.7') => `
use "vak/judge" for scorers as judge { ${config} }
tool pages.get {
  effect: read
  args { page: string }
  result: { text: string }
}
agent desk { tools: [pages.get] }
policy p for desk {
  rule all { permit pages.get }
}
gate sound for desk {
  on pages.get
  score with judge { timeout: 500ms }
  ${gate}
}
`;
export const tools = { 'pages.get': ({ page }: { page: string }) => ({ text: `this is ${page}` }) };

/** A desk whose steps are judged as `text` says. */
export async function desk(
  text: string,
  models: Readonly<Record<string, LlmConfig>> = {},
  state = folder(),
) {
  const made = await started(text, { tools, models, state });
  const session = made.vak.agent('desk').session();
  return { ...made, ask: (page = 'one') => session.call('pages.get', { page }) };
}

/** A model that gives every step the same verdict, and counts how often it was asked. */
export function steady(score: number) {
  const count = { asked: 0 };
  const model: ModelPort = {
    abilities: () => ({ logprobs: false, schema: true }),
    async complete() {
      count.asked += 1;
      const text = JSON.stringify({ score, confidence: 0.9, fault: 'none' });
      return { text, finish: 'stop', usage: { input: 1, output: 1 } };
    },
  };
  return { model, count };
}
