// The pure parts of the language that a plugin may use: values, their JSON, and expressions over them.
export { canonicalJson, meaning, NotCanonicalError } from '../../dsl/plan/canonical.ts';
export type { Evaluation, Facts } from '../../dsl/plan/evaluate.ts';
export { condition, expression, literal } from '../../dsl/plan/evaluate.ts';
export { reasonUnknown } from '../../dsl/plan/evaluation/reason.ts';
export type * from '../../dsl/plan/plan.ts';
export { print } from '../../dsl/plan/print.ts';
export { add, multiply, negate, subtract } from '../../dsl/values/arithmetic.ts';
export { compare, equal } from '../../dsl/values/compare.ts';
export type { Reading, ReadingOptions } from '../../dsl/values/from-json.ts';
export { fieldsFromJson, fromJson } from '../../dsl/values/from-json.ts';
export { otherReading } from '../../dsl/values/kinds/url.ts';
export { readScalar } from '../../dsl/values/scalars/scalar.ts';
export { toJson } from '../../dsl/values/to-json.ts';
export type * from '../../dsl/values/value.ts';
export { unknown } from '../../dsl/values/value.ts';
