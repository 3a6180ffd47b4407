import {
  type Claim,
  ClaimAnalysis,
  type ClaimFinding,
  type ConstraintAnalyst,
  type ConstraintPlan,
  type ConstraintReport,
  type ConstraintSolver,
  condition,
  type ExprPlan,
  type Facts,
  type FieldOf,
  fieldsIn,
  fieldsOfCall,
  fromJson,
  isWitness,
  nameOf,
  type OpenQuestion,
  type Plan,
  type SolverAnswer,
  type SolverQuestion,
  toJson,
  wantedBy,
} from '../../../runtime/contract/index.ts';
import { inWords, notCompared } from './analysis.ts';
import { callFields } from './kinds/fields.ts';

/** Searches about one tool take at most so many steps together. */
const mostSteps = 500_000;
/** Solvers are asked so many questions at most. */
const mostAsked = 256;
/** The code of what nobody could tell. */
const untold = 'VAK5230';

const anyField: FieldOf = () => ({ optional: true });

interface Clause extends Claim {
  readonly name: string;
  readonly at: string;
}

type Parts = { -readonly [K in keyof ConstraintReport]: [...ConstraintReport[K]] };

/**
 * Says what constraints of a plan, and of files beside it, mean together. What its own search leaves open
 * is put to each solver in turn: values that one gives are evaluated before they are shown, and a solver
 * that fails leaves the question open.
 */
export function constraintAnalyst(
  plan: Pick<Plan, 'tools' | 'context' | 'constraints'>,
  solvers: readonly ConstraintSolver[],
): ConstraintAnalyst {
  return {
    async analyse(signal) {
      const tools = new Map(plan.tools.map((tool) => [tool.name, tool]));
      const fieldsOf = (name: string): FieldOf => {
        const tool = tools.get(name);
        return tool === undefined ? anyField : fieldsOfCall(callFields(tool, plan));
      };
      const clauses = plan.constraints.flatMap(clausesOf);
      const analysis = new ClaimAnalysis(clauses, { fieldsOf, steps: mostSteps, witnesses: true });
      const parts: Parts = { findings: [], shown: [], undecided: [] };
      add(parts, analysis.findings(), 'vak');
      for (const { tool, claims } of analysis.uncompared) {
        parts.undecided.push({ ...notCompared(claims.length), tool, code: untold });
      }
      for (const [index, open] of analysis.open.entries()) {
        const asked = index < mostAsked ? solvers : [];
        const by = await settle(analysis, open, fieldsOf(open.tool), { asked, parts, signal });
        if (by !== undefined) add(parts, analysis.findings(), by);
      }
      return parts;
    },
  };
}

const clausesOf = ({ name, agents, holds, otherwise }: ConstraintPlan): readonly Clause[] =>
  holds.map(({ tools, expr, at }) => ({ name, at, tools, expr, agents, otherwise }));

/** Adds what was not known before. */
function add(parts: Parts, found: readonly ClaimFinding<Clause>[], by: string): void {
  const keyOf = (one: { finding: string; at: readonly string[] }) =>
    JSON.stringify([one.finding, one.at]);
  const known = new Set(parts.findings.map(keyOf));
  for (const each of found) {
    const { finding, of } = each;
    const tool = each.finding === 'conflict' ? { tool: each.tool } : {};
    const constraints = of.map(({ name }) => name);
    const one = { finding, constraints, at: of.map(({ at }) => at), ...tool, by };
    if (!known.has(keyOf(one))) parts.findings.push(one);
  }
}

/** Asks solver after solver; gives the one that proved something. */
async function settle(
  analysis: ClaimAnalysis<Clause>,
  open: OpenQuestion<Clause>,
  fieldOf: FieldOf,
  more: {
    readonly asked: readonly ConstraintSolver[];
    readonly parts: Parts;
    readonly signal: AbortSignal;
  },
): Promise<string | undefined> {
  const { parts, signal } = more;
  const { tool, claims } = open;
  const conditions = claims.map(({ expr }) => expr);
  const question: SolverQuestion = { conditions, wanted: wantedBy(open.question), fieldOf };
  const what = inWords(
    open.question,
    claims.map(({ name }) => name),
  );
  let because = more.asked.length === 0 ? 'no solver is asked' : '';
  for (const solver of more.asked) {
    const answer = await answerOf(solver, question, signal);
    if (answer.state === 'no') {
      const core = answer.core?.map((index) => question.wanted[index]?.condition ?? 0);
      analysis.prove(open, core);
      return solver.name;
    }
    if (answer.state === 'yes') {
      if (isShown(question, answer.values)) {
        const values = answer.values.map(([ref, value]) => [nameOf(ref), toJson(value)]);
        parts.shown.push({ what, tool, values: Object.fromEntries(values), by: solver.name });
        return undefined;
      }
      because = `\`${solver.name}\`: its values do not show it`;
    } else because = `\`${solver.name}\`: ${answer.because}`;
  }
  parts.undecided.push({ what, tool, code: untold, because });
  return undefined;
}

type Values = Extract<SolverAnswer, { state: 'yes' }>['values'];

/** Whether values are ones that a call may have, all that it must have, and come out as is said. */
function isShown({ conditions, wanted, fieldOf }: SolverQuestion, values: Values): boolean {
  const given = new Set(values.map(([ref]) => nameOf(ref)));
  const asked = wanted.flatMap(({ condition: at }) => fieldsIn(conditions[at] as ExprPlan));
  const isWhole = asked.every(
    (ref) => given.has(nameOf(ref)) || fieldOf(ref.root, ref.path).optional,
  );
  const areSound = values.every(([{ root, path }, value]) => {
    const { type, where } = fieldOf(root, path);
    const fits = type === undefined || fromJson(toJson(value), type).ok;
    return fits && (where === undefined || condition(where)({ value } as Facts) === true);
  });
  return isWhole && areSound && isWitness(conditions, wanted, values);
}

async function answerOf(
  solver: ConstraintSolver,
  question: SolverQuestion,
  signal: AbortSignal,
): Promise<SolverAnswer> {
  try {
    return await solver.decide(question, signal);
  } catch (cause) {
    return { state: 'undecided', because: cause instanceof Error ? cause.message : String(cause) };
  }
}
