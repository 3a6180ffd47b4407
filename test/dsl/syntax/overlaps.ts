import type { IProduction, Rule, TokenType } from 'chevrotain';
import { vocabulary } from '../../../src/dsl/syntax/lexer/tokens.ts';

/** A token that could start an optional part and could also follow it. */
export interface Overlap {
  readonly rule: string;
  readonly token: string;
}

type Tokens = Set<TokenType>;

/**
 * All overlaps of FIRST and FOLLOW in a recorded grammar: for every part that may be left out or
 * repeated, the tokens that may start it and may also come right after it.
 */
export function overlaps(rules: Readonly<Record<string, Rule>>): readonly Overlap[] {
  const named = Object.values(rules);
  const first = new Map<string, Tokens>(named.map(({ name }) => [name, new Set()]));
  const empty = new Map<string, boolean>(named.map(({ name }) => [name, false]));
  const follow = new Map<string, Tokens>(named.map(({ name }) => [name, new Set()]));

  const firstOf = (part: IProduction): { tokens: Tokens; empty: boolean } => {
    const kind = part.constructor.name;
    const inner = part as unknown as Shape;
    if (inner.terminalType !== undefined)
      return { tokens: concrete(inner.terminalType), empty: false };
    if (inner.nonTerminalName !== undefined) {
      const name = inner.nonTerminalName;
      return { tokens: first.get(name) as Tokens, empty: empty.get(name) === true };
    }
    if (kind === 'Alternation') {
      const each = (inner.definition ?? []).map(firstOf);
      return { tokens: union(each.map((one) => one.tokens)), empty: each.some((one) => one.empty) };
    }
    const all = sequenceFirst(inner.definition ?? []);
    const skippable = kind === 'Option' || kind === 'Repetition';
    return { tokens: all.tokens, empty: all.empty || skippable };
  };
  const sequenceFirst = (parts: readonly IProduction[]): { tokens: Tokens; empty: boolean } => {
    const tokens: Tokens[] = [];
    for (const part of parts) {
      const one = firstOf(part);
      tokens.push(one.tokens);
      if (!one.empty) return { tokens: union(tokens), empty: false };
    }
    return { tokens: union(tokens), empty: true };
  };

  settle(() => {
    let grew = false;
    for (const rule of named) {
      const found = sequenceFirst(rule.definition);
      grew = add(first.get(rule.name) as Tokens, found.tokens) || grew;
      if (found.empty && empty.get(rule.name) === false) {
        empty.set(rule.name, true);
        grew = true;
      }
    }
    return grew;
  });

  const found: Overlap[] = [];
  const walk = (
    rule: string,
    parts: readonly IProduction[],
    after: Tokens,
    report: boolean,
  ): boolean => {
    let grew = false;
    for (const [index, part] of parts.entries()) {
      const rest = sequenceFirst(parts.slice(index + 1));
      const next = rest.empty ? union([rest.tokens, after]) : rest.tokens;
      const inner = part as unknown as Shape;
      const kind = part.constructor.name;
      if (inner.nonTerminalName !== undefined) {
        grew = add(follow.get(inner.nonTerminalName) as Tokens, next) || grew;
        continue;
      }
      if (inner.definition === undefined) continue;
      const own = firstOf(part).tokens;
      if (report && (kind === 'Option' || kind.startsWith('Repetition'))) {
        for (const token of own) if (next.has(token)) found.push({ rule, token: labelOf(token) });
      }
      const around = kind.startsWith('Repetition') ? union([next, own]) : next;
      const branches =
        kind === 'Alternation' ? inner.definition.map((one) => [one]) : [inner.definition];
      for (const branch of branches) grew = walk(rule, branch, around, report) || grew;
    }
    return grew;
  };
  const pass = (report: boolean): boolean =>
    named
      .map(({ name, definition }) => walk(name, definition, follow.get(name) as Tokens, report))
      .some(Boolean);
  settle(() => pass(false));
  pass(true);
  return found;
}

interface Shape {
  readonly definition?: readonly IProduction[];
  readonly terminalType?: TokenType;
  readonly nonTerminalName?: string;
}

/** The tokens a text can really hold, for a token type or a family of them. */
function concrete(type: TokenType): Tokens {
  const family = (type.categoryMatches ?? []).map((index) => types.get(index) as TokenType);
  return new Set(family.length > 0 ? family : [type]);
}

const types: ReadonlyMap<number, TokenType> = new Map(
  vocabulary.map((type) => [type.tokenTypeIdx as number, type]),
);

function settle(step: () => boolean): void {
  while (step());
}

function add(into: Tokens, from: Tokens): boolean {
  const size = into.size;
  for (const one of from) into.add(one);
  return into.size > size;
}

function union(sets: readonly Tokens[]): Tokens {
  return new Set(sets.flatMap((one) => [...one]));
}

function labelOf(type: TokenType): string {
  return (type.LABEL ?? type.name).replaceAll('`', '');
}
