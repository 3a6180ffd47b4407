import { expect, test } from 'vitest';
import type { ScalarType, TypePlan } from '../../../../src/dsl/plan/plan.ts';
import { fromJson } from '../../../../src/dsl/values/from-json.ts';
import { sampleOf } from '../../../../src/runtime/testing/blocks/sample.ts';

const scalars: readonly ScalarType[] = [
  ...([
    'string',
    'int',
    'decimal',
    'bool',
    'money',
    'duration',
    'size',
    'percent',
    'time',
  ] as const),
  ...(['path', 'url', 'host', 'email', 'command', 'json'] as const),
];
const at = 'a.vak:1:1';
const record: TypePlan = {
  type: 'record',
  fields: scalars.map((type) => ({ name: type, type: { type }, optional: false, at })),
};

test.each<TypePlan>([
  ...scalars.map((type): TypePlan => ({ type })),
  { type: 'one of', members: ['a', 'b'] },
  { type: 'list', of: { type: 'int' } },
  record,
])('a sample fits its type: $type', (type) => {
  expect(fromJson(sampleOf(type), type)).toMatchObject({ ok: true });
});

test('what may be left out is left out', () => {
  const type: TypePlan = {
    type: 'record',
    fields: [{ name: 'note', type: { type: 'string' }, optional: true, at }],
  };
  expect(sampleOf(type)).toEqual({});
});
