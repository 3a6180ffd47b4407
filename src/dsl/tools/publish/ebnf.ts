import type { Part, RecordedRule } from '../../syntax/grammar/recorded.ts';
import { lexical } from './lexical.ts';

const width = 100;

/** The grammar in extended Backus-Naur form, one rule a paragraph. */
export function ebnf(rules: readonly RecordedRule[]): string {
  const syntax = rules.map(({ name, part }) => paragraph(name, part));
  const words = lexical.map(({ name, form, note }) => `(* ${note} *)\n${name} = ${form} ;`);
  return [
    '(* The grammar of the vak language, edition 1, as its parser has it.',
    '   { x } is x any number of times, [ x ] is x or nothing, a | b is one of the two.',
    '   A comma between two facts may be left out only where they stand on different lines.',
    '   A word followed by ":" is always a key, whatever the word.',
    '   In one expression "and" and "or" never stand side by side without parentheses. *)',
    '',
    ...syntax,
    '',
    '(* Words and numbers *)',
    '',
    ...words,
    '',
  ].join('\n');
}

function paragraph(name: string, part: Part): string {
  const one = `${name} = ${show(part, 'rule')} ;`;
  if (one.length <= width) return one;
  if (part.kind === 'choice') {
    return `${name} =\n    ${part.of.map((each) => show(each, 'choice')).join('\n  | ')} ;`;
  }
  return fold(one);
}

function fold(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > width) {
      lines.push(line);
      line = `    ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

/** A part as text; `inside` says what surrounds it, for parentheses. */
function show(part: Part, inside: 'rule' | 'choice' | 'sequence'): string {
  switch (part.kind) {
    case 'rule':
    case 'token':
      return part.name;
    case 'literal':
      return `"${part.text}"`;
    case 'sequence':
      return part.of.map((each) => show(each, 'sequence')).join(' ');
    case 'choice': {
      const text = part.of.map((each) => show(each, 'choice')).join(' | ');
      return inside === 'rule' ? text : `( ${text} )`;
    }
    case 'optional':
      return `[ ${show(part.of, 'rule')} ]`;
    case 'repeat':
      return `{ ${show(part.of, 'rule')} }`;
  }
}
