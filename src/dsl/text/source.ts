/** A range of UTF-16 offsets into one source text; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place as people count it: `line` and `column` from 1, in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * One text under the name its author knows it by. Offsets are the only positions kept;
 * lines are computed on demand, once, and looked up in logarithmic time.
 */
export class Source {
  readonly name: string;
  readonly text: string;
  #starts: readonly number[] | undefined;
  /** The line found last: what is asked next mostly stands on it, or soon after. */
  #near = 0;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** What a console shows of it: its name, so that a printed diagnostic does not show the whole text. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Source(${JSON.stringify(this.name)})`;
  }

  /** The place of an offset; offsets outside the text are clamped to its ends. */
  position(offset: number): Position {
    const starts = this.#lineStarts();
    const at = Math.max(0, Math.min(offset, this.text.length));
    const near = this.#near;
    let low = 0;
    let high = starts.length - 1;
    if ((starts[near] as number) <= at) {
      low = near;
      if (at < (starts[Math.min(near + 4, high)] as number)) high = Math.min(near + 3, high);
    }
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    this.#near = low;
    return { line: low + 1, column: at - (starts[low] as number) + 1 };
  }

  /** The offset of a place; places outside the text are clamped to its ends. */
  offset({ line, column }: Position): number {
    const start = this.#lineStarts()[line - 1] ?? this.text.length;
    return Math.max(0, Math.min(start + column - 1, this.text.length));
  }

  /** The text of a line counted from 1, without its line end; empty past the last line. */
  line(number: number): string {
    const starts = this.#lineStarts();
    const start = starts[number - 1];
    if (start === undefined) return '';
    let end = starts[number] ?? this.text.length;
    if (end > start && this.text[end - 1] === '\n') end -= 1;
    if (end > start && this.text[end - 1] === '\r') end -= 1;
    return this.text.slice(start, end);
  }

  /** `file:line:column`, the form of a place in decisions, entries and JSON. */
  at(span: Span): string {
    const { line, column } = this.position(span.start);
    return `${this.name}:${line}:${column}`;
  }

  #lineStarts(): readonly number[] {
    this.#starts ??= lineStarts(this.text);
    return this.#starts;
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10) starts.push(index + 1);
    else if (code === 13 && text.charCodeAt(index + 1) !== 10) starts.push(index + 1);
  }
  return starts;
}
