import { scan } from '../../../src/dsl/syntax/lexer/scan.ts';
import { keywordTypes } from '../../../src/dsl/syntax/lexer/tokens.ts';
import { Source } from '../../../src/dsl/text/source.ts';

export type Mutation = 'misspell' | 'delete' | 'duplicate' | 'swap';

export interface Mutant {
  readonly mutation: Mutation;
  readonly text: string;
  /** What was done, for a message that can be read. */
  readonly what: string;
}

/** Every file that differs from a text by one token: none missing, none twice. */
export function* mutants(text: string): Generator<Mutant> {
  const { tokens } = scan(new Source('mutant', text));
  for (const [index, token] of tokens.entries()) {
    const start = token.startOffset;
    const end = start + token.image.length;
    const put = (mutation: Mutation, until: number, by: string): Mutant => ({
      mutation,
      text: text.slice(0, start) + by + text.slice(until),
      what: `${mutation} ${JSON.stringify(token.image)} at ${start}`,
    });
    if (keywordTypes.has(token.image)) yield put('misspell', end, misspelt(token.image));
    yield put('delete', end, '');
    yield put('duplicate', end, `${token.image} ${token.image}`);
    const next = tokens[index + 1];
    if (next === undefined || next.image === token.image) continue;
    const between = text.slice(end, next.startOffset);
    yield put('swap', next.startOffset + next.image.length, next.image + between + token.image);
  }
}

/** The word with its middle letter doubled: never a reserved word, always one letter away. */
function misspelt(word: string): string {
  const middle = Math.floor(word.length / 2);
  return word.slice(0, middle) + word[middle] + word.slice(middle);
}
