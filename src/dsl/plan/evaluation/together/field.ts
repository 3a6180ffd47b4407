import type { ExprPlan, Root } from '../../expression.ts';
import type { FieldPlan, TypePlan } from '../../plan.ts';

/** What is known of a field that a condition reads. */
export interface KnownField {
  /** Absent where it may be anything. */
  readonly type?: TypePlan;
  /** True where a call may come without it. */
  readonly optional: boolean;
  /** What every value of it is held to already; reads it as root `value`. */
  readonly where?: ExprPlan;
}

/** What is known of fields, by where they are read. */
export type FieldOf = (root: Root, path: readonly string[]) => KnownField;

/** Nothing is known: a field may hold anything, or be missing. */
export const anyField: FieldOf = () => ({ optional: true });

/** The fields that conditions about one tool may read. */
export interface CallFields {
  readonly args: readonly FieldPlan[];
  readonly context: readonly FieldPlan[];
  readonly lookup: readonly FieldPlan[];
}

const effects = ['pure', 'read', 'egress', 'write', 'irreversible'];

/**
 * What a tool's call is known to hold. A context may come without any of its fields; a call without one
 * of its look-ups is refused before anything is asked of it.
 */
export function fieldsOfCall({ args, context, lookup }: CallFields): FieldOf {
  return (root, path) => {
    switch (root) {
      case 'args':
        return fieldIn(args, path);
      case 'lookup':
        return fieldIn(lookup, path);
      case 'context':
        return { ...fieldIn(context, path), optional: true };
      case 'tool': {
        const isEffect = path.length === 1 && path[0] === 'effect';
        return isEffect
          ? { type: { type: 'one of', members: effects }, optional: false }
          : { optional: true };
      }
      default:
        return { optional: true };
    }
  };
}

function fieldIn(fields: readonly FieldPlan[], [first, ...rest]: readonly string[]): KnownField {
  const field = fields.find(({ name }) => name === first);
  if (field === undefined) return { optional: true };
  const { type, optional, where } = field;
  if (rest.length === 0) return { type, optional, ...(where === undefined ? {} : { where }) };
  if (type.type !== 'record') return { optional: true };
  const inner = fieldIn(type.fields, rest);
  return optional ? { ...inner, optional: true } : inner;
}
