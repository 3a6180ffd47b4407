import type {
  AgentPlan,
  ConstraintPlan,
  LimitPlan,
  OrderPlan,
  Plan,
  RulePlan,
  ToolPlan,
  WhoPlan,
} from '../../plan/plan.ts';
import { print, printConditions } from '../../plan/print.ts';

/** The rules that speak of an agent's calls of a tool, in the order of the file's names. */
export function rulesAbout(plan: Plan, agent: AgentPlan, tool: ToolPlan): readonly RulePlan[] {
  return plan.rules.filter(
    ({ agents, tools }) =>
      tools.includes(tool.name) && (agents === null || agents.includes(agent.name)),
  );
}

/** One rule as a sentence, with the author's reason and where it stands. */
export function ruleSentence(rule: RulePlan): string {
  const verb = {
    permit: 'Permitted',
    forbid: 'Forbidden',
    approval: `Needs approval from ${rule.from === undefined ? 'nobody' : whoOf(rule.from)}`,
  }[rule.verdict];
  const conditions = printConditions(rule.conditions);
  const when = conditions === '' ? '' : ` when ${quoted(conditions)}`;
  return `${verb}${when}${why(rule.because)} (${quoted(rule.name)})`;
}

/** One limit as a sentence. */
export function limitSentence(limit: LimitPlan): string {
  const windows = limit.windows.map(({ form, max, of, currency, perMs, burst }) => {
    const amount =
      of === undefined
        ? `${max} calls`
        : `${units(max)}${currency === undefined ? '' : ` ${currency}`} of ${quoted(print(of))}`;
    const time = spell(perMs);
    if (form === 'at most') return `at most ${amount} in any ${time}`;
    const more = of === undefined ? (burst ?? '0') : units(burst ?? '0');
    return `${amount} per ${time}, ${more} at once`;
  });
  const each = limit.forEach.map((key) => quoted(print(key))).join(' and ');
  const keyed = each === '' ? '' : ` for each ${each}`;
  const { otherwise } = limit;
  const then =
    otherwise.verdict === 'forbid'
      ? 'then forbidden'
      : `then approval from ${whoOf(otherwise.from)}`;
  return `Limited to ${windows.join(', and ')}${keyed}, ${then}${why(limit.because)} (${quoted(limit.name)})`;
}

/** What a constraint asks of one tool, as sentences. */
export function constraintSentence(constraint: ConstraintPlan, tool: string): readonly string[] {
  const { otherwise } = constraint;
  const else_ =
    otherwise.verdict === 'forbid'
      ? 'is forbidden'
      : `needs approval from ${whoOf(otherwise.from)}`;
  const texts = [
    ...constraint.holds
      .filter(({ tools }) => tools.includes(tool))
      .map(({ expr }) => `Unless ${quoted(print(expr))} holds, the call ${else_}`),
    ...(constraint.order ?? []).flatMap((clause) =>
      orderSentences(clause, constraint.scope ?? 'session', tool, else_),
    ),
  ];
  return texts.map((text) => `${text}${why(constraint.because)} (${quoted(constraint.name)})`);
}

function orderSentences(
  { form, earlier, later, withinMs, matching }: OrderPlan,
  scope: string,
  tool: string,
  else_: string,
): readonly string[] {
  const first = earlier.map(quoted).join(' or ');
  const second = later.map(quoted).join(' or ');
  const fits = matching === undefined ? '' : ` with ${quoted(print(matching))}`;
  const within = `in the same ${scope}`;
  if (form === 'after eventually') {
    if (!earlier.includes(tool)) return [];
    const time = spell(withinMs ?? 0);
    return [
      `After it, ${second}${fits} must be done within ${time}; while that is late ${within}, the call ${else_}`,
    ];
  }
  if (!later.includes(tool)) return [];
  return form === 'before always'
    ? [`Unless ${first}${fits} was done before ${within}, the call ${else_}`]
    : [`After ${first}${fits} ${within}, the call ${else_}`];
}

const whoOf = ({ count, approvers }: WhoPlan): string =>
  count === 1 ? quoted(approvers) : `${count} of ${quoted(approvers)}`;

/** The author's words, on one line and without anything that Markdown would take for its own. */
const why = (because: string | undefined): string =>
  because === undefined
    ? ''
    : `: ${because.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*[\]<>|#]/g, '\\$&')}`;

const quoted = (text: string): string => {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll(/\s+/g, ' ')}${fence}`;
};

/** Billionths as a number. */
function units(nano: string): string {
  const digits = nano.padStart(10, '0');
  const part = digits.slice(-9).replace(/0+$/, '');
  return `${digits.slice(0, -9)}${part === '' ? '' : `.${part}`}`;
}

const spans = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
] as const;

/** A time in its largest whole unit, as the language writes it. */
export function spell(ms: number): string {
  const [size, unit] = spans.find(([each]) => ms % each === 0) ?? [1, 'ms'];
  return `${ms / size}${unit}`;
}
