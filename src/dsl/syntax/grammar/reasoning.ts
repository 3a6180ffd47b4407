import * as t from '../lexer/tokens.ts';
import { kw } from '../lexer/tokens.ts';
import type { Choice, GrammarRule } from './expressions.ts';
import { PolicyGrammar } from './policies.ts';

/** The blocks that judge: constraints, gates, pipelines and proofs. */
export class ReasoningGrammar extends PolicyGrammar {
  readonly constraintBlock: GrammarRule = this.RULE('constraintBlock', () => {
    this.CONSUME(kw('constraint'));
    this.CONSUME(t.Word);
    this.OPTION(() => {
      this.CONSUME(kw('for'));
      this.SUBRULE(this.target);
    });
    this.CONSUME(t.LeftBrace);
    this.MANY(() => this.SUBRULE(this.constraintClause));
    this.CONSUME(t.RightBrace);
  });

  readonly #constraintClauseChoice: Choice = [
    { ALT: () => this.SUBRULE(this.scope) },
    {
      ALT: () => {
        this.CONSUME(kw('for'));
        this.CONSUME(kw('every'));
        this.SUBRULE(this.actions);
        this.CONSUME(kw('holds'));
        this.SUBRULE(this.expression);
      },
    },
    { ALT: () => this.SUBRULE(this.beforeClause) },
    { ALT: () => this.SUBRULE(this.afterClause) },
    { ALT: () => this.SUBRULE(this.otherwise) },
    { ALT: () => this.SUBRULE(this.because) },
  ];

  readonly constraintClause: GrammarRule = this.RULE('constraintClause', () => {
    this.OR(this.#constraintClauseChoice);
  });

  readonly #scopeChoice: Choice = [
    { ALT: () => this.CONSUME(kw('session')) },
    { ALT: () => this.CONSUME(kw('principal')) },
    { ALT: () => this.CONSUME(kw('tenant')) },
  ];

  readonly scope: GrammarRule = this.RULE('scope', () => {
    this.CONSUME(kw('per'));
    this.OR(this.#scopeChoice);
  });

  readonly beforeClause: GrammarRule = this.RULE('beforeClause', () => {
    this.CONSUME(kw('before'));
    this.SUBRULE(this.actions);
    this.CONSUME(kw('always'));
    this.SUBRULE1(this.actions);
    this.OPTION(() => this.SUBRULE(this.matching));
  });

  readonly #afterClauseChoice: Choice = [
    {
      ALT: () => {
        this.CONSUME(kw('never'));
        this.SUBRULE1(this.actions);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('eventually'));
        this.SUBRULE2(this.actions);
        this.CONSUME(kw('within'));
        this.CONSUME(t.Duration);
      },
    },
  ];

  readonly afterClause: GrammarRule = this.RULE('afterClause', () => {
    this.CONSUME(kw('after'));
    this.SUBRULE(this.actions);
    this.OR(this.#afterClauseChoice);
    this.OPTION(() => this.SUBRULE(this.matching));
  });

  readonly matching: GrammarRule = this.RULE('matching', () => {
    this.CONSUME(kw('matching'));
    this.SUBRULE(this.expression);
  });

  readonly gateBlock: GrammarRule = this.RULE('gateBlock', () => {
    this.CONSUME(kw('gate'));
    this.CONSUME(t.Word);
    this.CONSUME(kw('for'));
    this.SUBRULE(this.target);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => this.SUBRULE(this.gateClause));
    this.CONSUME(t.RightBrace);
  });

  readonly #gateClauseChoice: Choice = [
    { ALT: () => this.SUBRULE(this.on) },
    {
      ALT: () => {
        this.CONSUME(kw('score'));
        this.CONSUME(kw('with'));
        this.SUBRULE(this.path);
        this.OPTION(() => this.SUBRULE(this.record));
      },
    },
    {
      ALT: () => {
        this.SUBRULE(this.verdict);
        this.CONSUME(kw('when'));
        this.SUBRULE(this.expression);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('if'));
        this.CONSUME(kw('unavailable'));
        this.SUBRULE1(this.verdict);
      },
    },
    { ALT: () => this.SUBRULE(this.because) },
  ];

  readonly gateClause: GrammarRule = this.RULE('gateClause', () => {
    this.OR(this.#gateClauseChoice);
  });

  readonly #pipelineBlockChoice: Choice = [
    { ALT: () => this.SUBRULE(this.stageClause) },
    { ALT: () => this.SUBRULE(this.otherwise) },
  ];

  readonly pipelineBlock: GrammarRule = this.RULE('pipelineBlock', () => {
    this.CONSUME(kw('pipeline'));
    this.CONSUME(t.Word);
    this.CONSUME(kw('for'));
    this.SUBRULE(this.target);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => this.OR(this.#pipelineBlockChoice));
    this.CONSUME(t.RightBrace);
  });

  readonly stageClause: GrammarRule = this.RULE('stageClause', () => {
    this.CONSUME(kw('stage'));
    this.CONSUME(t.Word);
    this.CONSUME(t.Colon);
    this.CONSUME1(t.Word);
    this.OPTION(() => this.SUBRULE(this.facts));
  });

  readonly proveBlock: GrammarRule = this.RULE('proveBlock', () => {
    this.CONSUME(kw('prove'));
    this.CONSUME(t.StringText);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => this.SUBRULE(this.claim));
    this.CONSUME(t.RightBrace);
  });

  readonly claim: GrammarRule = this.RULE('claim', () => {
    this.CONSUME(kw('never'));
    this.SUBRULE(this.target);
    this.CONSUME(kw('calls'));
    this.SUBRULE(this.actions);
    this.OPTION(() => {
      this.CONSUME(kw('when'));
      this.SUBRULE(this.expression);
    });
    this.OPTION1(() => {
      this.CONSUME(kw('unless'));
      this.SUBRULE1(this.expression);
    });
  });
}
