import type { ConditionPlan, ExprPlan, ScalarType } from './plan.ts';

const precedence = { or: 1, and: 1, not: 2, relation: 3, sum: 4, product: 5, primary: 6 } as const;
type Level = (typeof precedence)[keyof typeof precedence];

/** An expression in the language's own words, on one line; parentheses only where they are needed. */
export function print(plan: ExprPlan): string {
  return write(plan, 0);
}

/** Conditions in the language's own words, joined as they are meant: all must hold. */
export function printConditions(conditions: readonly ConditionPlan[]): string {
  const parts = conditions.map(
    ({ word, expr, at }): ExprPlan => (word === 'when' ? expr : { op: 'not', of: expr, at }),
  );
  const [only, ...rest] = parts;
  if (only === undefined) return '';
  return print(rest.length === 0 ? only : { op: 'and', of: parts, at: only.at });
}

function write(plan: ExprPlan, around: number): string {
  const [text, level] = written(plan);
  return level <= around ? `(${text})` : text;
}

function written(plan: ExprPlan): readonly [text: string, level: Level] {
  switch (plan.op) {
    case 'literal':
      return [quoted.has(plan.type) ? JSON.stringify(plan.json) : plain(plan.json), 6];
    case 'ref':
      return [[plan.root, ...plan.path].join('.'), 6];
    case 'list':
      return [`[${plan.items.map((item) => write(item, 0)).join(', ')}]`, 6];
    case 'record':
      return [
        `{ ${plan.entries.map(({ name, value }) => `${name}: ${write(value, 0)}`).join(', ')} }`,
        6,
      ];
    case 'and':
    case 'or':
      return [plan.of.map((part) => write(part, precedence.and)).join(` ${plan.op} `), 1];
    case 'not':
      return [`not ${write(plan.of, precedence.not)}`, 2];
    case 'negate':
      return [`-${write(plan.of, precedence.product)}`, 5];
    case 'like':
      return [`${write(plan.left, 3)} like ${JSON.stringify(plan.pattern)}`, 3];
    case 'has':
      return [`${write(plan.of, 3)} has ${plan.field}`, 3];
    case 'runs':
      return [runsText(plan), 3];
    case '+':
    case '-':
      return [`${write(plan.left, 3)} ${plan.op} ${write(plan.right, 4)}`, 4];
    case '*':
      return [`${write(plan.left, 4)} * ${write(plan.right, 5)}`, 5];
    default:
      return [`${write(plan.left, 3)} ${plan.op} ${write(plan.right, 3)}`, 3];
  }
}

/** The types whose values an author writes in quotes. */
const quoted: ReadonlySet<ScalarType> = new Set<ScalarType>([
  'string',
  'time',
  'path',
  'url',
  'host',
  'email',
  'command',
]);

const plain = (json: unknown): string => (typeof json === 'string' ? json : JSON.stringify(json));

function runsText(plan: Extract<ExprPlan, { op: 'runs' }>): string {
  const flags =
    plan.flags.length === 0 ? '' : ` with [${plan.flags.map((f) => JSON.stringify(f)).join(', ')}]`;
  return `${write(plan.of, 3)} runs ${JSON.stringify(plan.program)}${flags}`;
}
