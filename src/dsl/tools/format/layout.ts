import type { ConcreteNode, ConcreteToken } from '../../syntax/concrete.ts';
import { blankline, type Doc, freshline, group, hardline, indent, line, softline } from './doc.ts';
import { firstToken, lastToken, leaves, type Trivia } from './trivia.ts';

type Child = ConcreteNode | ConcreteToken;

/** Blocks whose parts each take a line of their own, whatever their length. */
const blocks: ReadonlySet<string> = new Set([
  'policyBlock',
  'ruleBlock',
  'limitBlock',
  'constraintBlock',
  'gateBlock',
  'pipelineBlock',
  'proveBlock',
  'testBlock',
  'toolBlock',
]);

/** Braces that stay on one line where their author left them on one, and where they fit. */
const braces: ReadonlySet<string> = new Set(['facts', 'fields', 'record', 'lookupPart']);

/** Turns concrete trees into layouts. Every token and every comment is laid out exactly once. */
export class Layout {
  readonly #trivia: Trivia;

  constructor(trivia: Trivia) {
    this.#trivia = trivia;
  }

  /** A whole file: one empty line between declarations, kept or left out between imports. */
  file(root: ConcreteNode): Doc {
    const docs: Doc[] = [];
    let before: string | undefined;
    for (const child of root.children) {
      const kind = 'rule' in child ? kindOf(child) : '';
      const together = isLine(before) && isLine(kind) && !this.#spaced(child);
      if (before !== undefined) docs.push(together ? hardline : blankline);
      docs.push(this.node(child));
      before = kind;
    }
    for (const comment of this.#trivia.last) {
      if (before !== undefined) docs.push(this.#trivia.spaced(comment) ? blankline : hardline);
      docs.push({ kind: 'comment', text: comment.text.trimEnd() });
      before = '';
    }
    return docs;
  }

  /** One node with the comments inside it and before it. */
  node(child: Child): Doc {
    if (!('rule' in child)) return this.#token(child);
    if (blocks.has(child.rule)) return this.#block(child);
    if (braces.has(child.rule)) return this.#braces(child);
    switch (child.rule) {
      case 'list':
        return this.#list(child);
      case 'expression':
        return this.#chain(child);
      case 'paths':
        return this.#separated(child);
      default:
        return this.#inline(child.children, child);
    }
  }

  /** A node without the comments before it and behind it, which stay where they are. */
  alone(child: ConcreteNode): Doc {
    const tokens = leaves(child);
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (first !== undefined) this.#trivia.around(first).before.length = 0;
    if (last !== undefined) this.#trivia.around(last).after = undefined;
    return this.node(child);
  }

  #token(token: ConcreteToken): Doc {
    const { before, after, apart } = this.#trivia.around(token);
    if (before.length === 0 && after === undefined) return token.text;
    const docs: Doc[] = before.flatMap((comment, index): Doc[] => [
      index === 0 ? freshline : this.#trivia.spaced(comment) ? blankline : hardline,
      { kind: 'comment', text: comment.text.trimEnd() },
    ]);
    if (docs.length > 0) docs.push(apart ? blankline : hardline);
    docs.push(token.text);
    if (after !== undefined) docs.push(' ', { kind: 'comment', text: after.text.trimEnd() });
    return docs;
  }

  /** Children one after another on a line; a comment between them goes on a line of its own. */
  #inline(children: readonly Child[], parent: ConcreteNode): Doc {
    const docs: Doc[] = [];
    let before: Child | undefined;
    for (const child of children) {
      if (before !== undefined) {
        const first = firstToken(child);
        const commented = first !== undefined && this.#trivia.around(first).before.length > 0;
        if (commented) {
          docs.push(indent(this.node(child)));
          before = child;
          continue;
        }
        if (needsSpace(parent, before, child)) docs.push(' ');
      }
      docs.push(this.node(child));
      before = child;
    }
    return docs.length === 1 ? (docs[0] as Doc) : docs;
  }

  #block(node: ConcreteNode): Doc {
    const open = node.children.findIndex((child) => isToken(child, 'LeftBrace'));
    const close = node.children.findLastIndex((child) => isToken(child, 'RightBrace'));
    if (open < 0 || close < 0) return this.#inline(node.children, node);
    const head = this.#inline(node.children.slice(0, open + 1), node);
    const items = node.children.slice(open + 1, close);
    return [head, this.#body(items, node.children[close] as ConcreteToken, true)];
  }

  #braces(node: ConcreteNode): Doc {
    const open = node.children.findIndex((child) => isToken(child, 'LeftBrace'));
    const close = node.children.findLastIndex((child) => isToken(child, 'RightBrace'));
    if (open < 0 || close < 0) return this.#inline(node.children, node);
    const brace = node.children[open] as ConcreteToken;
    const head = this.#inline(node.children.slice(0, open + 1), node);
    const items = node.children.slice(open + 1, close);
    const next = firstToken(items[0] ?? (node.children[close] as Child)) as ConcreteToken;
    const wide = items.length > 0 && this.#trivia.broken(brace.end, next.start);
    return group([head, this.#body(items, node.children[close] as ConcreteToken, false)], wide);
  }

  /** The inside of braces and the closing one; commas stand only where it is on one line. */
  #body(items: readonly Child[], close: ConcreteToken, tall: boolean): Doc {
    const gap: Doc = tall ? hardline : line;
    const lines: Doc[] = [];
    const nodes = this.#withoutCommas(items, close);
    for (const [index, child] of nodes.entries()) {
      const blank = index > 0 && this.#spaced(child);
      lines.push(blank ? blankline : gap, this.node(child));
      if (!tall && index < nodes.length - 1) lines.push({ kind: 'either', broken: '', flat: ',' });
      lines.push(...this.#commaComments(items, child));
    }
    const { before, after } = this.#trivia.around(close);
    const ending: Doc[] = before.map((comment, index) => [
      (index > 0 || nodes.length > 0) && this.#trivia.spaced(comment) ? blankline : hardline,
      { kind: 'comment', text: comment.text.trimEnd() },
    ]);
    const tail: Doc[] =
      after === undefined ? ['}'] : ['} ', { kind: 'comment', text: after.text.trimEnd() }];
    if (lines.length === 0 && ending.length === 0) return tail;
    return [indent([...lines, ...ending]), ending.length > 0 ? hardline : gap, ...tail];
  }

  /** Leaves commas out; comments on lines before one go to what follows it. */
  #withoutCommas(items: readonly Child[], close: ConcreteToken): readonly Child[] {
    return items.filter((child, index) => {
      if (!isToken(child, 'Comma')) return true;
      const around = this.#trivia.around(child as ConcreteToken);
      const comments = around.before.splice(0);
      const previous = items[index - 1];
      const last = previous === undefined ? undefined : lastToken(previous);
      const taken = last !== undefined && this.#trivia.around(last).after !== undefined;
      if ((comments.length > 0 || taken) && around.after !== undefined) {
        comments.push(around.after);
        around.after = undefined;
      }
      const next = items[index + 1];
      const token = (next === undefined ? undefined : firstToken(next)) ?? close;
      this.#trivia.around(token).before.unshift(...comments);
      return false;
    });
  }

  /** The comment behind the comma that followed a child. */
  #commaComments(items: readonly Child[], child: Child): readonly Doc[] {
    const comma = items[items.indexOf(child) + 1];
    if (comma === undefined || !isToken(comma, 'Comma')) return [];
    const { after } = this.#trivia.around(comma as ConcreteToken);
    return after === undefined ? [] : [' ', { kind: 'comment', text: after.text.trimEnd() }];
  }

  #list(node: ConcreteNode): Doc {
    const [open, ...rest] = node.children;
    const close = rest.pop();
    const items = rest[0];
    if (open === undefined || close === undefined) return this.#inline(node.children, node);
    if (items === undefined || !('rule' in items)) {
      return group([this.node(open), softline, this.node(close)]);
    }
    const commaLast = items.children.at(-1);
    const inside = items.children.filter(
      (child) => child !== commaLast || !isToken(child, 'Comma') || this.#commented(child),
    );
    const docs = inside.map((child, index): Doc => {
      if (!isToken(child, 'Comma')) return this.node(child);
      return index === inside.length - 1 ? this.node(child) : [this.node(child), line];
    });
    const ending = this.#ending(close);
    return group([
      this.node(open),
      indent([softline, ...docs, ...ending]),
      softline,
      this.node(close),
    ]);
  }

  /** The comments on lines before a closing bracket, which belong to what it closes. */
  #ending(close: Child): readonly Doc[] {
    if ('rule' in close) return [];
    return this.#trivia
      .around(close)
      .before.splice(0)
      .map((comment) => [
        this.#trivia.spaced(comment) ? blankline : hardline,
        { kind: 'comment', text: comment.text.trimEnd() },
      ]);
  }

  #chain(node: ConcreteNode): Doc {
    if (node.children.length === 1) return this.node(node.children[0] as Child);
    const docs = node.children.map((child, index): Doc => {
      if (index === 0) return this.node(child);
      return isOperator(child) ? [line, this.node(child), ' '] : this.node(child);
    });
    return group(indent(docs));
  }

  #separated(node: ConcreteNode): Doc {
    const docs = node.children.map(
      (child): Doc => (isToken(child, 'Comma') ? [this.node(child), line] : this.node(child)),
    );
    return group(indent(docs));
  }

  #spaced(child: Child): boolean {
    const first = firstToken(child);
    return first !== undefined && this.#trivia.around(first).spaced;
  }

  #commented(child: Child): boolean {
    const { before, after } = this.#trivia.around(child as ConcreteToken);
    return before.length > 0 || after !== undefined;
  }
}

function kindOf(child: ConcreteNode): string {
  const inner = child.children[0];
  return inner !== undefined && 'rule' in inner ? inner.rule : child.rule;
}

function isLine(kind: string | undefined): boolean {
  return kind === 'importBlock' || kind === 'useBlock';
}

function isToken(child: Child, type: string): boolean {
  return !('rule' in child) && child.type === type;
}

function isOperator(child: Child): boolean {
  return isToken(child, 'AndWord') || isToken(child, 'OrWord');
}

const tight: ReadonlySet<string> = new Set([
  'Comma',
  'Colon',
  'Dot',
  'RightParen',
  'RightBracket',
  'Question',
]);
const tightAfter: ReadonlySet<string> = new Set(['Dot', 'LeftParen', 'LeftBracket']);

function needsSpace(parent: ConcreteNode, before: Child, child: Child): boolean {
  const left = lastToken(before)?.type ?? '';
  const right = firstToken(child)?.type ?? '';
  if (tight.has(right) || tightAfter.has(left)) return false;
  if (right === 'LeftParen' && parent.rule === 'reference') return false;
  if (parent.rule === 'signed' && isToken(before, 'Minus')) return false;
  return true;
}
