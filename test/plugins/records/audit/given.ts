import { hash } from 'node:crypto';
import { join } from 'node:path';
import {
  Clock,
  canonicalJson,
  HostSide,
  meaning,
  type Plan,
  PlanInForce,
} from '../../../../src/runtime/contract/index.ts';
import { given, type Provided } from '../../../../src/runtime/testing/conformance/harness.ts';
import { fakeClock } from '../../../../src/runtime/testing/fake-clock.ts';

export const plan: Plan = {
  vak: 1,
  file: 'a.vak',
  context: [],
  tools: [],
  agents: [],
  approvers: [],
  secrets: [],
  rules: [],
  limits: [],
  constraints: [],
  gates: [],
  pipelines: [],
  audit: null,
  trace: null,
  uses: [],
  proofs: [],
};

const digestOf = (of: Plan): string => `sha256:${hash('sha256', canonicalJson(meaning(of)))}`;

export const digest = digestOf(plan);

/** What the audit plugin asks for, with everything below one folder. */
export const givenIn = (
  base: string,
  host: Partial<HostSide> = {},
  audit: Plan['audit'] = null,
): readonly Provided[] => [
  given(HostSide, {
    tools: {},
    approve: undefined,
    authorize: undefined,
    state: join(base, 'state'),
    base,
    audit: join(base, 'log'),
    ...host,
  }),
  given(PlanInForce, {
    plan: { ...plan, audit },
    digest: digestOf({ ...plan, audit }),
    code: new Map(),
  }),
  given(Clock, fakeClock(Date.UTC(2026, 0, 2))),
];
