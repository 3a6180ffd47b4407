import { createHash } from 'node:crypto';
import type { PlanInForce, SandboxJob, ToolCode } from '../../../src/runtime/contract/index.ts';

/** A tool's code as the loader would hand it over. */
export const code = (text: string, file = 'tool.ts'): ToolCode => ({
  tool: 'tool',
  file,
  text,
  digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
});

/** A job with the defaults of a policy that sets nothing. */
export const job = (
  text: string,
  more: Partial<SandboxJob> & { readonly file?: string } = {},
): SandboxJob => {
  const { file, ...rest } = more;
  return {
    id: 'call-1',
    code: code(text, file),
    args: null,
    memoryBytes: 64 * 1024 * 1024,
    timeMs: 2000,
    tenant: 'acme',
    ...rest,
  };
};

/** As much of a plan as a sandbox looks at: the code it may have to run. */
export const planWith = (codes: readonly ToolCode[]): PlanInForce => ({
  plan: {} as PlanInForce['plan'],
  digest: 'sha256:0',
  code: new Map(codes.map((one) => [one.tool, one])),
});
