import { dirname, join, resolve } from 'node:path';
import { meaning } from '../dsl/diagnostics/catalogue/meaning/index.ts';
import { besideFiles } from '../dsl/diagnostics/catalogue/usage/rules-file.ts';
import { diagnose } from '../dsl/diagnostics/catalogue.ts';
import type { Diagnostic } from '../dsl/diagnostics/diagnostic.ts';
import {
  type Claim,
  ClaimAnalysis,
  type ClaimFinding,
} from '../dsl/plan/evaluation/together/claims.ts';
import { fieldsOfCall } from '../dsl/plan/evaluation/together/field.ts';
import type { ConstraintPlan, Plan } from '../dsl/plan/plan.ts';
import { Source, type Span } from '../dsl/text/source.ts';
import { readConstraintFiles } from '../plugins/policy/constraints/files.ts';
import { callFields } from '../plugins/policy/constraints/kinds/fields.ts';
import { constraintUses, filesBeside } from './rule-files.ts';

/** Searches about one tool take at most so many steps together: what is not told by then is not. */
const mostSteps = 10_000;

/**
 * What there is to say of the files of constraints that a plan names: all that is wrong in them, or else
 * what they mean together, and together with the constraints of the plan; each at its place in its file.
 */
export function constraintProblems(
  plan: Plan,
  cwd: string,
  texts: ReadonlyMap<string, string>,
  placeOf: (at: string) => readonly [Source, Span],
): readonly Diagnostic[] {
  const base = resolve(cwd, dirname(plan.file));
  const uses = filesBeside(constraintUses(plan), cwd, (declaredIn, name) =>
    texts.get(resolve(cwd, dirname(declaredIn), name)),
  );
  const sources = new Map<string, Source>();
  const spanIn = (at: string, text: string): readonly [Source, Span] => {
    const [, file = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(at) ?? [];
    const source = sources.get(file) ?? new Source(file, text);
    sources.set(file, source);
    const start = source.offset({ line: Number(line), column: Number(column) });
    return [source, { start, end: start + 1 }];
  };
  const textOf = (at: string): string => uses.find((use) => isIn(use, at))?.text ?? '';
  const place = (at: string) =>
    uses.some((use) => isIn(use, at)) ? spanIn(at, textOf(at)) : placeOf(at);
  const found: Diagnostic[] = [];
  const all: ConstraintPlan[] = [];
  for (const declaredIn of new Set(uses.map((use) => use.declaredIn))) {
    const own = uses.filter((use) => use.declaredIn === declaredIn);
    const names = own.map(({ name }) => name);
    const read = readConstraintFiles(names, plan, { base, declaredIn, texts });
    all.push(...read.constraints);
    for (const { name, what, at } of read.faults) {
      const named = own.find((use) => use.name === name);
      if (at !== undefined) found.push(diagnose(besideFiles.constraints, ...place(at), { what }));
      else if (named !== undefined) {
        found.push(diagnose(besideFiles.unreadable, ...placeOf(named.at), { what }));
      }
    }
  }
  return found.length > 0 ? found : together(plan, all, place);
}

const isIn = ({ name, declaredIn }: { name: string; declaredIn: string }, at: string): boolean =>
  at.startsWith(`${join(dirname(declaredIn), name)}:`);

interface Clause extends Claim {
  readonly name: string;
  readonly at: string;
}

const clausesOf = ({ name, agents, holds, otherwise }: ConstraintPlan): readonly Clause[] =>
  holds.map(({ tools, expr, at }) => ({ name, at, tools, expr, agents, otherwise }));

/** Warnings about constraints of files; what the plan's own mean together is told where they are written. */
function together(
  plan: Plan,
  files: readonly ConstraintPlan[],
  place: (at: string) => readonly [Source, Span],
): readonly Diagnostic[] {
  if (files.length === 0) return [];
  const held = new Set(plan.agents.flatMap(({ tools }) => tools));
  const tools = new Map(plan.tools.map((tool) => [tool.name, tool]));
  const own = new Set(files.flatMap(clausesOf));
  const reach = {
    steps: mostSteps,
    fieldsOf: (name: string) => {
      const tool = tools.get(name);
      return tool === undefined ? () => ({ optional: true }) : fieldsOfCall(callFields(tool, plan));
    },
  };
  const clauses = [...plan.constraints.flatMap(clausesOf), ...own].filter((each) =>
    each.tools.some((tool) => held.has(tool)),
  );
  return new ClaimAnalysis(clauses, reach)
    .findings()
    .filter(({ of }) => of.some((each) => own.has(each)))
    .map((each) => warning(each, own, place));
}

function warning(
  found: ClaimFinding<Clause>,
  own: ReadonlySet<Clause>,
  place: (at: string) => readonly [Source, Span],
): Diagnostic {
  const last = [...found.of].reverse().find((each) => own.has(each)) ?? (found.of[0] as Clause);
  const others = found.of.filter((each) => each !== last);
  const labels = (text: string) => ({
    labels: others.map(({ at }) => {
      const [source, span] = place(at);
      return { source, span, text };
    }),
  });
  const at = place(last.at);
  const names = found.of.map(({ name }) => name);
  if (found.finding === 'conflict') {
    const params = { names, tool: found.tool };
    return diagnose(meaning.neverTogether, ...at, params, labels('and this one'));
  }
  if (found.finding === 'vacuous') {
    return diagnose(meaning.alwaysHolds, ...at, { name: names[0] as string });
  }
  const [by, name] = names as [string, string];
  return diagnose(meaning.saidAlready, ...at, { name, by }, labels('which says it'));
}
