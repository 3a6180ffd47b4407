/** Thrown inside the command reader for a line whose programs cannot be known without running it. */
export class Unreadable extends Error {}

/** A word of a shell line after quotes and escapes are taken away. */
export interface Word {
  readonly text: string;
  /**
   * `fixed`: exactly `text`. `free`: its beginning is `text` and it stays one word that is no option.
   * `open`: only known when the line runs; it may become any number of words.
   */
  readonly known: 'fixed' | 'free' | 'open';
  /** Nothing of it was quoted, so that it can be a reserved word. */
  readonly bare: boolean;
}

/** What a program runs in its turn: a line of shell, or commands given as words. */
export type Inner = { readonly line: string } | { readonly commands: readonly (readonly Word[])[] };

/** The text of a word that is exactly that; throws `Unreadable` for any other. */
export function fixed(word: Word | undefined): string {
  if (word?.known !== 'fixed') throw new Unreadable();
  return word.text;
}

/** Runs the reader over a substituted command; gives the offset behind it. */
export type Nested = (text: string, from: number, end: ')' | '`') => number;

const special = /[\s;&|()<>]/;

/**
 * Reads one word of a POSIX shell line at an offset. Substituted commands go to `nested`. Throws
 * `Unreadable` for what the general rules do not settle: arithmetic, ANSI-C quotes, open quotes.
 */
export function readWord(line: string, from: number, nested: Nested): { word: Word; end: number } {
  let text = '';
  let at = from;
  let bare = true;
  let known: Word['known'] = 'fixed';
  let braces = false;
  const loosen = (quoted: boolean): void => {
    if (!quoted || text === '' || text.startsWith('-')) known = 'open';
    else if (known === 'fixed') known = 'free';
  };
  const add = (piece: string): void => {
    if (known === 'fixed') text += piece;
  };
  while (at < line.length) {
    const char = line.charAt(at);
    if (special.test(char)) {
      if (!/[<>]/.test(char) || line.charAt(at + 1) !== '(' || text !== '') break;
      at = nested(line, at + 2, ')');
      text = '/';
      known = 'free';
    } else if (char === '\\') {
      if (at + 1 >= line.length) throw new Unreadable();
      if (line.charAt(at + 1) !== '\n') add(line.charAt(at + 1));
      bare = false;
      at += 2;
    } else if (char === "'") {
      const close = line.indexOf("'", at + 1);
      if (close < 0) throw new Unreadable();
      add(line.slice(at + 1, close));
      bare = false;
      at = close + 1;
    } else if (char === '"') {
      at = readQuoted(line, at + 1, nested, add, () => loosen(true));
      bare = false;
    } else if (char === '$' || char === '`') {
      const end = readExpansion(line, at, nested);
      if (end === at) add('$');
      else loosen(false);
      at = end === at ? at + 1 : end;
    } else {
      if (char === '{') braces = true;
      if (
        (/[*?[]/.test(char) && (text === '' || text.startsWith('-'))) ||
        isBraces(line, at, braces)
      ) {
        known = 'open';
      } else if (/[*?[]/.test(char) && known === 'fixed') known = 'free';
      else add(char);
      at += 1;
    }
  }
  return { word: { text, known, bare }, end: at };
}

/** A comma or a range inside braces makes several words of one. */
const isBraces = (line: string, at: number, open: boolean): boolean =>
  open && (line.charAt(at) === ',' || line.startsWith('..', at));

function readQuoted(
  line: string,
  from: number,
  nested: Nested,
  add: (piece: string) => void,
  loosen: () => void,
): number {
  let at = from;
  while (at < line.length) {
    const char = line.charAt(at);
    if (char === '"') return at + 1;
    if (char === '\\') {
      const next = line.charAt(at + 1);
      if (next !== '\n') add('$`"\\'.includes(next) ? next : `\\${next}`);
      at += 2;
    } else if (char === '$' || char === '`') {
      const end = readExpansion(line, at, nested);
      if (end === at) add('$');
      else loosen();
      at = end === at ? at + 1 : end;
    } else {
      add(char);
      at += 1;
    }
  }
  throw new Unreadable();
}

const variable = /^\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/;

/** Expansions that only read a variable: none that sets it, computes, or expands its value once more. */
const parameter =
  /^#?(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])(?:\[(?:[@*]|[0-9]+)\])?(?::?[-+?].*|[#%/^,].*|: ?-?[0-9]+(?::-?[0-9]+)?)?$/;

/** The offset behind an expansion; `from` itself where the dollar is only a dollar. */
function readExpansion(line: string, from: number, nested: Nested): number {
  if (line.charAt(from) === '`') return nested(line, from + 1, '`');
  const next = line.charAt(from + 1);
  if (next === "'" || next === '"' || line.startsWith('$((', from) || next === '[') {
    throw new Unreadable();
  }
  if (next === '(') return nested(line, from + 2, ')');
  if (next === '{') {
    const close = line.indexOf('}', from);
    const inside = line.slice(from + 2, close);
    if (close < 0 || /[`$({'"\\]/.test(inside) || !parameter.test(inside)) throw new Unreadable();
    return close + 1;
  }
  const name = variable.exec(line.slice(from, from + 256));
  return name === null ? from : from + name[0].length;
}
