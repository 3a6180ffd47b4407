import {
  EmbeddedActionsParser,
  type IParserConfig,
  type IToken,
  NoViableAltException,
  type TokenType,
} from 'chevrotain';

/** A rule of the grammar as it was found in a list of tokens. Children are linked, in the text's order. */
export interface TreeNode {
  /** The rule that was found. */
  readonly rule: string;
  /** The rule that its parent asked for: another one where rules between them only passed it on. */
  readonly role: string;
  readonly in: Consumed;
  /** Its tokens: from the first one up to the last, exclusive. None for a rule that took nothing. */
  readonly from: number;
  readonly to: number;
  readonly first: TreeNode | undefined;
  readonly next: TreeNode | undefined;
}

/** The tokens of one run of the parser, and under which name of a type each was taken. */
export interface Consumed {
  readonly tokens: readonly IToken[];
  readonly types: readonly string[];
}

/** A node while it is built. */
interface Open {
  rule: string;
  role: string;
  in: Consumed;
  from: number;
  to: number;
  first: Open | undefined;
  last: Open | undefined;
  next: Open | undefined;
  parent: Open | undefined;
}

/** Where the library says what it does; its version is pinned because of this. */
interface Engine {
  readonly currIdx: number;
  cstInvocationStateUpdate(rule: string): void;
  cstFinallyStateUpdate(): void;
  cstPostTerminal(type: string, token: IToken): void;
  raiseNoAltException(occurrence: number, message: string | undefined): void;
  SAVE_ERROR(error: Error): Error;
}

/** Rules that leave no node of their own where they only pass one on, as `sum` without a `+`. */
const passing: ReadonlySet<string> = new Set([
  'expression',
  'operand',
  'relation',
  'sum',
  'product',
  'signed',
]);

/**
 * Builds the concrete tree with a fraction of the memory that the library's own takes, and memory is
 * most of the cost of parsing: one small object a rule, none for rules that only pass one on.
 */
export class TreeParser extends EmbeddedActionsParser {
  #open: Open | undefined;
  #root: Open | undefined;
  #spare: Open | undefined;
  #consumed: { tokens: readonly IToken[]; types: string[] } = { tokens: [], types: [] };
  /** While it is set, an error says where it is and not what was wanted, which costs more than the parse. */
  quiet = false;

  constructor(vocabulary: TokenType[], config: IParserConfig) {
    super(vocabulary, config);
    const engine = this as unknown as Engine;
    engine.cstInvocationStateUpdate = (rule) => this.#begin(rule, engine.currIdx + 1);
    engine.cstFinallyStateUpdate = () => this.#finish(engine.currIdx + 1);
    engine.cstPostTerminal = (type) => {
      this.#consumed.types[engine.currIdx] = type;
    };
    const raise = engine.raiseNoAltException.bind(this);
    engine.raiseNoAltException = (occurrence, message) => {
      if (!this.quiet) return raise(occurrence, message);
      throw engine.SAVE_ERROR(new NoViableAltException('', this.LA(1), this.LA(0)));
    };
  }

  /**
   * Runs a rule over tokens; gives its tree, which is whole exactly when there are no errors. Else all
   * children of the root but the last are whole.
   */
  protected treeOf(tokens: readonly IToken[], rule: () => void): TreeNode {
    this.#consumed = { tokens, types: new Array(tokens.length) };
    this.#open = undefined;
    rule();
    const root = this.#root as Open;
    this.#consumed = { tokens: [], types: [] };
    this.#root = undefined;
    this.#spare = undefined;
    return root;
  }

  #begin(rule: string, at: number): void {
    const parent = this.#open;
    const node = this.#spare;
    if (node === undefined) {
      this.#open = {
        rule,
        role: rule,
        in: this.#consumed,
        from: at,
        to: at,
        first: undefined,
        last: undefined,
        next: undefined,
        parent,
      };
      return;
    }
    this.#spare = node.next;
    node.rule = rule;
    node.role = rule;
    node.from = at;
    node.next = undefined;
    node.parent = parent;
    this.#open = node;
  }

  #finish(at: number): void {
    const node = this.#open as Open;
    const { parent } = node;
    this.#open = parent;
    node.to = at;
    let kept = node;
    const only = node.first;
    if (only !== undefined && only.next === undefined && passing.has(node.rule)) {
      if (only.from === node.from && only.to === at) {
        kept = only;
        kept.role = node.rule;
        this.#recycle(node);
      }
    }
    kept.parent = undefined;
    if (parent === undefined) {
      this.#root = kept;
      return;
    }
    if (parent.last === undefined) parent.first = kept;
    else parent.last.next = kept;
    parent.last = kept;
  }

  #recycle(node: Open): void {
    node.first = undefined;
    node.last = undefined;
    node.next = this.#spare;
    this.#spare = node;
  }
}

/** The children of a node, in the text's order. */
export function childrenOf(node: TreeNode): readonly TreeNode[] {
  const found: TreeNode[] = [];
  for (let one = node.first; one !== undefined; one = one.next) found.push(one);
  return found;
}

/** A root over children found in several runs; they leave the trees they were found in. */
export function rootOf(children: readonly TreeNode[]): TreeNode {
  for (const [index, child] of children.entries())
    (child as Open).next = children[index + 1] as Open;
  const consumed = children.at(-1)?.in ?? { tokens: [], types: [] };
  const [first] = children;
  return { rule: 'file', role: 'file', in: consumed, from: 0, to: 0, first, next: undefined };
}
