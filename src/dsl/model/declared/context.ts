import { names } from '../../diagnostics/catalogue/names/index.ts';
import { declarations, type Module } from '../modules/module.ts';
import type { Findings } from '../parts/findings.ts';
import { join } from '../types/join.ts';
import type { Types } from '../types/resolve.ts';
import { type FieldType, loosened, noFields, type RecordType } from '../types/type.ts';

/** What each file says that the host supplies with a session. */
export function contextsOf(
  modules: readonly Module[],
  types: Types,
  findings: Findings,
): ReadonlyMap<Module, RecordType> {
  const contexts = new Map<Module, RecordType>();
  for (const module of modules) {
    const [first, ...more] = declarations(module, 'context');
    for (const each of more) {
      const params = { kind: 'block', name: 'context' };
      findings.add(names.declaredTwice, module.source, each.span, params);
    }
    const type =
      first === undefined
        ? noFields
        : findings.muted(first.broken, () => types.record(first.fields, module, 'no labels'));
    contexts.set(module, first?.broken === true ? loosened(type) : type);
  }
  return contexts;
}

/**
 * What the host must supply for all files together: every field of each. Two files may ask for one
 * field if they agree about it; records are asked for with the fields of both.
 */
export function mergedContext(
  contexts: ReadonlyMap<Module, RecordType>,
  findings: Findings,
): RecordType {
  const merged = new Map<string, FieldType>();
  for (const [module, type] of contexts) {
    for (const field of type.fields.values()) {
      const before = merged.get(field.name);
      const both = before === undefined ? field : mergedField(before, field);
      if (both !== undefined) {
        merged.set(field.name, both);
        continue;
      }
      const context = declarations(module, 'context')[0]?.fields;
      const span = context?.find((each) => each.name.text === field.name)?.name.span;
      const params = { name: field.name, other: before?.at ?? '' };
      findings.add(names.contextsDiffer, module.source, span ?? module.file.span, params);
    }
  }
  return { kind: 'record', fields: merged };
}

function mergedField(left: FieldType, right: FieldType): FieldType | undefined {
  if (left.type.kind === 'record' && right.type.kind === 'record') {
    const fields = new Map(left.type.fields);
    for (const field of right.type.fields.values()) {
      const before = fields.get(field.name);
      const both = before === undefined ? field : mergedField(before, field);
      if (both === undefined) return undefined;
      fields.set(field.name, both);
    }
    const type: RecordType = { kind: 'record', fields };
    return { ...left, type, optional: left.optional && right.optional };
  }
  const sameWhere = left.where === undefined || right.where === undefined;
  const type = sameWhere && sameShape(left, right) ? join(left.type, right.type) : undefined;
  if (type === undefined) return undefined;
  const where = left.where ?? right.where;
  const more = where === undefined ? {} : { where };
  return { ...left, ...more, type, optional: left.optional && right.optional };
}

function sameShape(left: FieldType, right: FieldType): boolean {
  if (left.type.kind !== right.type.kind) return false;
  if (left.type.kind === 'single' && right.type.kind === 'single') {
    return left.type.of === right.type.of;
  }
  if (left.type.kind === 'one of' && right.type.kind === 'one of') {
    const members = right.type.members;
    return (
      members.length === left.type.members.length &&
      left.type.members.every((m) => members.includes(m))
    );
  }
  return true;
}
