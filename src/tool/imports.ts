import { type Token, Tokens } from './tokens.ts';

/** What a module imports, and where its text says so: the offsets of the name with its quotes. */
export interface Imported {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** In place of what a module exports something else is wanted of it, as in `import source s from 'm'`. */
  readonly phase?: string;
}

/** Without these words nothing is imported. */
const importing = /\b(?:import|from)\b/;

/**
 * The imports that stand in the text of a JavaScript module, `export … from` among them, in order. Where tokens
 * are hard to tell apart an import may be missed, which the engine that links the module then refuses. What is
 * imported as the code runs is no part of it.
 */
export function importsIn(text: string): readonly Imported[] {
  if (!importing.test(text)) return [];
  const found: Imported[] = [];
  const tokens = new Tokens(text);
  let clause: readonly string[] = [];
  let before = '';
  for (let token = tokens.next(); token !== undefined; token = tokens.next()) {
    const { image, depth, start, end } = token;
    if (depth === 0) {
      const goes = clause.length > 0 && goesOn(clause, token);
      if (goes === 'names' && !image.includes('\\')) {
        const phase = phaseOf(clause);
        const name = image.slice(1, -1);
        found.push({ name, start, end, ...(phase === undefined ? {} : { phase }) });
      }
      const begins = before !== '.' && (image === 'import' || image === 'export');
      clause = goes === true ? [...clause, image] : begins ? [image] : [];
    }
    before = image;
  }
  return found;
}

/** Tokens of `import a, * as b from` and, without what is in its braces, of `import a, { … } from`. */
const longest = 7;

/** Whether a token goes on what began with `import` or `export`, or names what that is from. */
function goesOn(clause: readonly string[], { image, kind }: Token): boolean | 'names' {
  const last = clause.at(-1);
  if (kind === 'text' && (last === 'import' || last === 'from')) return 'names';
  if (last === 'export') return image === '*' || image === '{';
  if (last === '}') return image === 'from';
  return (kind !== 'sign' || '{}*,'.includes(image)) && clause.length < longest;
}

/** The word that stands before a binding: `source` of `import`, `source`, `s`, `from`. */
function phaseOf([first, phase = '', binding, last]: readonly string[]): string | undefined {
  const named = first !== 'import' || '{*'.includes(phase) || binding === ',';
  return named || last === undefined ? undefined : phase;
}
