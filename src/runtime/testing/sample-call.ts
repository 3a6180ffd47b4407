import { createHash, randomUUID } from 'node:crypto';
import type { ToolPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { Call } from '../contract/call.ts';

/** A tool's plan for a test that cares about some of it: no code, no arguments, a minute of time. */
export function sampleTool(more: Partial<ToolPlan> = {}): ToolPlan {
  return {
    name: 'sample.tool',
    effect: 'read',
    labels: [],
    args: [],
    result: null,
    trusted: false,
    lookups: [],
    serialBy: null,
    root: null,
    run: null,
    declaredIn: 'sample.vak',
    limits: { memoryBytes: 64 * 1024 * 1024, timeMs: 60_000 },
    event: false,
    at: 'sample.vak:1:1',
    ...more,
  };
}

/** A call of a tool as the runtime would admit it. Its arguments are of type `json`, and frozen. */
export function sampleCall(
  tool: ToolPlan,
  { args = {} }: { readonly args?: Json | undefined } = {},
): Call {
  const json = frozen(args);
  const chain = { tenant: 'acme', principal: 'alice', session: 'session-1', agents: ['desk'] };
  const fields = new Map(
    Object.entries(json ?? {}).map(
      ([name, value]) => [name, { kind: 'json', json: value }] as const,
    ),
  );
  const record = { kind: 'record', fields } as const;
  return {
    id: randomUUID(),
    at: 0,
    chain,
    agent: 'desk',
    tool,
    args: record,
    json,
    hash: createHash('sha256')
      .update(JSON.stringify([tool.name, json]))
      .digest('hex'),
    facts: { args: record },
  };
}

function frozen(json: Json): Json {
  if (typeof json !== 'object' || json === null) return json;
  for (const inner of Object.values(json)) frozen(inner);
  return Object.freeze(json);
}
