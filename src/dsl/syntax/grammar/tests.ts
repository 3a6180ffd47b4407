import * as t from '../lexer/tokens.ts';
import { kw } from '../lexer/tokens.ts';
import type { Choice, GrammarRule } from './expressions.ts';
import { ReasoningGrammar } from './reasoning.ts';

/** `test` blocks: what is given, the calls, and what is expected of them. */
export class TestGrammar extends ReasoningGrammar {
  readonly testBlock: GrammarRule = this.RULE('testBlock', () => {
    this.CONSUME(kw('test'));
    this.CONSUME(t.StringText);
    this.CONSUME(kw('for'));
    this.SUBRULE(this.path);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.ACTION(() => this.startItem());
      this.SUBRULE(this.testStep);
    });
    this.CONSUME(t.RightBrace);
  });

  readonly #testStepChoice: Choice = [
    { ALT: () => this.SUBRULE(this.givenStep) },
    { ALT: () => this.SUBRULE(this.callStep) },
    {
      ALT: () => {
        this.CONSUME(kw('wait'));
        this.CONSUME(t.Duration);
      },
    },
    { ALT: () => this.SUBRULE(this.expectStep) },
  ];

  readonly testStep: GrammarRule = this.RULE('testStep', () => {
    this.OR(this.#testStepChoice);
  });

  readonly #givenStepChoice: Choice = [
    {
      ALT: () => {
        this.CONSUME(kw('context'));
        this.SUBRULE(this.record);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('clock'));
        this.SUBRULE(this.expression);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('user'));
        this.CONSUME(t.StringText);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('score'));
        this.SUBRULE1(this.record);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('result'));
        this.SUBRULE(this.path);
        this.SUBRULE1(this.expression);
      },
    },
  ];

  readonly givenStep: GrammarRule = this.RULE('givenStep', () => {
    this.CONSUME(kw('given'));
    this.OR(this.#givenStepChoice);
  });

  readonly callStep: GrammarRule = this.RULE('callStep', () => {
    this.CONSUME(kw('call'));
    this.SUBRULE(this.path);
    this.SUBRULE(this.record);
    this.OPTION(() => {
      this.CONSUME(kw('returns'));
      this.SUBRULE(this.expression);
    });
  });

  readonly #expectStepChoice: Choice = [
    { ALT: () => this.SUBRULE(this.expectVerdict) },
    {
      ALT: () => {
        this.CONSUME(kw('approval'));
        this.CONSUME(kw('from'));
        this.SUBRULE(this.who);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('hide'));
        this.SUBRULE(this.reference);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('missed'));
        this.SUBRULE(this.path);
      },
    },
    { ALT: () => this.SUBRULE(this.expression) },
  ];

  readonly expectStep: GrammarRule = this.RULE('expectStep', () => {
    this.CONSUME(kw('expect'));
    this.OR(this.#expectStepChoice);
  });

  readonly #expectVerdictChoice1: Choice = [
    { ALT: () => this.CONSUME(kw('default')) },
    { ALT: () => this.SUBRULE(this.path) },
  ];

  readonly #expectVerdictChoice: Choice = [
    { ALT: () => this.CONSUME(kw('permit')) },
    { ALT: () => this.CONSUME(kw('forbid')) },
  ];

  readonly expectVerdict: GrammarRule = this.RULE('expectVerdict', () => {
    this.OR(this.#expectVerdictChoice);
    this.OPTION(() => {
      this.CONSUME(kw('by'));
      this.OR1(this.#expectVerdictChoice1);
    });
  });
}
