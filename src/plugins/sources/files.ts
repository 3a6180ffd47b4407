import {
  definePlugin,
  type Executor,
  PlanInForce,
  Sandbox,
  type ToolPlan,
  ToolSource,
  VakError,
} from '../../runtime/contract/index.ts';

/**
 * `vak/files`: tools with `run`, each executed as code that nobody trusts, by whatever fills the slot
 * `sandbox`. A tool without code, or with other code than the plan was made with, stops the start.
 */
export default definePlugin({
  name: 'vak/files',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [ToolSource],
  requires: [PlanInForce, Sandbox],
  setup({ add }) {
    add(ToolSource, [PlanInForce, Sandbox], (force, sandbox) => ({
      name: 'vak/files',
      executor: (tool) => (tool.run === null ? undefined : inSandbox(tool, force, sandbox)),
    }));
  },
});

function inSandbox(tool: ToolPlan, force: PlanInForce, sandbox: Sandbox): Executor {
  const code = force.code.get(tool.name);
  if (code === undefined) {
    throw new VakError('VAK5208', `the code of tool \`${tool.name}\` (${tool.at}) was not read`);
  }
  if (tool.code !== undefined && tool.code !== code.digest) {
    throw new VakError('VAK5208', `the code of tool \`${tool.name}\` (${tool.at}) has changed`);
  }
  const { memoryBytes, timeMs } = tool.limits;
  return ({ call, signal, log }) =>
    sandbox.run({
      id: call.id,
      code,
      args: call.json,
      memoryBytes,
      timeMs,
      tenant: call.chain.tenant,
      signal,
      log,
    });
}
