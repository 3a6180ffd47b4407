import type { ScalarType, TypePlan } from '../../../dsl/plan/plan.ts';
import type { Json } from '../../../dsl/values/value.ts';

/**
 * Some JSON of a type, for a result that a test says nothing about. It fits the type but for `where`
 * of its fields, which it does not try to meet.
 */
export function sampleOf(type: TypePlan | null): Json {
  if (type === null) return null;
  switch (type.type) {
    case 'record':
      return Object.fromEntries(
        type.fields
          .filter((field) => !field.optional)
          .map(({ name, type }) => [name, sampleOf(type)]),
      );
    case 'list':
      return [];
    case 'one of':
      return type.members[0] ?? null;
    default:
      return scalars[type.type];
  }
}

const scalars: Readonly<Record<ScalarType, Json>> = {
  string: '',
  int: 0,
  decimal: '0',
  bool: false,
  money: '0.00 EUR',
  duration: '0s',
  size: '0B',
  percent: '0%',
  time: '1970-01-01T00:00:00Z',
  path: '/',
  url: 'https://example.invalid/',
  host: 'example.invalid',
  email: 'nobody@example.invalid',
  command: 'true',
  json: null,
};
