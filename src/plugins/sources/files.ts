import {
  type Allowance,
  allowanceOf,
  Capability,
  definePlugin,
  type Executor,
  every,
  type GrantsPlan,
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
 * made with, stops the start, and so does code that its sandbox cannot run.
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
      (force, sandbox, capabilities, scrubbers) => {
        const held = new Map<string, Held>();
        return {
          name: 'vak/files',
          start: async () => {
            for (const tool of force.plan.tools) {
              const code = force.code.get(tool.name);
              if (code !== undefined) await refuseFaults(tool, code, sandbox);
            }
          },
          executor: (tool) => {
            if (tool.run === null) return undefined;
            const own = new Held(tool, capabilities);
            held.set(tool.name, own);
            const code = codeOf(tool, force);
            return inSandbox(tool, code, own, { sandbox, scrubbers });
          },
          narrow: (tool, grants) => held.get(tool)?.narrow(grants),
        };
      },
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

async function refuseFaults(tool: ToolPlan, code: ToolCode, sandbox: Sandbox): Promise<void> {
  const { tier } = tool.sandbox ?? {};
  const { memoryBytes } = tool.limits;
  const placed = tier === undefined || tier === 'inline' ? {} : { tier };
  const fault = await sandbox.check(code, { memoryBytes, ...placed });
  if (fault === undefined) return;
  const { message, line, column = 1 } = fault;
  const at = line === undefined ? '' : ` (${tool.run?.path}:${line}:${column})`;
  const bundles = fault.imports === true && code.modules === undefined;
  const how = bundles ? '; `vak tool bundle` makes one file of it and what it imports' : '';
  throw new VakError('VAK7103', `tool \`${tool.name}\` (${tool.at}): ${message}${at}${how}`);
}

/** What a tool's code may ask its host, as long as nothing more is taken back. */
class Held {
  readonly #tool: ToolPlan;
  readonly #capabilities: readonly Capability[];
  #allowance: Allowance;

  constructor(tool: ToolPlan, capabilities: readonly Capability[]) {
    this.#tool = tool;
    this.#capabilities = capabilities;
    this.#allowance = this.#of(tool.grants ?? {});
  }

  readonly allowance = (): Allowance => this.#allowance;

  narrow(grants: GrantsPlan): void {
    this.#allowance = this.#of(grants);
  }

  #of(grants: GrantsPlan): Allowance {
    const { name, root } = this.#tool;
    return allowanceOf(this.#capabilities, { kind: 'tool', name, grants, root: root ?? '/' });
  }
}

function inSandbox(
  tool: ToolPlan,
  code: ToolCode,
  held: Held,
  parts: { readonly sandbox: Sandbox; readonly scrubbers: readonly Scrubber[] },
): Executor {
  const { name, limits } = tool;
  const { tier, reuse, replay } = tool.sandbox ?? {};
  if (tier === 'inline')
    throw new VakError(
      'VAK7102',
      `tool \`${name}\` (${tool.at}) has code, which never runs in the host`,
    );
  return async ({ call, signal, log, invoke }) => {
    const { tenant, session } = call.chain;
    const run = { session: { tenant, session }, ...(invoke === undefined ? {} : { invoke }) };
    const host = new HostDesk(held.allowance, parts.scrubbers, run);
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
