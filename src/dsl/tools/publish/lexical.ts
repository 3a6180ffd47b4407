import { keywords, rootKeywords } from '../../syntax/lexer/keywords.ts';

/** One family of tokens: its name in the grammar, its form, and what it is for. */
export interface LexicalRule {
  readonly name: string;
  readonly form: string;
  readonly note: string;
}

const quoted = (words: readonly string[]): string =>
  [...words]
    .sort()
    .map((word) => `"${word}"`)
    .join(' | ');

/** The families of tokens that the grammar names without spelling them out. */
export const lexical: readonly LexicalRule[] = [
  {
    name: 'identifier',
    form: '( letter | "_" ) { letter | digit | "_" } - reserved',
    note: 'Letters are those of ASCII.',
  },
  { name: 'word', form: 'identifier | reserved', note: 'A key or a name may be any word.' },
  {
    name: 'pathWord',
    form: 'word - ( "any" | "default" )',
    note: 'A path may start with any word but these two.',
  },
  {
    name: 'typeWord',
    form: 'word - ( "list" | "one" )',
    note: 'A type may start with any word but these two.',
  },
  {
    name: 'rootWord',
    form: `identifier | ${quoted(rootKeywords)}`,
    note: 'What an expression may start with; other reserved words are quoted there.',
  },
  {
    name: 'string',
    form: '? a JSON string ?',
    note: 'Double quotes, JSON escapes, on one line.',
  },
  {
    name: 'int',
    form: 'digit { [ "_" ] digit }',
    note: 'No leading zeros.',
  },
  { name: 'decimal', form: 'int "." digit { [ "_" ] digit }', note: 'Exact, never rounded.' },
  {
    name: 'duration',
    form: '( int | decimal ) ( "ms" | "s" | "m" | "h" | "d" | "w" | "y" )',
    note: 'The unit is glued to its number.',
  },
  { name: 'size', form: '( int | decimal ) ( "B" | "KB" | "MB" | "GB" )', note: 'Steps of 1024.' },
  { name: 'percent', form: '( int | decimal ) "%"', note: 'A share of one.' },
  {
    name: 'money',
    form: '( int | decimal ) { space } letter letter letter',
    note: 'Three capitals of ISO 4217, on the line of the number.',
  },
  {
    name: 'amount',
    form: 'int | decimal | money | duration | size | percent',
    note: 'A number with its unit is one token.',
  },
  { name: 'comment', form: '"//" { character }', note: 'To the end of its line.' },
  {
    name: 'reserved',
    form: quoted(keywords),
    note: 'Reserved where the grammar names them; free as keys and inside paths.',
  },
];
