import { type CstNode, CstParser } from 'chevrotain';

/** What the parser does inside to build its tree; the library's version is pinned because of it. */
interface TreeBuilding {
  readonly CST_STACK: CstNode[];
  setInitialNodeLocation(node: CstNode): void;
}

/**
 * Builds the concrete tree with a fraction of the memory: a rule that only passes one node on, as
 * `sum` does where nothing is added, leaves no node of its own. The node it passed on stands in its
 * place, under the rule's name but with its own. Memory is most of the cost of parsing.
 */
export class LeanParser extends CstParser {
  protected cstInvocationStateUpdate(name: string): void {
    const inside = this as unknown as TreeBuilding;
    const node: CstNode = { name, children: {} };
    inside.setInitialNodeLocation(node);
    inside.CST_STACK.push(node);
  }

  protected cstPostNonTerminal(node: CstNode, rule: string): void {
    const { CST_STACK } = this as unknown as TreeBuilding;
    const { children } = CST_STACK[CST_STACK.length - 1] as CstNode;
    const kept = passedOn(node);
    const list = children[rule];
    if (list === undefined) children[rule] = [kept];
    else list.push(kept);
  }
}

function passedOn(node: CstNode): CstNode {
  const { name, children } = node;
  switch (name) {
    case 'expression':
      return only(node, children.LogicOperator, children.operand);
    case 'operand':
      return only(node, children.NotWord, children.relation);
    case 'relation':
      for (const key in children) if (key !== 'sum') return node;
      return only(node, undefined, children.sum);
    case 'sum':
      return only(node, children.SumOperator, children.product);
    case 'product':
      return only(node, children.Times, children.signed);
    case 'signed':
      if (children.LeftParen !== undefined) return node;
      return only(
        node,
        children.Minus,
        children.reference ?? children.text ?? children.list ?? children.record,
      );
    default:
      return node;
  }
}

function only(
  node: CstNode,
  besides: unknown,
  inner: CstNode['children'][string] | undefined,
): CstNode {
  if (besides !== undefined || inner === undefined || inner.length !== 1) return node;
  return inner[0] as CstNode;
}
