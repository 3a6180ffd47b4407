import { expect } from 'vitest';
import type { StagePlan } from '../../../../dsl/plan/plan.ts';
import type { Json } from '../../../../dsl/values/value.ts';
import type { Plugin } from '../../../contract/plugin.ts';
import { type Stage, StageKind } from '../../../contract/policy.ts';
import { sampleCall, sampleTool } from '../../sample-call.ts';
import { type Cases, type SuiteOptions, suite } from '../../suite.ts';

/** How a stage is tested: the facts of its `stage` line, as JSON. */
export interface StageOptions extends SuiteOptions {
  readonly facts?: Readonly<Record<string, Json>>;
}

const verdicts = ['valid', 'violated', 'needs-fact', 'undecided'];
const effects = ['pure', 'read', 'egress', 'write', 'irreversible'] as const;
const calls = effects.map((effect) =>
  sampleCall(sampleTool({ name: `sample.${effect}`, effect }), { args: { id: 'o-1' } }),
);
const { signal } = new AbortController();

const planOf = (kind: string, facts: Readonly<Record<string, Json>>): StagePlan => ({
  name: 'tested',
  kind,
  needs: [],
  orders: [],
  config: Object.entries(facts).map(([name, json]) => ({ name, json, at: 'test:1:1' })),
  timeoutMs: null,
  otherwise: null,
  fallback: null,
  declaredIn: 'test.vak',
  at: 'test:1:1',
});

function casesFor(facts: Readonly<Record<string, Json>>): Cases {
  type Each = (stage: Stage, kind: StageKind) => Promise<void>;
  const each = (body: Each) => async (wired: { all: <T>(token: never) => readonly T[] }) => {
    for (const kind of wired.all<StageKind>(StageKind as never)) {
      await body(await kind.prepare(planOf(kind.kind, facts)), kind);
    }
  };
  return {
    'finds one of four things of every call, none of which grants': each(async (stage, kind) => {
      expect(kind.kind).not.toBe('');
      for (const call of calls) {
        const { verdict, objections = [], missing = [] } = await stage.judge(call, signal);
        expect(verdicts).toContain(verdict);
        for (const one of objections) expect(['approval', 'forbid']).toContain(one.verdict);
        expect(missing.every((name) => typeof name === 'string')).toBe(true);
      }
    }),
    'finds one of four things of every result': each(async (stage) => {
      if (stage.review === undefined) return;
      for (const call of calls) {
        for (const result of [null, 'text', { deep: [1, { er: true }] }]) {
          expect(verdicts).toContain((await stage.review(call, result, signal)).verdict);
        }
      }
    }),
    'leaves evidence that a log can hold': each(async (stage) => {
      for (const call of calls) {
        const { evidence = null } = await stage.judge(call, signal);
        expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence);
      }
    }),
    'changes nothing of a call': each(async (stage) => {
      for (const call of calls) {
        const before = JSON.stringify([call.json, call.tool, call.chain]);
        await stage.judge(call, signal);
        expect(JSON.stringify([call.json, call.tool, call.chain])).toBe(before);
      }
    }),
    'finds the same of the same call, where it claims to be pure': each(async (stage, kind) => {
      if (!kind.pure) return;
      const once = await Promise.all(calls.map((call) => stage.judge(call, signal)));
      const again = await Promise.all(calls.map((call) => stage.judge(call, signal)));
      expect(again).toEqual(once);
    }),
  };
}

/**
 * Declares the conformance tests of a kind of stage: it finds one of four things and never grants, leaves
 * evidence that can be written down, and changes nothing.
 *
 * @example
 * describeStageKind(plugin, { facts: { rules: 'vak/safety' } });
 */
export function describeStageKind(plugin: Plugin, options: StageOptions = {}): void {
  const { facts = {}, ...rest } = options;
  suite('StageKind', plugin, rest, casesFor(facts));
}
