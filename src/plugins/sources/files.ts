import {
  allowanceOf,
  Capability,
  definePlugin,
  type Executor,
  every,
  HostDesk,
  type Outcome,
  PlanInForce,
  Sandbox,
  Scrubber,
  type ToolCode,
  type ToolPlan,
  ToolSource,
  VakError,
} from '../../runtime/contract/index.ts';

/**
 * `vak/files`: tools with `run`, each executed as code that nobody trusts, by whatever fills the slot
 * `sandbox`, with what its policy grants it. A tool without code, or with other code than the plan was
 * made with, stops the start.
 */
export default definePlugin({
  name: 'vak/files',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [ToolSource],
  requires: [PlanInForce, Sandbox, Capability, Scrubber],
  setup({ add }) {
    add(
      ToolSource,
      [PlanInForce, Sandbox, every(Capability), every(Scrubber)],
      (force, sandbox, capabilities, scrubbers) => ({
        name: 'vak/files',
        executor: (tool) =>
          tool.run === null
            ? undefined
            : inSandbox(tool, codeOf(tool, force), { sandbox, capabilities, scrubbers }),
      }),
    );
  },
});

function codeOf(tool: ToolPlan, force: PlanInForce): ToolCode {
  const code = force.code.get(tool.name);
  if (code === undefined) {
    throw new VakError('VAK5208', `the code of tool \`${tool.name}\` (${tool.at}) was not read`);
  }
  if (tool.code !== undefined && tool.code !== code.digest) {
    throw new VakError('VAK5208', `the code of tool \`${tool.name}\` (${tool.at}) has changed`);
  }
  return code;
}

function inSandbox(
  tool: ToolPlan,
  code: ToolCode,
  parts: {
    readonly sandbox: Sandbox;
    readonly capabilities: readonly Capability[];
    readonly scrubbers: readonly Scrubber[];
  },
): Executor {
  const { name, grants = {}, root, limits } = tool;
  const { tier, reuse, replay } = tool.sandbox ?? {};
  if (tier === 'inline')
    throw new VakError(
      'VAK7102',
      `tool \`${name}\` (${tool.at}) has code, which never runs in the host`,
    );
  const to = { kind: 'tool', name, grants, root: root ?? '/' } as const;
  const allowance = allowanceOf(parts.capabilities, to);
  return async ({ call, signal, log, invoke }) => {
    const host = new HostDesk(allowance, parts.scrubbers, invoke);
    const outcome = await parts.sandbox.run({
      id: call.id,
      code,
      args: call.json,
      ...limits,
      tenant: call.chain.tenant,
      ...(tier === undefined ? {} : { tier }),
      ...(reuse === undefined ? {} : { reuse: call.chain.session }),
      ...(replay === undefined ? {} : { exact: { at: call.at, seed: call.id } }),
      signal,
      log,
      host,
      denied: host.denied,
    });
    host.close();
    return withAsked(outcome, host);
  };
}

function withAsked(outcome: Outcome, { asked }: HostDesk): Outcome {
  if (asked.length === 0) return outcome;
  return { ...outcome, usage: { wallMs: 0, ...outcome.usage, asked } };
}
