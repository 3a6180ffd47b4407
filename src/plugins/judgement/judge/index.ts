import {
  Clock,
  definePlugin,
  HostSide,
  RateLimiter,
  Scorer,
} from '../../../runtime/contract/index.ts';
import { configOf, type GivenConfig, judgeConfig } from './config.ts';
import { JudgeScorer } from './judge-scorer.ts';
import { Purse } from './model/purse.ts';
import { LlmJudge } from './source/llm-judge.ts';

/** `vak/judge`: has steps graded by models that the host gives to `load`. */
export default definePlugin<GivenConfig>({
  name: 'vak/judge',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Scorer],
  requires: [HostSide, RateLimiter, Clock],
  config: judgeConfig,
  setup({ config: given, add }) {
    const config = configOf(given);
    add(Scorer, [HostSide, RateLimiter, Clock], ({ models = {} }, limiter, clock) => {
      const { tokensPerDay: tokens, microsPerDay: micros, samples, rubric, maxTokens } = config;
      const purse = new Purse(limiter, clock, {
        ...(tokens === undefined ? {} : { tokens }),
        ...(micros === undefined ? {} : { micros }),
      });
      const sources = config.models.map((name) => {
        const given = Object.hasOwn(models, name) ? models[name] : undefined;
        if (given === undefined) {
          throw new Error(`\`models\` of \`load\` has no \`${name}\``);
        }
        if (micros !== undefined && given.price === undefined) {
          throw new Error(`\`${name}\` has no \`price\`, and money is limited`);
        }
        return new LlmJudge(name, given, { samples, rubric, maxTokens }, purse);
      });
      return new JudgeScorer(sources);
    });
  },
});
