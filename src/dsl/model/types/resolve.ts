import { names } from '../../diagnostics/catalogue/names/index.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { Expr, Field, OneOfType as OneOfNode, Type as TypeNode } from '../../syntax/ast.ts';
import { rootKeywords } from '../../syntax/lexer/keywords.ts';
import { scalarNames } from '../../values/scalars/scalar.ts';
import { condition } from '../expressions/elaborate.ts';
import { placeOf, plainRoot, type Scope } from '../expressions/scope.ts';
import type { Module } from '../modules/module.ts';
import type { Named, Symbols } from '../modules/symbols.ts';
import { type Findings, nearMiss } from '../parts/findings.ts';
import {
  broken,
  type FieldType,
  is,
  loosened,
  type RecordType,
  single,
  type Type,
} from './type.ts';

/** The most fields a type may have when every name in it is written out. */
const mostFields = 2_000;

/** What the types of other languages are here. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ['boolean', '`bool`'],
  ...['integer', 'long', 'bigint'].map((name) => [name, '`int`'] as const),
  ...['number', 'float', 'double'].map((name) => [name, '`int` or `decimal`'] as const),
  ...['str', 'text', 'char'].map((name) => [name, '`string`'] as const),
  ...['date', 'datetime', 'timestamp', 'instant'].map((name) => [name, '`time`'] as const),
  ...['array', 'list', 'set', 'tuple'].map((name) => [name, '`list of T`'] as const),
  ...['object', 'map', 'dict', 'any', 'unknown'].map(
    (name) => [name, 'a record `{ field: T }`, or `json` for anything'] as const,
  ),
  ...['enum', 'literal', 'union'].map((name) => [name, '`one of ["a", "b"]`'] as const),
  ...['uri', 'link'].map((name) => [name, '`url`'] as const),
  ...['file', 'filename'].map((name) => [name, '`path`'] as const),
]);

/** Whether a place lets fields carry labels of their own. */
export type Labels = 'labels' | 'no labels';

/** Turns types as written into types as meant. Each declared type is worked out once. */
export class Types {
  readonly #symbols: Symbols;
  readonly #findings: Findings;
  readonly #done = new Map<Named, Type>();
  readonly #open = new Set<Named>();
  readonly #sizes = new Map<Type, number>();

  constructor(symbols: Symbols, findings: Findings) {
    this.#symbols = symbols;
    this.#findings = findings;
  }

  /** The meaning of a type; `broken` after a report. */
  resolve(node: TypeNode, module: Module, labels: Labels): Type {
    switch (node.kind) {
      case 'list of':
        return { kind: 'list', of: this.resolve(node.of, module, labels) };
      case 'one of':
        return this.#oneOf(node, module);
      case 'fields':
        return this.record(node.fields, module, labels);
      default:
        return this.#named(node.path, module);
    }
  }

  /** A record of the fields as written. */
  record(fields: readonly Field[], module: Module, labels: Labels, name?: string): RecordType {
    const known = new Map<string, FieldType>();
    for (const field of fields) {
      const { text, span } = field.name;
      if (known.has(text)) {
        this.#findings.add(names.declaredTwice, module.source, span, { kind: 'field', name: text });
        continue;
      }
      known.set(text, this.#field(field, module, labels));
    }
    const record = name === undefined ? {} : { name };
    return { kind: 'record', ...record, fields: known };
  }

  /** Works out a declared type, so that its mistakes are reported though nothing uses it. */
  declared(named: Named): Type {
    const done = this.#done.get(named);
    if (done !== undefined) return done;
    const { module, declaration, name } = named;
    if (declaration.kind !== 'type') return broken;
    if (this.#open.has(named)) {
      const params = { name: declaration.name.text };
      this.#findings.add(types.endless, module.source, declaration.name.span, params);
      return broken;
    }
    this.#open.add(named);
    let type: Type = this.#findings.muted(declaration.broken, () =>
      this.record(declaration.fields, module, 'labels', name),
    );
    if (declaration.broken) type = loosened(type);
    this.#open.delete(named);
    if (this.#size(type) > mostFields) {
      const params = { name: declaration.name.text, most: mostFields };
      this.#findings.add(types.tooLarge, module.source, declaration.name.span, params);
      type = broken;
    }
    this.#done.set(named, type);
    return type;
  }

  #named(
    path: {
      readonly text: string;
      readonly segments: readonly { text: string; span: Field['span'] }[];
      readonly span: Field['span'];
    },
    module: Module,
  ): Type {
    const scalar = scalarNames.find((each) => each === path.text);
    if (scalar !== undefined) return single(scalar);
    const [first] = path.segments;
    if (
      first !== undefined &&
      path.segments.length === 1 &&
      !this.#symbols.own(module, 'type').has(first.text)
    ) {
      this.#findings.muted(module.damaged, () => {
        const known = [...scalarNames, ...this.#symbols.visible(module, 'type')];
        const meant = elsewhere.get(path.text.toLowerCase());
        const near =
          meant === undefined
            ? nearMiss(path.text, known, path.span)
            : { help: `what other languages call \`${path.text}\` is ${meant} here` };
        this.#findings.add(names.unknownType, module.source, path.span, { name: path.text }, near);
      });
      return broken;
    }
    const named = this.#symbols.find(module, 'type', path);
    return named === undefined ? broken : this.declared(named);
  }

  #field(field: Field, module: Module, labels: Labels): FieldType {
    const type = pinned(this.resolve(field.type, module, labels), field);
    if (field.label !== undefined && labels === 'no labels') {
      const params = { label: field.label.text };
      this.#findings.add(types.labelNotHere, module.source, field.label.span, params);
    }
    const scope = this.#whereScope(field, type, module);
    const where = field.where === undefined ? undefined : condition(field.where, scope);
    return {
      name: field.name.text,
      type,
      optional: field.optional,
      ...(field.label === undefined || labels === 'no labels' ? {} : { label: field.label.text }),
      ...(where === undefined ? {} : { where }),
      ...(field.doc === undefined ? {} : { doc: field.doc }),
      at: placeOf(scope, field.name.span),
    };
  }

  #whereScope(field: Field, type: Type, module: Module): Scope {
    const value = plainRoot('value', type);
    const roots = new Map([[field.name.text, value]]);
    if (rootKeywords.includes(field.name.text)) {
      roots.clear();
      roots.set('value', value);
    }
    return { module, findings: this.#findings, roots, guards: new Set() };
  }

  #oneOf(node: OneOfNode, module: Module): Type {
    const members: string[] = [];
    for (const item of node.members) {
      const text = memberText(item);
      if (text === undefined) {
        this.#findings.add(types.badMember, module.source, item.span, {});
        return broken;
      }
      if (members.includes(text)) {
        const params = { kind: 'member', name: text };
        this.#findings.add(names.declaredTwice, module.source, item.span, params);
      } else members.push(text);
    }
    if (members.length > 0) return { kind: 'one of', members };
    this.#findings.add(types.badMember, module.source, node.span, {});
    return broken;
  }

  #size(type: Type): number {
    if (type.kind === 'list') return this.#size(type.of);
    if (type.kind !== 'record') return 1;
    let size = this.#sizes.get(type);
    if (size === undefined) {
      size = 1;
      for (const field of type.fields.values()) size += this.#size(field.type);
      this.#sizes.set(type, size);
    }
    return size;
  }
}

function memberText(item: Expr): string | undefined {
  if (item.kind === 'word') return item.text;
  return item.kind === 'literal' && item.type === 'string' ? item.value : undefined;
}

/** Money whose `where` holds it against an amount is money in that amount's currency. */
function pinned(type: Type, field: Field): Type {
  if (!is(type, 'money') || field.where === undefined) return type;
  const currency = currencyOf(field.where, field.name.text);
  return currency === undefined ? type : { kind: 'single', of: 'money', currency };
}

function currencyOf(expr: Expr, name: string): string | undefined {
  if (expr.kind === 'and') {
    for (const operand of expr.operands) {
      const found = currencyOf(operand, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (expr.kind !== 'compare' || expr.left.kind !== 'word' || expr.left.text !== name) {
    return undefined;
  }
  const { right, operator } = expr;
  if (operator === '!=' || right.kind !== 'literal' || right.type !== 'money') return undefined;
  return right.unit;
}
