import { nameIn } from '../../../dsl/model/modules/module.ts';
import type {
  Actions,
  Declaration,
  Expr,
  Fact,
  Field,
  File,
  Lookup,
  Name,
  Path,
  RecordExpr,
  ReferenceExpr,
  Target,
  Type,
  VerdictClause,
  Who,
} from '../../../dsl/syntax/ast.ts';
import type { Span } from '../../../dsl/text/source.ts';
import { walkPolicies } from './sites-in-blocks.ts';

/** What a name may stand for. */
export type NameKind =
  | 'type'
  | 'tool'
  | 'agent'
  | 'approvers'
  | 'secret'
  | 'memory'
  | 'plugin'
  | 'block'
  | 'rule'
  | 'label'
  | 'alias';

/** What an expression may read: the tools spoken of, and whom the block is for. */
export interface Reading {
  readonly actions: readonly Actions[];
  readonly target: Target | undefined;
  /** The tool whose own declaration this is in. */
  readonly within?: Path;
  /** The field whose `where` this is in. */
  readonly field?: Field;
}

/** The type that a written-out record must have, as the place tells. */
export type RecordOf =
  | { readonly of: 'args'; readonly actions: readonly Actions[] }
  | { readonly of: 'result'; readonly tool: Path }
  | { readonly of: 'context' };

/** One place in a file that names something. */
export type Site =
  /** A name of one of some kinds, perhaps through an import's alias. */
  | {
      readonly site: 'name';
      readonly kinds: readonly NameKind[];
      readonly path: Path;
      readonly span: Span;
      readonly declares: boolean;
    }
  /** A rule's own name, which others write as `policy.rule`. */
  | { readonly site: 'rule'; readonly policy: Name; readonly name: Name; readonly span: Span }
  /** The name of a field or of a look-up, where it is declared. */
  | { readonly site: 'field'; readonly node: Field | Lookup; readonly span: Span }
  | {
      readonly site: 'reference';
      readonly path: Path;
      readonly span: Span;
      readonly reading: Reading;
    }
  /** A key of a written-out record; `keys` leads to it from the whole record. */
  | {
      readonly site: 'key';
      readonly keys: readonly string[];
      readonly span: Span;
      readonly record: RecordOf;
    };

/** Walks the parts of a tree that all blocks share, noting each place that names something. */
export class SiteWalk {
  readonly sites: Site[] = [];

  name(path: Path | Name | undefined, ...kinds: readonly NameKind[]): void {
    if (path !== undefined) this.#name(asPath(path), kinds, false);
  }

  declares(path: Path | Name | undefined, kind: NameKind): void {
    if (path !== undefined) this.#name(asPath(path), [kind], true);
  }

  #name(path: Path, kinds: readonly NameKind[], declares: boolean): void {
    this.sites.push({ site: 'name', kinds, path, span: path.span, declares });
  }

  target(target: Target | undefined): void {
    if (target?.kind === 'paths') for (const path of target.paths) this.name(path, 'agent');
  }

  actions(actions: Actions, target: Target | undefined): void {
    if (actions.kind === 'paths') {
      for (const path of actions.paths) this.name(path, 'tool');
      return;
    }
    this.name(actions.labelled, 'label');
    if (actions.where !== undefined) this.expr(actions.where, { actions: [actions], target });
  }

  who(who: Who | undefined): void {
    this.name(who?.approvers, 'approvers');
  }

  verdict(clause: VerdictClause | undefined): void {
    this.who(clause?.from);
  }

  fields(fields: readonly Field[]): void {
    for (const field of fields) {
      this.sites.push({ site: 'field', node: field, span: field.name.span });
      this.type(field.type);
      this.name(field.label, 'label');
      if (field.where !== undefined) {
        this.expr(field.where, { actions: [], target: undefined, field });
      }
    }
  }

  type(type: Type): void {
    if (type.kind === 'named') this.name(type.path, 'type');
    else if (type.kind === 'list of') this.type(type.of);
    else if (type.kind === 'fields') this.fields(type.fields);
  }

  record(record: RecordExpr, of: RecordOf, reading: Reading, above: readonly string[] = []): void {
    for (const { key, value } of record.entries) {
      const keys = [...above, key.text];
      this.sites.push({ site: 'key', keys, span: key.span, record: of });
      if (value.kind === 'record') this.record(value, of, reading, keys);
      else this.expr(value, reading);
    }
  }

  reference(reference: ReferenceExpr | undefined, reading: Reading): void {
    if (reference !== undefined) this.expr(reference, reading);
  }

  expr(expr: Expr, reading: Reading): void {
    switch (expr.kind) {
      case 'reference':
        if (expr.call === undefined) this.#reference(expr.path, reading);
        for (const each of expr.call ?? []) this.#argument(expr.path.text, each, reading);
        return;
      case 'word':
        this.#reference(
          { text: expr.text, span: expr.span, segments: [{ text: expr.text, span: expr.span }] },
          reading,
        );
        return;
      case 'list':
        for (const each of expr.items) this.expr(each, reading);
        return;
      case 'record':
        for (const { value } of expr.entries) this.expr(value, reading);
        return;
      case 'and':
      case 'or':
        for (const each of expr.operands) this.expr(each, reading);
        return;
      case 'compare':
      case 'arithmetic':
        this.expr(expr.left, reading);
        this.expr(expr.right, reading);
        return;
      case 'not':
      case 'negate':
        this.expr(expr.operand, reading);
        return;
      case 'has':
        this.#has(expr.subject, expr.field, reading);
        return;
      case 'given by':
      case 'may come from':
      case 'quotes':
        this.name(expr.source, 'tool', 'label');
        this.expr(expr.subject, reading);
        return;
      case 'runs':
        this.expr(expr.subject, reading);
        return;
      default:
    }
  }

  #reference(path: Path, reading: Reading): void {
    this.sites.push({ site: 'reference', path, span: path.span, reading });
  }

  #argument(name: string, argument: Expr, reading: Reading): void {
    if (name === 'secret') this.name(nameIn(argument), 'secret');
    else this.expr(argument, reading);
  }

  /** `args has note` reads `args` and names `args.note`. */
  #has(subject: Expr, field: Name, reading: Reading): void {
    if (subject.kind !== 'reference' || subject.call !== undefined) {
      this.expr(subject, reading);
      return;
    }
    const segments = [...subject.path.segments, field];
    const span = { start: subject.span.start, end: field.span.end };
    this.#reference({ segments, text: `${subject.path.text}.${field.text}`, span }, reading);
  }

  /** Names in a fact's list or value. */
  fact(fact: Fact | undefined, ...kinds: readonly NameKind[]): void {
    if (fact === undefined || fact.value.kind === 'verdict') return;
    const items = fact.value.kind === 'list' ? fact.value.items : [fact.value];
    for (const item of items) this.name(nameIn(item), ...kinds);
  }
}

const asPath = (of: Path | Name): Path =>
  'segments' in of ? of : { segments: [of], text: of.text, span: of.span };

/** Every place of a file that names something. Costs one walk of the tree. */
export function sitesOf(file: File): readonly Site[] {
  const walk = new SiteWalk();
  for (const declaration of file.declarations) declared(walk, declaration);
  return walk.sites;
}

const nothing: Reading = { actions: [], target: undefined };

function declared(walk: SiteWalk, node: Declaration): void {
  switch (node.kind) {
    case 'import':
      walk.declares(node.alias, 'alias');
      return;
    case 'use':
      walk.declares(node.alias, 'plugin');
      for (const fact of node.config?.facts ?? []) {
        if (fact.value.kind !== 'verdict') walk.expr(fact.value, nothing);
      }
      return;
    case 'type':
      walk.declares(node.name, 'type');
      walk.fields(node.fields);
      return;
    case 'context':
      walk.fields(node.fields);
      return;
    default:
      walkPolicies(walk, node);
  }
}
