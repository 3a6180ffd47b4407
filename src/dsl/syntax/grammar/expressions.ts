import type { DSLMethodOpts, IOrAlt, IParserConfig, IToken, ParserMethod } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { kw, vocabulary } from '../lexer/tokens.ts';
import { TreeParser } from './tree.ts';

/** A rule of the grammar. What it finds stands in the tree. */
export type GrammarRule = ParserMethod<[], void>;

/** Alternatives of a rule. They stand beside it, so that they are made once and not at each use. */
export type Choice = IOrAlt<unknown>[];
/** What may stand, or stand again, where more than the next token decides; made once, too. */
export type Gated = DSLMethodOpts<unknown>;

const by = kw('by');
const given = kw('given');

/**
 * Words, paths and expressions: what every block is made of. Decides on the next token alone; where
 * a reserved word may also be the key of the next line, a gate looks whether a `:` follows it.
 */
export class ExpressionGrammar extends TreeParser {
  constructor(config: IParserConfig) {
    super(vocabulary, config);
  }

  /** First tokens of the last two declarations begun, and of the items of the last one. */
  readonly progress: { before: IToken | undefined; last: IToken | undefined; items: IToken[] } = {
    before: undefined,
    last: undefined,
    items: [],
  };

  protected startDeclaration(): void {
    this.progress.before = this.progress.last;
    this.progress.last = this.LA(1);
    this.progress.items = [];
  }

  protected startItem(): void {
    this.progress.items.push(this.LA(1));
  }

  /** True unless the next word is a key, as in `and: 1`. */
  protected readonly noKey = (): boolean => this.LA(2).tokenType !== t.Colon;

  /** True unless the next word is a key, or a `given` that starts a step of a test. */
  readonly #isRelated = (): boolean => {
    const second = this.LA(2).tokenType;
    return second !== t.Colon && (second === by || this.LA(1).tokenType !== given);
  };

  readonly #segmentChoice: Choice = [
    { ALT: () => this.CONSUME(t.Word) },
    { ALT: () => this.CONSUME(t.StringText) },
  ];

  readonly segment: GrammarRule = this.RULE('segment', () => {
    this.OR(this.#segmentChoice);
  });

  readonly #pathChoice: Choice = [
    { ALT: () => this.CONSUME(t.PathWord) },
    { ALT: () => this.CONSUME(t.StringText) },
  ];

  /** Each rule that follows a name to its parts repeats this, and is told apart by its own name. */
  readonly #step = (): void => {
    this.CONSUME(t.Dot);
    this.SUBRULE(this.segment);
  };

  readonly path: GrammarRule = this.RULE('path', () => {
    this.OR(this.#pathChoice);
    this.MANY(this.#step);
  });

  readonly paths: GrammarRule = this.RULE('paths', () => {
    this.SUBRULE(this.path);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE1(this.path);
    });
  });

  readonly #expressionRepeat: Gated = {
    GATE: this.noKey,
    DEF: () => {
      this.CONSUME(t.LogicOperator);
      this.SUBRULE1(this.operand);
    },
  };

  readonly expression: GrammarRule = this.RULE('expression', () => {
    this.SUBRULE(this.operand);
    this.MANY(this.#expressionRepeat);
  });

  readonly #not = (): IToken => this.CONSUME(kw('not'));

  readonly operand: GrammarRule = this.RULE('operand', () => {
    this.OPTION(this.#not);
    this.SUBRULE(this.relation);
  });

  readonly #relationChoice: Choice = [
    {
      ALT: () => {
        this.CONSUME(t.CompareOperator);
        this.SUBRULE1(this.sum);
      },
    },
    { ALT: () => this.SUBRULE(this.hasTail) },
    { ALT: () => this.SUBRULE(this.givenTail) },
    { ALT: () => this.SUBRULE(this.mayTail) },
    { ALT: () => this.SUBRULE(this.quotesTail) },
    { ALT: () => this.SUBRULE(this.runsTail) },
  ];

  readonly #relationOption: Gated = {
    GATE: this.#isRelated,
    DEF: () => {
      this.OR(this.#relationChoice);
    },
  };

  readonly relation: GrammarRule = this.RULE('relation', () => {
    this.SUBRULE(this.sum);
    this.OPTION(this.#relationOption);
  });

  readonly hasTail: GrammarRule = this.RULE('hasTail', () => {
    this.CONSUME(kw('has'));
    this.SUBRULE(this.segment);
  });

  readonly givenTail: GrammarRule = this.RULE('givenTail', () => {
    this.CONSUME(given);
    this.CONSUME(by);
    this.SUBRULE(this.path);
  });

  readonly mayTail: GrammarRule = this.RULE('mayTail', () => {
    this.CONSUME(kw('may'));
    this.CONSUME(kw('come'));
    this.CONSUME(kw('from'));
    this.SUBRULE(this.path);
  });

  readonly quotesTail: GrammarRule = this.RULE('quotesTail', () => {
    this.CONSUME(kw('quotes'));
    this.SUBRULE(this.path);
  });

  readonly #runsTailOption: Gated = {
    GATE: this.noKey,
    DEF: () => {
      this.CONSUME(kw('with'));
      this.SUBRULE(this.list);
    },
  };

  readonly runsTail: GrammarRule = this.RULE('runsTail', () => {
    this.CONSUME(kw('runs'));
    this.CONSUME(t.StringText);
    this.OPTION(this.#runsTailOption);
  });

  readonly #term = (): void => {
    this.CONSUME(t.SumOperator);
    this.SUBRULE1(this.product);
  };

  readonly sum: GrammarRule = this.RULE('sum', () => {
    this.SUBRULE(this.product);
    this.MANY(this.#term);
  });

  readonly #factor = (): void => {
    this.CONSUME(t.Times);
    this.SUBRULE1(this.signed);
  };

  readonly product: GrammarRule = this.RULE('product', () => {
    this.SUBRULE(this.signed);
    this.MANY(this.#factor);
  });

  readonly #signedChoice: Choice = [
    { ALT: () => this.SUBRULE(this.reference) },
    { ALT: () => this.CONSUME(t.Amount) },
    { ALT: () => this.SUBRULE(this.text) },
    { ALT: () => this.CONSUME(kw('true')) },
    { ALT: () => this.CONSUME(kw('false')) },
    { ALT: () => this.SUBRULE(this.list) },
    { ALT: () => this.SUBRULE(this.record) },
    {
      ALT: () => {
        this.CONSUME(t.LeftParen);
        this.SUBRULE(this.expression);
        this.CONSUME(t.RightParen);
      },
    },
  ];

  readonly #minus = (): IToken => this.CONSUME(t.Minus);

  readonly signed: GrammarRule = this.RULE('signed', () => {
    this.OPTION(this.#minus);
    this.OR(this.#signedChoice);
  });

  /** A text alone, or the quoted first segment of a path. */
  readonly text: GrammarRule = this.RULE('text', () => {
    this.CONSUME(t.StringText);
    this.MANY(this.#step);
  });

  readonly #called = (): void => {
    this.CONSUME(t.LeftParen);
    this.SUBRULE(this.items);
    this.CONSUME(t.RightParen);
  };

  readonly reference: GrammarRule = this.RULE('reference', () => {
    this.CONSUME(t.ExprWord);
    this.MANY(this.#step);
    this.OPTION(this.#called);
  });

  readonly list: GrammarRule = this.RULE('list', () => {
    this.CONSUME(t.LeftBracket);
    this.SUBRULE(this.items);
    this.CONSUME(t.RightBracket);
  });

  /** Values between commas, perhaps with one at the end. */
  readonly items: GrammarRule = this.RULE('items', () => {
    this.OPTION(() => {
      this.SUBRULE(this.expression);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.OPTION1(() => this.SUBRULE1(this.expression));
      });
    });
  });

  readonly record: GrammarRule = this.RULE('record', () => {
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.SUBRULE(this.entry);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.RightBrace);
  });

  readonly entry: GrammarRule = this.RULE('entry', () => {
    this.SUBRULE(this.segment);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.expression);
  });
}
