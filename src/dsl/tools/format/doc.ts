/**
 * What a layout is made of. A `group` stands on one line if it fits and holds no line that must
 * break; a `line` is a space there (nothing, if soft) and otherwise a line end.
 */
export type Doc =
  | string
  | readonly Doc[]
  | { readonly kind: 'line'; readonly soft?: true }
  | { readonly kind: 'hardline'; readonly blank?: boolean }
  /** A line end, unless a line has just begun. */
  | { readonly kind: 'freshline' }
  | { readonly kind: 'indent'; readonly doc: Doc }
  | { readonly kind: 'group'; readonly doc: Doc; readonly broken: boolean }
  | { readonly kind: 'either'; readonly broken: string; readonly flat: string }
  /** Runs to the end of its line; the next thing printed starts a new one. */
  | { readonly kind: 'comment'; readonly text: string };

export const line: Doc = { kind: 'line' };
export const softline: Doc = { kind: 'line', soft: true };
export const hardline: Doc = { kind: 'hardline' };
export const freshline: Doc = { kind: 'freshline' };
export const blankline: Doc = { kind: 'hardline', blank: true };

/** One level further in, for the lines that begin inside. */
export const indent = (doc: Doc): Doc => ({ kind: 'indent', doc });

/** On one line if it fits; over several when `broken` or when something inside must break. */
export function group(doc: Doc, broken: boolean = false): Doc {
  return { kind: 'group', doc, broken: broken || mustBreak(doc) };
}

/** A comment at the very end of a group ends its line, but does not keep the group off one line. */
function mustBreak(doc: Doc, last: boolean = true): boolean {
  if (typeof doc === 'string') return false;
  if (!('kind' in doc)) {
    return doc.some((one, index) => mustBreak(one, last && index === doc.length - 1));
  }
  switch (doc.kind) {
    case 'hardline':
    case 'freshline':
      return true;
    case 'comment':
      return !last;
    case 'group':
      return doc.broken || mustBreak(doc.doc, last);
    case 'indent':
      return mustBreak(doc.doc, last);
    default:
      return false;
  }
}

interface Piece {
  readonly doc: Doc;
  readonly depth: number;
  readonly flat: boolean;
}

/** Lays a document out in lines of at most `width` columns where that is possible. */
export function print(doc: Doc, width: number): string {
  const paper = new Paper();
  const todo: Piece[] = [{ doc, depth: 0, flat: false }];
  for (let piece = todo.pop(); piece !== undefined; piece = todo.pop()) {
    const { doc: next, depth, flat } = piece;
    if (typeof next === 'string') {
      paper.write(next, depth);
    } else if (!('kind' in next)) {
      for (let index = next.length - 1; index >= 0; index -= 1) {
        todo.push({ doc: next[index] as Doc, depth, flat });
      }
    } else if (next.kind === 'indent') {
      todo.push({ doc: next.doc, depth: depth + 1, flat });
    } else if (next.kind === 'group') {
      const fits = !next.broken && fitsOn(width - paper.columnAt(depth), next.doc, todo);
      todo.push({ doc: next.doc, depth, flat: fits });
    } else if (next.kind === 'either') {
      paper.write(flat ? next.flat : next.broken, depth);
    } else if (next.kind === 'comment') {
      paper.comment(next.text, depth);
    } else if (next.kind === 'freshline') {
      paper.freshLine(depth);
    } else if (next.kind === 'hardline') {
      paper.breakLine(depth, next.blank === true);
    } else if (flat) {
      if (next.soft !== true) paper.write(' ', depth);
    } else {
      paper.breakLine(depth, false);
    }
  }
  return paper.finish();
}

/** The lines written so far. Line ends are kept back until something follows them. */
class Paper {
  readonly #parts: string[] = [];
  #column = 0;
  #pending: { depth: number; blank: boolean } | undefined;
  #commented = false;

  columnAt(depth: number): number {
    return this.#pending === undefined ? this.#column : (this.#pending.depth ?? depth) * 2;
  }

  write(text: string, depth: number): void {
    if (text === '') return;
    if (this.#commented && this.#pending === undefined) this.breakLine(depth + 1, false);
    if (this.#pending !== undefined && text === ' ') return;
    this.#flush();
    this.#parts.push(text);
    this.#column += text.length;
  }

  comment(text: string, depth: number): void {
    if (this.#commented && this.#pending === undefined) this.breakLine(depth, false);
    this.#flush();
    this.#parts.push(text);
    this.#commented = true;
  }

  breakLine(depth: number, blank: boolean): void {
    this.#pending = { depth, blank: blank || this.#pending?.blank === true };
  }

  freshLine(depth: number): void {
    if (this.#pending === undefined && this.#parts.length > 0) this.breakLine(depth, false);
  }

  finish(): string {
    const text = this.#parts.join('').trimEnd();
    return text === '' ? '' : `${text}\n`;
  }

  #flush(): void {
    if (this.#pending === undefined) return;
    const last = this.#parts.pop()?.trimEnd();
    if (last !== undefined) this.#parts.push(last);
    const { depth, blank } = this.#pending;
    const start = this.#parts.length === 0;
    this.#parts.push(start ? '' : blank ? '\n\n' : '\n', '  '.repeat(depth));
    this.#column = depth * 2;
    this.#pending = undefined;
    this.#commented = false;
  }
}

/** True where a document and what follows it up to the next possible line end fit in `room`. */
function fitsOn(room: number, doc: Doc, rest: readonly Piece[]): boolean {
  let left = room;
  let next = rest.length - 1;
  const todo: Piece[] = [{ doc, depth: 0, flat: true }];
  while (left >= 0) {
    const piece = todo.pop() ?? rest[next--];
    if (piece === undefined) return true;
    const { doc: current, flat } = piece;
    if (typeof current === 'string') {
      left -= current.length;
    } else if (!('kind' in current)) {
      for (let index = current.length - 1; index >= 0; index -= 1) {
        todo.push({ doc: current[index] as Doc, depth: 0, flat });
      }
    } else if (current.kind === 'indent') {
      todo.push({ doc: current.doc, depth: 0, flat });
    } else if (current.kind === 'group') {
      todo.push({ doc: current.doc, depth: 0, flat: flat && !current.broken });
    } else if (current.kind === 'either') {
      left -= (flat ? current.flat : current.broken).length;
    } else if (current.kind === 'line' && flat) {
      left -= current.soft === true ? 0 : 1;
    } else {
      return true;
    }
  }
  return false;
}
