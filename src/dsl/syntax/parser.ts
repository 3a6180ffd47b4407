import { VakGrammar } from './grammar/declarations.ts';
import { phrases } from './messages.ts';

let built: VakGrammar | undefined;

/**
 * The parser, built once a process at its first use (about 20 ms). It carries the state of one parse
 * at a time. Its grammar is validated by a test, not at every start.
 */
export function vakParser(): VakGrammar {
  built ??= newParser({ skipValidations: true });
  return built;
}

/** A parser of its own, for those who read the recorded grammar. */
export function newParser(options: { readonly skipValidations: boolean }): VakGrammar {
  return new VakGrammar({
    recoveryEnabled: false,
    maxLookahead: 1,
    nodeLocationTracking: 'onlyOffset',
    errorMessageProvider: phrases,
    skipValidations: options.skipValidations,
  });
}
