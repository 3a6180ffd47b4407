import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
import { keywordTypes } from '../lexer/tokens.ts';

/**
 * What the parser says it wanted, in an author's words: a phrase such as "an amount such as `20` or
 * `50 EUR`". The sentence around it is the catalogue's.
 */
export const phrases: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => {
    wanted.types = [expected];
    return inRule(ruleName, expected);
  },
  buildNotAllInputParsedMessage: () => {
    wanted.types = [];
    return 'a declaration such as `tool` or `policy`';
  },
  buildNoViableAltMessage: ({ expectedPathsPerAlt, ruleName }) => {
    wanted.types = expectedPathsPerAlt.flat(2);
    return places[ruleName] ?? oneOf(wanted.types);
  },
  buildEarlyExitMessage: ({ expectedIterationPaths, ruleName }) => {
    wanted.types = expectedIterationPaths.flat();
    return places[ruleName] ?? oneOf(wanted.types);
  },
};

/** The token types the last error reported would have taken. */
export const wanted: { types: readonly TokenType[] } = { types: [] };

/** What stands at the beginning of a rule of the grammar. */
const places: Readonly<Record<string, string>> = {
  declaration: 'a declaration such as `tool` or `policy`',
  signed: 'a value such as `args.amount`, `20` or `"text"`',
  segment: 'a name',
  path: 'a name',
  relation: 'a comparison',
  type: 'a type such as `string` or `money`',
  target: '`any agent` or the name of an agent',
  actions: '`any tool` or the name of a tool',
  effect: '`permit`, `forbid` or `require approval from`',
  verdict: '`forbid` or `require approval from`',
  toolItem: 'a fact such as `effect: read`, or `args`, `lookup` or `serial by`',
  fact: 'a value',
  duty: '`hide`, `remove`, `notify` or `tell allowed`',
  ruleClause: 'a clause such as `when` or `because`',
  limitClause: 'a clause such as `on` or `at most`',
  gateClause: 'a clause such as `on` or `score with`',
  constraintClause: 'a clause such as `for every`, `before` or `after`',
  testStep: '`given`, `call`, `wait` or `expect`',
  quantity: '`calls`, or `of` and what is summed',
};

/** What a closing brace would end, when something else stands where it could. */
const insides: Readonly<Record<string, string>> = {
  policyBlock: '`rule` or `}`',
  ruleBlock: 'a clause such as `when` or `because`, or `}`',
  limitBlock: 'a clause such as `on` or `at most`, or `}`',
  constraintBlock: 'a clause such as `for every`, `before` or `after`, or `}`',
  gateBlock: 'a clause such as `on` or `score with`, or `}`',
  pipelineBlock: '`stage`, `otherwise` or `}`',
  proveBlock: '`never` or `}`',
  testBlock: '`given`, `call`, `wait`, `expect` or `}`',
  toolBlock: 'a fact such as `effect: read`, or `}`',
  lookupPart: 'a name for what is looked up, or `}`',
  facts: 'a fact such as `key: value`, or `}`',
  fields: 'a field such as `name: string`, or `}`',
  record: 'a field such as `name: value`, or `}`',
  list: 'a value or `]`',
};

function inRule(rule: string, expected: TokenType): string {
  if (expected.name === 'RightBrace' || expected.name === 'RightBracket') {
    return insides[rule] ?? label(expected);
  }
  if (expected.name === 'Int' && rule === 'edition') return 'the edition, which is `1`,';
  if (expected.name === 'StringText' && rule === 'because') return 'a reason in double quotes';
  return label(expected);
}

function label(type: TokenType): string {
  return type.LABEL ?? type.name;
}

function oneOf(types: readonly TokenType[]): string {
  const labels = [...new Set(types.map(label))];
  const last = labels.pop() ?? 'something else';
  return labels.length === 0 ? last : `${labels.join(', ')} or ${last}`;
}

/** What stands before a place, as its author wrote it: reserved words that belong together, whole. */
export function wordsBefore(tokens: readonly IToken[], index: number): string | undefined {
  const last = tokens[index - 1];
  if (last === undefined) return undefined;
  const before = tokens[index - 2];
  const pair = before === undefined ? '' : `${before.image} ${last.image}`;
  return phrasesOfTwo.has(pair) ? pair : last.image;
}

const phrasesOfTwo: ReadonlySet<string> = new Set([
  'at most',
  'for each',
  'for every',
  'require approval',
  'approval from',
  'any tool',
  'any agent',
  'given by',
  'come from',
  'if unavailable',
  'score with',
  'serial by',
  'list of',
  'one of',
]);

/** A found token in an author's words. */
export function describe(token: IToken | undefined): string {
  if (token === undefined || token.tokenType.name === 'EOF') return 'the end of the file';
  if (keywordTypes.has(token.image)) return `the word \`${token.image}\``;
  return `\`${token.image}\``;
}
