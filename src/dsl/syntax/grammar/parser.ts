import type { IRecognitionException, IToken } from 'chevrotain';
import { phrases } from '../recovery/messages.ts';
import { VakGrammar } from './declarations.ts';
import type { TreeNode } from './tree.ts';

let built: VakGrammar | undefined;

/**
 * The parser, built once a process at its first use (about 20 ms). It carries the state of one parse
 * at a time. Its grammar is validated by a test, not at every start.
 */
export function vakParser(): VakGrammar {
  built ??= newParser({ skipValidations: true });
  return built;
}

/**
 * Parses tokens as far as they fit; `quiet` for those who ask only where an error is. The parser
 * forgets them again, for it outlives every file.
 */
export function run(
  tokens: readonly IToken[],
  { quiet = false }: { readonly quiet?: boolean } = {},
): {
  /** Whole exactly when there is no error. */
  readonly tree: TreeNode;
  readonly error: IRecognitionException | undefined;
} {
  const parser = vakParser();
  parser.input = tokens as IToken[];
  parser.quiet = quiet;
  const tree = parser.tree(tokens);
  const error = parser.errors[0];
  parser.input = nothing;
  return { tree, error };
}

const nothing: IToken[] = [];

/** A parser of its own, for those who read the recorded grammar. */
export function newParser(options: { readonly skipValidations: boolean }): VakGrammar {
  return new VakGrammar({
    recoveryEnabled: false,
    maxLookahead: 1,
    errorMessageProvider: phrases,
    skipValidations: options.skipValidations,
  });
}
