import { recordedGrammar } from '../syntax/grammar/recorded.ts';
import { ebnf } from './publish/ebnf.ts';
import { railroad } from './publish/railroad.ts';
import { textMate } from './publish/textmate.ts';

/**
 * The published grammar: the text of each generated file in `grammar/`, by its name. Read from the
 * parser itself, so that what is published is what is parsed. The same parser gives the same texts.
 */
export function publish(): Readonly<Record<string, string>> {
  const rules = recordedGrammar();
  return {
    'vak.ebnf': ebnf(rules),
    'railroad.html': railroad(rules),
    'vak.tmLanguage.json': textMate(),
  };
}
