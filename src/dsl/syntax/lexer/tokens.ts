import { createToken, Lexer, type TokenType } from 'chevrotain';
import { keywords, rootKeywords } from './keywords.ts';

const category = (name: string, label: string): TokenType =>
  createToken({ name, pattern: Lexer.NA, label });

/** Any word, reserved or not: a key, a name, a segment of a path. */
export const Word = category('Word', 'a name');
/** Any word a path may start with. */
export const PathWord = category('PathWord', 'a name');
/** Any word a type may start with. */
export const TypeWord = category('TypeWord', 'a type such as `string` or `money`');
/** Any word an expression may start with. */
export const ExprWord = category('ExprWord', 'a value');
/** Any number, with or without a unit. */
export const Amount = category('Amount', 'an amount such as `20` or `50 EUR`');
/** `and` or `or`. */
export const LogicOperator = category('LogicOperator', '`and` or `or`');
/** `==` and its like, `in`, `like`. */
export const CompareOperator = category('CompareOperator', 'a comparison such as `==` or `in`');
/** `+` or `-`. */
export const SumOperator = category('SumOperator', '`+` or `-`');

const wordCategories = [Word, PathWord, TypeWord, ExprWord];

/** A word that is not reserved. */
export const Identifier = createToken({
  name: 'Identifier',
  pattern: /[A-Za-z_][A-Za-z0-9_]*/,
  categories: wordCategories,
  label: 'a name',
});

function keyword(text: string): TokenType {
  const categories = [Word];
  if (text !== 'any' && text !== 'default') categories.push(PathWord);
  if (text !== 'list' && text !== 'one') categories.push(TypeWord);
  if (rootKeywords.includes(text)) categories.push(ExprWord);
  if (text === 'and' || text === 'or') categories.push(LogicOperator);
  if (text === 'in' || text === 'like') categories.push(CompareOperator);
  const name = `${text[0]?.toUpperCase()}${text.slice(1)}Word`;
  return createToken({ name, pattern: Lexer.NA, categories, label: `\`${text}\`` });
}

/** The token type of each reserved word. The scanner finds words first and then looks them up here. */
export const keywordTypes: ReadonlyMap<string, TokenType> = new Map(
  [...keywords].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).map((k) => [k, keyword(k)]),
);

/** The token type of a reserved word; throws for any other, which is a mistake in the grammar. */
export function kw(text: string): TokenType {
  const type = keywordTypes.get(text);
  if (type === undefined) throw new Error(`the grammar names \`${text}\`, which is not reserved`);
  return type;
}

const number = (name: string, label: string): TokenType =>
  createToken({ name, pattern: Lexer.NA, categories: [Amount], label });

export const Int = number('Int', 'a whole number such as `20`');
export const Decimal = number('Decimal', 'a number such as `0.8`');
export const Money = number('Money', 'an amount of money such as `50 EUR`');
export const Duration = number('Duration', 'a duration such as `4h`');
export const Size = number('Size', 'a size such as `64MB`');
export const Percent = number('Percent', 'a share such as `80%`');

/** Digits with all that is glued to them, and a currency on the same line; classified after. */
export const RawNumber = createToken({
  name: 'RawNumber',
  pattern:
    /\d[\d_]*(?:\.\d[\d_]*)?(?:%|[ \t]+[A-Z][A-Z][A-Z](?![A-Za-z0-9_])|[A-Za-z_][A-Za-z0-9_]*)?/,
  line_breaks: false,
});

/** A string with its quotes; an unclosed one ends with its line. */
export const StringText = createToken({
  name: 'StringText',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n]?)*"?/,
  label: 'a text in double quotes',
});

const symbol = (name: string, text: string, categories: TokenType[] = []): TokenType =>
  createToken({
    name,
    pattern: text,
    categories,
    label: `\`${text}\``,
  });

export const LeftBrace = symbol('LeftBrace', '{');
export const RightBrace = symbol('RightBrace', '}');
export const LeftBracket = symbol('LeftBracket', '[');
export const RightBracket = symbol('RightBracket', ']');
export const LeftParen = symbol('LeftParen', '(');
export const RightParen = symbol('RightParen', ')');
export const Colon = symbol('Colon', ':');
export const Comma = symbol('Comma', ',');
export const Dot = symbol('Dot', '.');
export const Question = symbol('Question', '?');
export const Equals = symbol('Equals', '==', [CompareOperator]);
export const Differs = symbol('Differs', '!=', [CompareOperator]);
export const AtMost = symbol('AtMost', '<=', [CompareOperator]);
export const AtLeast = symbol('AtLeast', '>=', [CompareOperator]);
export const Less = symbol('Less', '<', [CompareOperator]);
export const Greater = symbol('Greater', '>', [CompareOperator]);
export const Plus = symbol('Plus', '+', [SumOperator]);
export const Minus = symbol('Minus', '-', [SumOperator]);
export const Times = symbol('Times', '*');

const Space = createToken({ name: 'Space', pattern: /[ \t]+/, group: Lexer.SKIPPED });
const LineEnd = createToken({
  name: 'LineEnd',
  pattern: /[\r\n]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

/** `// to the end of the line`, `///` for the next declaration. */
export const Comment = createToken({
  name: 'Comment',
  pattern: /\/\/[^\r\n]*/,
  group: 'comments',
});

/** Comments as other languages write them; two kinds may run over lines, and `--` begins its line. */
export const ForeignComment = createToken({
  name: 'ForeignComment',
  pattern:
    /#[^\r\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/)?|<!--[^-]*(?:-(?!->)[^-]*)*(?:-->)?|(?<![^\r\n\t ][\t ]*)--[^\r\n]*/,
  group: 'foreign',
  line_breaks: true,
  start_chars_hint: ['#', '/', '<', '-'],
});

/** `'text'` and `/pattern/` as other languages write them, `&&`, `||`, `!`, `===`, `!==`, `=`, `;`. */
export const ForeignString = createToken({
  name: 'ForeignString',
  pattern:
    /'[^'\r\n]*'|`[^`\r\n]*`|[\u201c-\u201f][^"\u201c-\u201f\r\n]*[\u201c-\u201f]|\/(?:[^/\\\s]|\\[^\s])+\/[a-z]*/,
});
export const ForeignOperator = createToken({
  name: 'ForeignOperator',
  pattern: /===|!==|=>|=<|=~|&&?|\|\|?|!(?!=)|=(?!=)|;/,
});

/** A run of characters outside ASCII; the scanner tells letters from the rest. */
export const Foreign = createToken({ name: 'Foreign', pattern: /[\u0080-\uffff]+/ });

/** Whatever else stands in a file; the scanner reports and drops it. */
export const Stray = createToken({
  name: 'Stray',
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this token is for
  pattern: /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f$%@\\^`~'/]/,
});

/** What the scanner tries at each place, in this order. */
export const scanned: TokenType[] = [
  Space,
  LineEnd,
  Identifier,
  RawNumber,
  StringText,
  Comment,
  ForeignComment,
  ForeignString,
  LeftBrace,
  RightBrace,
  LeftBracket,
  RightBracket,
  LeftParen,
  RightParen,
  Colon,
  Comma,
  Dot,
  Question,
  ForeignOperator,
  Equals,
  Differs,
  AtMost,
  AtLeast,
  Less,
  Greater,
  Plus,
  Minus,
  Times,
  Foreign,
  Stray,
];

/** Everything the parser may meet: what is scanned, and what a scanned token is turned into. */
export const vocabulary: TokenType[] = [
  Word,
  PathWord,
  TypeWord,
  ExprWord,
  Amount,
  LogicOperator,
  CompareOperator,
  SumOperator,
  ...keywordTypes.values(),
  Int,
  Decimal,
  Money,
  Duration,
  Size,
  Percent,
  ...scanned,
];
