import { formatNano, formatPercent } from './scalars/decimal.ts';
import { formatMoney } from './scalars/money.ts';
import { formatTime } from './scalars/time.ts';
import { formatDuration, formatSize } from './scalars/units.ts';
import type { Json, ListValue, RecordValue, Value } from './value.ts';

/**
 * A value in its canonical JSON spelling: equal values of one type give equal JSON, and `fromJson` gives
 * the value back. Shares nothing mutable with the value.
 */
export function toJson(value: Value): Json {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(toJson);
  switch (value.kind) {
    case 'record':
      return record(value);
    case 'decimal':
      return formatNano(value.nano);
    case 'money':
      return formatMoney(value);
    case 'percent':
      return formatPercent(value);
    case 'duration':
      return formatDuration(value);
    case 'size':
      return formatSize(value);
    case 'time':
      return formatTime(value);
    case 'json':
      return value.json;
    default:
      return value.text;
  }
}

/** Whether a value is a list. */
export const isList = (value: Value): value is ListValue => Array.isArray(value);

function record(value: RecordValue): Json {
  const json: Record<string, Json> = {};
  for (const [name, field] of value.fields) setOwn(json, name, toJson(field));
  return json;
}

/** Sets an own property under any name, `__proto__` included. */
export function setOwn(of: Record<string, Json>, name: string, json: Json): void {
  if (name !== '__proto__') of[name] = json;
  else
    Object.defineProperty(of, name, {
      value: json,
      enumerable: true,
      writable: true,
      configurable: true,
    });
}
