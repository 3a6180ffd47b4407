import { blockWords, clauseWords, keywords } from '../../syntax/lexer/keywords.ts';

const verdicts = ['permit', 'forbid', 'require', 'approval'];
const operators = [
  'and',
  'or',
  'not',
  'in',
  'like',
  'has',
  'given',
  'may',
  'come',
  'quotes',
  'runs',
];

/** A TextMate grammar for editors and code hosts, made of the reserved words. */
export function textMate(): string {
  const taken = new Set([...verdicts, ...operators, 'true', 'false']);
  const free = (words: readonly string[]): readonly string[] =>
    words.filter((word) => !taken.has(word)).sort();
  const blocks = free(blockWords);
  const rest = free(keywords.filter((word) => !blockWords.includes(word)));
  const clauses = rest.filter((word) => clauseWords.includes(word));
  const between = rest.filter((word) => !clauseWords.includes(word));
  const match = (name: string, words: readonly string[]) => ({
    name,
    match: `\\b(?:${[...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|')})\\b(?!\\s*:)`,
  });
  const grammar = {
    name: 'vak',
    scopeName: 'source.vak',
    fileTypes: ['vak'],
    patterns: [
      { name: 'comment.line.documentation.vak', match: '///(?!/).*$' },
      { name: 'comment.line.double-slash.vak', match: '//.*$' },
      {
        name: 'string.quoted.double.vak',
        begin: '"',
        end: '"|$',
        patterns: [
          { name: 'constant.character.escape.vak', match: '\\\\(?:["\\\\/bfnrt]|u[0-9A-Fa-f]{4})' },
          { name: 'invalid.illegal.escape.vak', match: '\\\\.' },
        ],
      },
      {
        name: 'constant.numeric.vak',
        match:
          '\\b\\d(?:_?\\d)*(?:\\.\\d(?:_?\\d)*)?(?:%|(?:ms|s|m|h|d|w|y|B|KB|MB|GB)\\b|[ \\t]*[A-Z]{3}\\b)?',
      },
      { name: 'variable.other.property.vak', match: '\\b[A-Za-z_][A-Za-z0-9_]*(?=\\s*:)' },
      match('keyword.control.verdict.vak', verdicts),
      match('keyword.operator.word.vak', operators),
      match('constant.language.vak', ['true', 'false']),
      match('storage.type.block.vak', blocks),
      match('keyword.control.clause.vak', clauses),
      match('keyword.other.vak', between),
      { name: 'keyword.operator.vak', match: '==|!=|<=|>=|[<>+*?-]' },
      { name: 'punctuation.vak', match: '[{}()\\[\\],.:]' },
    ],
  };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}
