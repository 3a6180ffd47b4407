import { unknown } from '../../values/value.ts';
import type { Facts } from '../evaluate.ts';
import { expression } from '../evaluate.ts';
import { fieldsIn } from '../expression.ts';
import type { ExprPlan } from '../plan.ts';
import { print } from '../print.ts';

/**
 * Why an expression is unknown, in the author's terms and without values: the innermost part that could
 * not be evaluated. Undefined for one that is known. Compiles as it goes, so it is for explanations only.
 */
export function reasonUnknown(plan: ExprPlan, facts: Facts): string | undefined {
  if (expression(plan)(facts) !== unknown) return undefined;
  for (const part of parts(plan)) {
    const reason = reasonUnknown(part, facts);
    if (reason !== undefined) return reason;
  }
  const text = `\`${print(plan)}\``;
  switch (plan.op) {
    case 'ref':
      return `${text} is not known`;
    case 'literal':
      return `${text} is no ${plan.type}`;
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
      return `the sides of ${text} cannot be compared`;
    case '+':
    case '-':
    case '*':
    case 'negate':
      return `${text} has no exact result`;
    case 'runs':
      return `what ${text} asks cannot be read from the command line`;
    default:
      return `${text} cannot be evaluated`;
  }
}

/** The fields that an expression reads and that are not known, as an author writes them. */
export function unknownFields(plan: ExprPlan, facts: Facts): readonly string[] {
  const all = fieldsIn(plan).filter((field) => expression(field)(facts) === unknown);
  return [...new Set(all.map((field) => print(field)))];
}

function parts(plan: ExprPlan): readonly ExprPlan[] {
  switch (plan.op) {
    case 'and':
    case 'or':
      return plan.of;
    case 'not':
    case 'negate':
    case 'has':
    case 'runs':
      return [plan.of];
    case 'list':
      return plan.items;
    case 'record':
      return plan.entries.map((entry) => entry.value);
    case 'like':
      return [plan.left];
    case 'literal':
    case 'ref':
      return [];
    default:
      return [plan.left, plan.right];
  }
}
