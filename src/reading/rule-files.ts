import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { besideFiles } from '../dsl/diagnostics/catalogue/usage/rules-file.ts';
import { diagnose } from '../dsl/diagnostics/catalogue.ts';
import type { Diagnostic } from '../dsl/diagnostics/diagnostic.ts';
import type { Plan } from '../dsl/plan/plan.ts';
import { Source, type Span } from '../dsl/text/source.ts';
import type { Json } from '../dsl/values/value.ts';
import { checkRules, type RulesText } from '../plugins/judgement/symbolic/rules/rulebook.ts';
import { readRules, ruleFiles } from '../plugins/judgement/symbolic/rules/sources.ts';
import { readRegular } from './regular-file.ts';

/** A file of rules, constraints, policies in another language, calibrations or scores, as a plan names it. */
export interface NamedFile {
  /** As it is written, relative to the file that names it. */
  readonly name: string;
  readonly declaredIn: string;
  readonly path: string;
  /** `file:line:column` of the fact that names it. */
  readonly at: string;
  /** As it was when the policy was read, once and for all; undefined where it cannot be read. */
  readonly text: string | undefined;
}

/** One fact of a plan that names files. */
interface Naming {
  readonly json: Json;
  readonly at: string;
  readonly declaredIn: string;
  readonly isRules: boolean;
}

/** Facts of vak's own plugins that name files. */
const fileFacts: { readonly [plugin: string]: readonly string[] | undefined } = {
  'vak/symbolic': ['rules'],
  'vak/constraints': ['files'],
  'vak/cedar': ['policies', 'schema', 'entities'],
  'vak/judge': ['calibration', 'recorded'],
};

function namings(plan: Pick<Plan, 'pipelines' | 'uses'>): readonly Naming[] {
  const stages = plan.pipelines
    .flatMap((each) => each.stages)
    .filter(({ kind }) => kind === 'symbolic')
    .map((stage) => ({ ...stage, package: 'vak/symbolic' }));
  return [...stages, ...plan.uses].flatMap(({ package: plugin, config, declaredIn }) =>
    config.flatMap(({ name, json, at }) =>
      fileFacts[plugin]?.includes(name) === true
        ? [{ json, at, declaredIn, isRules: name === 'rules' }]
        : [],
    ),
  );
}

/**
 * Every file that a plan names beside it, each read once.
 * @param packed gives their texts where the policy is not made of loose files
 */
export function filesBeside(
  plan: Pick<Plan, 'pipelines' | 'uses'>,
  cwd: string,
  packed?: (declaredIn: string, name: string) => string | undefined,
): readonly NamedFile[] {
  const known = new Map<string, string | undefined>();
  return namings(plan).flatMap(({ json, at, declaredIn }) =>
    ruleFiles(json)
      .filter((name) => name !== 'vak/safety')
      .map((name) => {
        const path = resolve(cwd, dirname(declaredIn), name);
        if (!known.has(path)) {
          known.set(path, packed === undefined ? textOf(path) : packed(declaredIn, name));
        }
        return { name, declaredIn, path, at, text: known.get(path) };
      }),
  );
}

function textOf(path: string): string | undefined {
  try {
    return readRegular(path).toString('utf8');
  } catch {
    return undefined;
  }
}

/** The texts of files by their path; what could not be read has none. */
export const textsByPath = (files: readonly NamedFile[]): ReadonlyMap<string, string> =>
  new Map(files.flatMap(({ path, text }) => (text === undefined ? [] : [[path, text]])));

/** What is wrong with the files of rules that a plan names, each with its place in that file. */
export function ruleProblems(
  plan: Plan,
  cwd: string,
  texts: ReadonlyMap<string, string>,
  placeOf: (at: string) => readonly [Source, Span],
): readonly Diagnostic[] {
  return rulesOf(plan).flatMap((naming) => {
    let found: readonly RulesText[];
    try {
      found = rulesTexts(naming, plan, cwd, texts);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      return [diagnose(besideFiles.unreadable, ...placeOf(naming.at), { what })];
    }
    const sources = new Map(found.map(({ file, text }) => [file, new Source(file, text)]));
    return checkRules(found, plan.approvers).problems.flatMap(
      ({ code, message, file, start, end, help }) => {
        const source = sources.get(file);
        if (source === undefined) return [];
        const more = help === undefined ? {} : { help };
        return [diagnose(besideFiles[code], source, { start, end }, { what: message }, more)];
      },
    );
  });
}

/** The uses of a plan that name files of constraints. */
export const constraintUses = ({ uses }: Plan): Pick<Plan, 'pipelines' | 'uses'> => ({
  pipelines: [],
  uses: uses.filter((use) => use.package === 'vak/constraints'),
});

const usesBesideRules = ({ uses }: Plan): Pick<Plan, 'pipelines' | 'uses'> => ({
  pipelines: [],
  uses: uses.filter((use) => use.package !== 'vak/symbolic'),
});

const rulesOf = (plan: Pick<Plan, 'pipelines' | 'uses'>): readonly Naming[] =>
  namings(plan).filter(({ isRules }) => isRules);

function rulesTexts(
  naming: Naming,
  plan: Pick<Plan, 'file'>,
  cwd: string,
  texts: ReadonlyMap<string, string>,
): readonly RulesText[] {
  const base = resolve(cwd, dirname(plan.file));
  return readRules(naming.json, {
    base,
    entry: plan.file,
    declaredIn: naming.declaredIn,
    texts,
  });
}

/** Digest over all files that a plan names beside it, as what they say decides; undefined where it names none. */
export function ruleDigest(
  plan: Plan,
  cwd: string,
  texts: ReadonlyMap<string, string>,
): string | undefined {
  const rules = rulesOf(plan);
  const others = filesBeside(usesBesideRules(plan), cwd, (declaredIn, name) =>
    texts.get(resolve(cwd, dirname(declaredIn), name)),
  );
  if (rules.length === 0 && others.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const naming of rules) {
    for (const { text } of rulesTexts(naming, plan, cwd, texts)) {
      hash.update(`${JSON.stringify(text)}\n`);
    }
  }
  for (const { text } of others) hash.update(`${JSON.stringify(text ?? null)}\n`);
  return `sha256:${hash.digest('hex')}`;
}
