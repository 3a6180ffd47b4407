import { relative } from 'node:path';
import { code as codes } from '../dsl/diagnostics/catalogue/code.ts';
import { diagnose } from '../dsl/diagnostics/catalogue.ts';
import type { Diagnostic } from '../dsl/diagnostics/diagnostic.ts';
import type { Plan } from '../dsl/plan/plan.ts';
import { Source, type Span } from '../dsl/text/source.ts';
import type { ToolCode } from '../runtime/contract/execution.ts';
import { ambiguousAt, blanked } from '../tool/blanked.ts';
import { filesOf, type NamedCode, readToolCode } from '../tool/code.ts';
import { importsIn } from '../tool/imports.ts';

/**
 * The code of a plan's tools with their modules, and what is wrong with it: what cannot be read or is no module at
 * the place that names the file, an import that the tool was not given where it stands in that file.
 */
export function codeOf(
  plan: Plan,
  cwd: string,
  placeOf: (at: string) => readonly [Source, Span],
  packed?: (declaredIn: string, path: string) => string | undefined,
): { readonly code: ReadonlyMap<string, ToolCode>; readonly problems: readonly Diagnostic[] } {
  const { code, problems } = readToolCode(plan, cwd, packed);
  const found = problems.map(({ at, problem }) => {
    const place = placeOf(at);
    if (typeof problem === 'string') return diagnose(codes.unreadable, ...place, { problem });
    const what = { what: 'the code of the tool with its modules', unit: 'bytes' };
    return diagnose(codes.tooMuch, ...place, { ...what, ...problem });
  });
  const seen = new Set<string>();
  for (const tool of plan.tools) {
    const known = (tool.sandbox?.modules ?? []).map(({ name }) => name);
    for (const file of filesOf(tool, code.get(tool.name))) {
      for (const one of problemsOf(file, known, cwd, placeOf)) {
        const key = `${one.source.name} ${one.span.start} ${one.message}`;
        if (!seen.has(key)) found.push(one);
        seen.add(key);
      }
    }
  }
  return { code, problems: found };
}

function problemsOf(
  { path, at, file, text }: NamedCode,
  known: readonly string[],
  cwd: string,
  placeOf: (at: string) => readonly [Source, Span],
): readonly Diagnostic[] {
  const plain = blanked(text);
  if ('problem' in plain) {
    return [diagnose(codes.broken, ...placeOf(at), { path, problem: plain.problem })];
  }
  const source = new Source(relative(cwd, file), text);
  const start = ambiguousAt(file, text, plain.text);
  if (start !== undefined) {
    return [diagnose(codes.ambiguous, source, { start, end: start + 1 }, { path })];
  }
  return importsIn(plain.text)
    .filter(({ name, phase }) => phase !== undefined || !known.includes(name))
    .map(({ name: imported, start, end, phase }) =>
      diagnose(codes.foreignImport, source, { start, end }, { imported, known, phase }),
    );
}
