import type { Call } from '../../contract/call.ts';
import { type RefusalCode, refusalCodes } from '../../contract/errors.ts';
import type { HostAnswer } from '../../contract/execution.ts';
import type { Invoke } from '../../contract/granted/capability.ts';
import type { Caller, CallResult, Request, Road } from '../road.ts';

/** How many tools may stand in a row, each called by the code of the one before. */
const deepest = 8;
/** How many calls one call of an agent may lead to, whatever tools they are made by. */
const mostCalls = 64;

/**
 * The calls that a tool's own code makes. Each goes the whole road by itself: the agent must hold the
 * tool, the same rules decide, it is recorded on its own, and it ends with the call that asked. What
 * would need approval is refused, for nobody waits with a tool's clock running.
 */
export function invoker(
  road: Road,
  call: Call,
  caller: Caller | undefined,
  travel: (request: Request, caller: Caller) => Promise<CallResult>,
): Invoke {
  const tools = [...(caller?.tools ?? []), call.tool.name];
  const budget = caller?.budget ?? { left: mostCalls };
  return async (tool, args, signal) => {
    if (call.tool.grants?.tools?.includes(tool) !== true) {
      return refused(refusalCodes.capabilityDenied, `the tool \`${tool}\` is not granted`);
    }
    if (tools.length >= deepest) {
      return refused(refusalCodes.hostCallLimit, `tools call one another ${deepest} deep at most`);
    }
    if (budget.left === 0) {
      const message = `a call leads to ${mostCalls} further calls at most`;
      return refused(refusalCodes.hostCallLimit, message);
    }
    if (tools.includes(tool) && road.tools.get(tool)?.serialBy !== null) {
      const message = `\`${tool}\` admits one call at a time and waits for this one`;
      return refused(refusalCodes.capabilityDenied, message);
    }
    budget.left -= 1;
    const result = await travel({ tool, args, signal }, { call: call.id, tools, budget });
    if (result.ok) return { ok: true, value: result.value };
    const { code, because } = result.refusal ?? unanswered;
    return refused(code, because);
  };
}

const unanswered = { code: refusalCodes.approvalRefused, because: 'it needs approval' } as const;

const refused = (code: RefusalCode, message: string): HostAnswer => ({ ok: false, code, message });
