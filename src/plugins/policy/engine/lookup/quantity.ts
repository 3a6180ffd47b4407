import type { Value } from '../../../../runtime/contract/index.ts';

/** What a quantity is ordered by; all keys of one family are of one JavaScript type. */
export type Key = number | bigint;

/** A value that has an order: values of one family, and only those, compare with one another. */
export interface Quantity {
  readonly family: string;
  readonly key: Key;
}

const one = 1_000_000_000n;

/** How a value is ordered; undefined for one that has no order. Agrees with `compare` in every pair. */
export function quantity(value: Value): Quantity | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return { family: 'number', key: BigInt(value) * one };
  }
  if (typeof value !== 'object' || !('kind' in value)) return undefined;
  switch (value.kind) {
    case 'decimal':
      return { family: 'number', key: value.nano };
    case 'money':
      return { family: value.currency, key: value.nano };
    case 'percent':
      return { family: 'percent', key: value.nano };
    case 'duration':
    case 'time':
      return { family: value.kind, key: value.ms };
    case 'size':
      return { family: 'size', key: value.bytes };
    default:
      return undefined;
  }
}
