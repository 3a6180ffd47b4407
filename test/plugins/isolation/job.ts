import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SandboxJob, ToolCode } from '../../../src/runtime/contract/index.ts';
import { HostSide, PlanInForce } from '../../../src/runtime/contract/index.ts';
import { given, type Provided } from '../../../src/runtime/testing/conformance/harness.ts';

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
    timeMs: 10_000,
    tenant: 'acme',
    ...rest,
  };
};

/** As much of a plan and of a host as a sandbox looks at: the code it may have to run, and where its state lies. */
export const givenWith = (codes: readonly ToolCode[]): readonly Provided[] => [
  given(PlanInForce, {
    plan: {} as PlanInForce['plan'],
    digest: 'sha256:0',
    code: new Map(codes.map((one) => [one.tool, one])),
  }),
  given(HostSide, { state: join(tmpdir(), `vak-sandbox-${process.pid}`) } as HostSide),
];
