import type { ConditionPlan, ExprPlan } from './plan.ts';

/** Conditions in the language's own words, joined as they are meant: all must hold. */
export const printConditions = (conditions: readonly ConditionPlan[]): string =>
  conditions
    .map(({ word, expr }) => (word === 'when' ? print(expr) : `not ${within(expr)}`))
    .join(' and ');

/** An expression in the language's own words, on one line. */
export function print(expr: ExprPlan): string {
  switch (expr.op) {
    case 'literal':
      return expr.type === 'string' ? JSON.stringify(expr.json) : String(expr.json);
    case 'ref':
      return [expr.root, ...expr.path].join('.');
    case 'list':
      return `[${expr.items.map(print).join(', ')}]`;
    case 'record':
      return `{ ${expr.entries.map(({ name, value }) => `${name}: ${print(value)}`).join(', ')} }`;
    case 'and':
    case 'or':
      return expr.of.map(within).join(` ${expr.op} `);
    case 'not':
      return `not ${within(expr.of)}`;
    case 'negate':
      return `-${within(expr.of)}`;
    case 'like':
      return `${within(expr.left)} like ${JSON.stringify(expr.pattern)}`;
    case 'has':
      return `${within(expr.of)} has ${expr.field}`;
    case 'runs': {
      const flags = expr.flags.map((flag) => JSON.stringify(flag)).join(', ');
      const program = `${within(expr.of)} runs ${JSON.stringify(expr.program)}`;
      return flags === '' ? program : `${program} with [${flags}]`;
    }
    default:
      return `${within(expr.left)} ${expr.op} ${within(expr.right)}`;
  }
}

const simple = new Set<ExprPlan['op']>(['literal', 'ref', 'list', 'record']);
const within = (expr: ExprPlan): string => (simple.has(expr.op) ? print(expr) : `(${print(expr)})`);
