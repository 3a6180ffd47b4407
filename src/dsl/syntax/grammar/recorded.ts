import type { IProduction, TokenType } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { kw, Word } from '../lexer/tokens.ts';
import { newParser } from './parser.ts';

/** A part of a rule of the grammar, as plain data. */
export type Part =
  | { readonly kind: 'rule'; readonly name: string }
  /** A reserved word or sign as it is written. */
  | { readonly kind: 'literal'; readonly text: string }
  /** A family of tokens, such as `word` or `amount`. */
  | { readonly kind: 'token'; readonly name: string }
  | { readonly kind: 'sequence'; readonly of: readonly Part[] }
  | { readonly kind: 'choice'; readonly of: readonly Part[] }
  | { readonly kind: 'optional'; readonly of: Part }
  | { readonly kind: 'repeat'; readonly of: Part };

/** One rule of the grammar. */
export interface RecordedRule {
  readonly name: string;
  readonly part: Part;
}

/** The grammar as the parser has it, in the order of first use from `file`. */
export function recordedGrammar(): readonly RecordedRule[] {
  const productions = newParser({ skipValidations: true }).getGAstProductions();
  const order: string[] = [];
  const parts = new Map<string, Part>();
  const visit = (name: string): void => {
    const rule = productions[name];
    if (rule === undefined || parts.has(name)) return;
    order.push(name);
    const part = sequence(rule.definition);
    parts.set(name, part);
    for (const used of rulesIn(part)) visit(used);
  };
  visit('file');
  return order.map((name) => ({ name, part: parts.get(name) as Part }));
}

function rulesIn(part: Part): readonly string[] {
  switch (part.kind) {
    case 'rule':
      return [part.name];
    case 'sequence':
    case 'choice':
      return part.of.flatMap(rulesIn);
    case 'optional':
    case 'repeat':
      return rulesIn(part.of);
    default:
      return [];
  }
}

function sequence(definition: readonly IProduction[]): Part {
  const of = definition.map(convert);
  return of.length === 1 ? (of[0] as Part) : { kind: 'sequence', of };
}

function convert(production: IProduction): Part {
  const { definition, nonTerminalName, terminalType } = production as IProduction & {
    readonly definition?: readonly IProduction[];
    readonly nonTerminalName?: string;
    readonly terminalType?: TokenType;
  };
  if (nonTerminalName !== undefined) return { kind: 'rule', name: nonTerminalName };
  if (terminalType !== undefined) return terminal(terminalType);
  const kind = production.constructor.name;
  const inner = definition ?? [];
  if (kind === 'Alternation') return { kind: 'choice', of: inner.map(convert) };
  if (kind === 'Option') return { kind: 'optional', of: sequence(inner) };
  if (kind === 'Repetition') return { kind: 'repeat', of: sequence(inner) };
  if (kind === 'RepetitionMandatory') {
    return { kind: 'sequence', of: [sequence(inner), { kind: 'repeat', of: sequence(inner) }] };
  }
  return sequence(inner);
}

const families: ReadonlyMap<TokenType, string> = new Map([
  [Word, 'word'],
  [t.PathWord, 'pathWord'],
  [t.TypeWord, 'typeWord'],
  [t.ExprWord, 'rootWord'],
  [t.Identifier, 'identifier'],
  [t.StringText, 'string'],
  [t.Amount, 'amount'],
  [t.Int, 'int'],
  [t.Duration, 'duration'],
]);

function terminal(type: TokenType): Part {
  if (type === t.LogicOperator) return words([kw('and'), kw('or')]);
  if (type === t.SumOperator) return words([t.Plus, t.Minus]);
  if (type === t.CompareOperator) {
    const signs = [t.Equals, t.Differs, t.Less, t.AtMost, t.Greater, t.AtLeast];
    return words([...signs, kw('in'), kw('like')]);
  }
  const name = families.get(type);
  if (name !== undefined) return { kind: 'token', name };
  return { kind: 'literal', text: (type.LABEL ?? type.name).replace(/^`|`$/g, '') };
}

function words(types: readonly TokenType[]): Part {
  return { kind: 'choice', of: types.map(terminal) };
}
