import type { IParserConfig, IToken, OrMethodOpts } from 'chevrotain';
import * as t from '../lexer/tokens.ts';
import { kw } from '../lexer/tokens.ts';
import type { Choice, GrammarRule } from './expressions.ts';
import { TestGrammar } from './tests.ts';
import type { TreeNode } from './tree.ts';

/** The file and the blocks that declare: imports, plugins, types, tools, and blocks of facts. */
export class VakGrammar extends TestGrammar {
  constructor(config: IParserConfig) {
    super(config);
    this.performSelfAnalysis();
  }

  /** The tree of the parser's input; whole exactly when there are no errors. */
  tree(tokens: readonly IToken[]): TreeNode {
    return this.treeOf(tokens, () => this.file());
  }

  readonly file: GrammarRule = this.RULE('file', () => {
    this.OPTION(() => this.SUBRULE(this.edition));
    this.MANY(() => {
      this.ACTION(() => this.startDeclaration());
      this.SUBRULE(this.declaration);
    });
  });

  readonly edition: GrammarRule = this.RULE('edition', () => {
    this.CONSUME(kw('vak'));
    this.CONSUME(t.Int);
  });

  readonly #declarationChoice: Choice = [
    { ALT: () => this.SUBRULE(this.importBlock) },
    { ALT: () => this.SUBRULE(this.useBlock) },
    { ALT: () => this.SUBRULE(this.typeBlock) },
    { ALT: () => this.SUBRULE(this.contextBlock) },
    { ALT: () => this.SUBRULE(this.toolBlock) },
    { ALT: () => this.SUBRULE(this.factsBlock) },
    { ALT: () => this.SUBRULE(this.recordsBlock) },
    { ALT: () => this.SUBRULE(this.policyBlock) },
    { ALT: () => this.SUBRULE(this.limitBlock) },
    { ALT: () => this.SUBRULE(this.constraintBlock) },
    { ALT: () => this.SUBRULE(this.gateBlock) },
    { ALT: () => this.SUBRULE(this.pipelineBlock) },
    { ALT: () => this.SUBRULE(this.proveBlock) },
    { ALT: () => this.SUBRULE(this.testBlock) },
  ];

  readonly declaration: GrammarRule = this.RULE('declaration', () => {
    this.OR(this.#declarationChoice);
  });

  readonly importBlock: GrammarRule = this.RULE('importBlock', () => {
    this.CONSUME(kw('import'));
    this.CONSUME(t.StringText);
    this.CONSUME(kw('as'));
    this.CONSUME(t.Word);
    this.OPTION(() => {
      this.CONSUME(kw('taking'));
      this.CONSUME1(t.Word);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.CONSUME2(t.Word);
      });
    });
  });

  readonly useBlock: GrammarRule = this.RULE('useBlock', () => {
    this.CONSUME(kw('use'));
    this.CONSUME(t.StringText);
    this.OPTION(() => {
      this.CONSUME(kw('for'));
      this.CONSUME(t.Word);
    });
    this.OPTION1(() => {
      this.CONSUME(kw('as'));
      this.CONSUME1(t.Word);
    });
    this.OPTION2(() => this.SUBRULE(this.facts));
    this.OPTION3(() => {
      this.CONSUME(kw('grant'));
      this.SUBRULE1(this.facts);
    });
  });

  readonly typeBlock: GrammarRule = this.RULE('typeBlock', () => {
    this.CONSUME(kw('type'));
    this.CONSUME(t.Word);
    this.SUBRULE(this.fields);
  });

  readonly contextBlock: GrammarRule = this.RULE('contextBlock', () => {
    this.CONSUME(kw('context'));
    this.SUBRULE(this.fields);
  });

  readonly toolBlock: GrammarRule = this.RULE('toolBlock', () => {
    this.CONSUME(kw('tool'));
    this.SUBRULE(this.path);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.SUBRULE(this.toolItem);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.RightBrace);
  });

  readonly #toolItemChoice: OrMethodOpts<unknown> = {
    IGNORE_AMBIGUITIES: true,
    DEF: [
      {
        GATE: () => this.LA(2).tokenType === t.LeftBrace,
        ALT: () => {
          this.CONSUME(kw('args'));
          this.SUBRULE(this.fields);
        },
      },
      {
        GATE: () => this.LA(2).tokenType === t.LeftBrace,
        ALT: () => this.SUBRULE(this.lookupPart),
      },
      {
        GATE: () => this.LA(2).tokenType === kw('by'),
        ALT: () => {
          this.CONSUME(kw('serial'));
          this.CONSUME(kw('by'));
          this.SUBRULE(this.expression);
        },
      },
      {
        GATE: () => this.LA(2).tokenType === t.Colon,
        ALT: () => {
          this.CONSUME(kw('result'));
          this.CONSUME(t.Colon);
          this.SUBRULE(this.type);
        },
      },
      { ALT: () => this.SUBRULE(this.fact) },
    ],
  };

  /** A fact, or one of the four parts of a tool that have a shape of their own. */
  readonly toolItem: GrammarRule = this.RULE('toolItem', () => {
    this.OR(this.#toolItemChoice);
  });

  readonly lookupPart: GrammarRule = this.RULE('lookupPart', () => {
    this.CONSUME(kw('lookup'));
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.SUBRULE(this.lookupEntry);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.RightBrace);
  });

  readonly lookupEntry: GrammarRule = this.RULE('lookupEntry', () => {
    this.SUBRULE(this.segment);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.path);
    this.SUBRULE(this.record);
  });

  readonly #factsBlockChoice: Choice = [
    { ALT: () => this.CONSUME(kw('agent')) },
    { ALT: () => this.CONSUME(kw('approvers')) },
    { ALT: () => this.CONSUME(kw('secret')) },
    { ALT: () => this.CONSUME(kw('memory')) },
  ];

  readonly factsBlock: GrammarRule = this.RULE('factsBlock', () => {
    this.OR(this.#factsBlockChoice);
    this.CONSUME(t.Word);
    this.SUBRULE(this.facts);
  });

  readonly #recordsBlockChoice: Choice = [
    { ALT: () => this.CONSUME(kw('audit')) },
    { ALT: () => this.CONSUME(kw('trace')) },
  ];

  readonly recordsBlock: GrammarRule = this.RULE('recordsBlock', () => {
    this.OR(this.#recordsBlockChoice);
    this.SUBRULE(this.facts);
  });
}
