import { policyPage } from '../../../dsl/tools/docs/page.ts';
import { analyseFile } from '../../input/analysed.ts';
import type { Given } from '../../input/registry.ts';
import { isError, reportBroken } from '../../output/findings.ts';
import { type Exit, type Shell, writeJson } from '../../output/shell.ts';

/** `vak docs FILE`: the policy as a page of Markdown, for those who do not read the language. */
export async function docs({ positionals, json }: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = positionals;
  const { compiled, diagnostics } = analyseFile(file);
  if (compiled === undefined || diagnostics.some(isError)) {
    return reportBroken(diagnostics, json, shell);
  }
  const page = policyPage(compiled.plan);
  if (json) writeJson(shell, { ok: true, page });
  else shell.out(page);
  return 0;
}
