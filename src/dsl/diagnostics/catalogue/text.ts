import { file } from './text/file.ts';
import { grammar } from './text/grammar.ts';
import { tokens } from './text/tokens.ts';

/** Codes VAK1xxx: the text of a file, its words and its grammar. */
export const text = { ...file, ...tokens, ...grammar };
