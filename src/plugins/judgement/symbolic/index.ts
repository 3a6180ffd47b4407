import {
  definePlugin,
  HostSide,
  OpinionSource,
  PlanInForce,
  type Stage,
  type StageFinding,
  StageKind,
} from '../../../runtime/contract/index.ts';
import { type Check, needed, ordered } from './checks.ts';
import { type SymbolicConfig, symbolicConfig } from './config.ts';
import { judgeByRules } from './judging.ts';
import { Rulebook } from './rules/rulebook.ts';
import { readRules } from './rules/sources.ts';

const name = 'vak/symbolic';

/**
 * Rules that derive objections from facts. Stages of kind `symbolic` ask for facts, constraints and rules;
 * `use "vak/symbolic" for opinions { rules: … }` asks rules about every call, without a pipeline.
 */
export default definePlugin<SymbolicConfig>({
  name,
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [StageKind, OpinionSource],
  requires: [PlanInForce, HostSide],
  config: symbolicConfig,
  setup({ config, add }) {
    add(StageKind, [PlanInForce, HostSide], ({ plan }, { base, texts }) => ({
      kind: 'symbolic',
      pure: true,
      prepare(stage): Stage {
        const checks: Check[] = [needed(stage.needs), ordered(plan, stage.orders)];
        const rules = stage.config.find((fact) => fact.name === 'rules');
        if (rules !== undefined) {
          const from = { base, entry: plan.file, declaredIn: stage.declaredIn, texts };
          const book = new Rulebook(readRules(rules.json, from), plan.approvers);
          checks.push((call) => judgeByRules(book, plan, call, 'pipeline'));
        }
        return { judge: (call): StageFinding => firstOf(checks, call) };
      },
    }));
    add(OpinionSource, [PlanInForce, HostSide], ({ plan }, { base, texts }) => {
      const declaredIn = plan.uses.find((one) => one.package === name)?.declaredIn ?? plan.file;
      const { rules } = config;
      const book =
        rules === undefined
          ? undefined
          : new Rulebook(
              readRules(rules, { base, entry: plan.file, declaredIn, texts }),
              plan.approvers,
            );
      return {
        name,
        object(call) {
          if (book === undefined) return [];
          const { verdict, because, objections = [] } = judgeByRules(book, plan, call, name);
          if (verdict === 'undecided') throw new Error(because);
          return objections;
        },
      };
    });
  },
});

/** The first finding that is not content. */
function firstOf(checks: readonly Check[], call: Parameters<Check>[0]): StageFinding {
  for (const check of checks) {
    const finding = check(call);
    if (finding !== undefined && finding.verdict !== 'valid') return finding;
  }
  return { verdict: 'valid' };
}
