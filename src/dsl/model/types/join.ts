import type { FieldType, RecordType, Type } from './type.ts';
import { broken, single } from './type.ts';

/**
 * The one type that a value has which is of either type, as in two tools with an argument of the same
 * name. Undefined where no condition could mean the same for both.
 */
export function join(left: Type, right: Type): Type | undefined {
  if (left === right || right.kind === 'broken') return left;
  if (left.kind === 'broken') return right;
  if (left.kind === 'single' && right.kind === 'single') {
    if (left.of === right.of) return left.currency === right.currency ? left : single(left.of);
    const numbers = ['int', 'decimal'];
    return numbers.includes(left.of) && numbers.includes(right.of) ? single('decimal') : undefined;
  }
  if (left.kind === 'one of' && right.kind === 'one of') {
    return { kind: 'one of', members: [...new Set([...left.members, ...right.members])] };
  }
  if (left.kind === 'list' && right.kind === 'list') {
    const of = join(left.of, right.of);
    return of === undefined ? undefined : { kind: 'list', of };
  }
  if (left.kind === 'record' && right.kind === 'record') return joinRecords(left, right);
  return isText(left) && isText(right) ? single('string') : undefined;
}

const isText = (type: Type): boolean =>
  type.kind === 'one of' || (type.kind === 'single' && type.of === 'string');

/** The join of several types; `broken` of none. */
export function joinAll(types: readonly Type[]): Type | undefined {
  let joined: Type | undefined = types[0] ?? broken;
  if (types.length < 2) return joined;
  for (const type of types.slice(1)) {
    joined = joined === undefined ? undefined : join(joined, type);
  }
  return joined;
}

/** Fields of both records; what only one has may be missing. */
function joinRecords(left: RecordType, right: RecordType): RecordType | undefined {
  if (left.name !== undefined && left.name === right.name) return left;
  const fields = new Map<string, FieldType>();
  for (const field of [...left.fields.values(), ...right.fields.values()]) {
    if (fields.has(field.name)) continue;
    const other = right.fields.get(field.name);
    const here = left.fields.get(field.name);
    if (other === undefined || here === undefined) {
      fields.set(field.name, { ...field, optional: true });
      continue;
    }
    const type = join(here.type, other.type);
    if (type === undefined) return undefined;
    fields.set(field.name, { ...here, type, optional: here.optional || other.optional });
  }
  return { kind: 'record', fields };
}

/** Whether a value of `given` always fits where a value of `wanted` is expected. */
export function fits(given: Type, wanted: Type): boolean {
  if (given === wanted || given.kind === 'broken' || wanted.kind === 'broken') return true;
  if (wanted.kind === 'single') {
    if (wanted.of === 'json') return true;
    if (given.kind === 'one of') return wanted.of === 'string';
    if (given.kind !== 'single') return false;
    return given.of === wanted.of || (given.of === 'int' && wanted.of === 'decimal');
  }
  if (wanted.kind === 'one of') {
    return given.kind === 'one of' && given.members.every((each) => wanted.members.includes(each));
  }
  if (wanted.kind === 'list') return given.kind === 'list' && fits(given.of, wanted.of);
  return given.kind === 'record' && fitsRecord(given, wanted);
}

function fitsRecord(given: RecordType, wanted: RecordType): boolean {
  for (const field of wanted.fields.values()) {
    const here = given.fields.get(field.name);
    if (here === undefined) {
      if (!field.optional) return false;
    } else if ((here.optional && !field.optional) || !fits(here.type, field.type)) return false;
  }
  return [...given.fields.keys()].every((name) => wanted.fields.has(name));
}
