import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { besideFiles } from './dsl/diagnostics/catalogue/usage/rules-file.ts';
import { diagnose } from './dsl/diagnostics/catalogue.ts';
import type { Diagnostic } from './dsl/diagnostics/diagnostic.ts';
import type { Plan } from './dsl/plan/plan.ts';
import { Source, type Span } from './dsl/text/source.ts';
import type { Json } from './dsl/values/value.ts';
import { checkRules, type RulesText } from './plugins/judgement/symbolic/rules/rulebook.ts';
import { readRules } from './plugins/judgement/symbolic/rules/sources.ts';

/** One place of a plan that names files of rules. */
interface Naming {
  readonly json: Json;
  readonly at: string;
  readonly declaredIn: string;
}

/** Every fact `rules` of a symbolic stage or of `use "vak/symbolic"`. */
function namings(plan: Pick<Plan, 'pipelines' | 'uses'>): readonly Naming[] {
  const stages = plan.pipelines.flatMap(({ stages }) =>
    stages.filter(({ kind }) => kind === 'symbolic'),
  );
  const uses = plan.uses.filter((use) => use.package === 'vak/symbolic');
  return [...stages, ...uses].flatMap(({ config, declaredIn }) =>
    config.flatMap(({ name, json, at }) => (name === 'rules' ? [{ json, at, declaredIn }] : [])),
  );
}

function textsOf(naming: Naming, plan: Pick<Plan, 'file'>, cwd: string): readonly RulesText[] {
  const base = resolve(cwd, dirname(plan.file));
  return readRules(naming.json, { base, entry: plan.file, declaredIn: naming.declaredIn });
}

/** What is wrong with the files of rules that a plan names, each with its place in that file. */
export function ruleProblems(
  plan: Plan,
  cwd: string,
  placeOf: (at: string) => readonly [Source, Span],
): readonly Diagnostic[] {
  return namings(plan).flatMap((naming) => {
    let texts: readonly RulesText[];
    try {
      texts = textsOf(naming, plan, cwd);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      return [diagnose(besideFiles.unreadable, ...placeOf(naming.at), { what })];
    }
    const sources = new Map(texts.map(({ file, text }) => [file, new Source(file, text)]));
    return checkRules(texts).problems.flatMap(({ code, message, file, start, end, help }) => {
      const source = sources.get(file);
      if (source === undefined) return [];
      const more = help === undefined ? {} : { help };
      return [diagnose(besideFiles[code], source, { start, end }, { what: message }, more)];
    });
  });
}

/** Files of constraints that a plan names, as they are now; one that cannot be read stops the start. */
function constraintTexts(plan: Pick<Plan, 'uses'>, cwd: string): readonly (string | null)[] {
  return plan.uses.flatMap(({ package: name, config, declaredIn }) => {
    const files = config.find((fact) => fact.name === 'files')?.json;
    if (name !== 'vak/constraints' || !Array.isArray(files)) return [];
    return files.map((file) => {
      const path = resolve(cwd, dirname(declaredIn), String(file));
      return existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : null;
    });
  });
}

/** Digest over the files of rules and constraints that a plan names; undefined where it names none. */
export function ruleDigest(plan: Plan, cwd: string): string | undefined {
  const all = namings(plan);
  const constraints = constraintTexts(plan, cwd);
  if (all.length === 0 && constraints.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const naming of all) {
    for (const { text } of textsOf(naming, plan, cwd)) hash.update(`${JSON.stringify(text)}\n`);
  }
  for (const text of constraints) hash.update(`${JSON.stringify(text)}\n`);
  return `sha256:${hash.digest('hex')}`;
}
